"""Asterisk takes the call back when this side falls silent.

``TIMEOUT(absolute)`` ends AGI() when it runs out; the dialplan's ``T`` extension then
apologises and goes down the ladder. It is renewed before each command, so that a
worker that is stopped, stuck or overloaded costs the caller ``MARGIN`` seconds of silence.
"""

from __future__ import annotations

import time

from agi_scripts.agi import Agi

MARGIN = 3.0
"""Seconds that are left to us after a command's own length."""

SLACK = 0.5
"""Seconds by which a time-out already set may miss the one wanted, to save a round trip."""


class DeadMansSwitch:
    """The absolute time-out of one call's channel, as this side last set it."""

    def __init__(self, agi: Agi) -> None:
        self._agi = agi
        self._fires_at = 0.0

    def renew(self, length: float) -> None:
        """Before a command of ``length`` seconds: leave that and ``MARGIN`` to ourselves."""
        wanted = time.monotonic() + length + MARGIN
        if abs(self._fires_at - wanted) > SLACK:
            self._agi.set_absolute_timeout(length + MARGIN)
            self._fires_at = wanted
