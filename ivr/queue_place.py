"""The place of a caller in a queue: one number orders everybody who waits.

Asterisk serves the greatest ``QUEUE_PRIO`` first and equals in the order in which they came
(app_queue, ``join_queue``). A place that counts down from the moment of joining is first come,
first served; a head start in seconds is priority that starves nobody; and the same number again
is the same place again, after the menu or by a callback.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

FIRST_COME = 2_147_483_647
"""The greatest ``QUEUE_PRIO`` that Asterisk takes (32 bits, signed)."""
HEAD_START = 600
"""Seconds by which a caller with priority counts as having come earlier."""


@dataclass(frozen=True, slots=True)
class Place:
    """When a caller joined (Unix seconds) and the ``head_start`` given to them, in seconds."""

    joined: int
    head_start: int = 0

    @classmethod
    def kept(cls, priority: int, head_start: int = 0) -> Self:
        """The place behind a ``QUEUE_PRIO``, of which ``head_start`` seconds were given."""
        return cls(FIRST_COME - priority + head_start, head_start)

    @property
    def priority(self) -> int:
        """The ``QUEUE_PRIO``: greater is served earlier."""
        return min(FIRST_COME, FIRST_COME - (self.joined - self.head_start))

    def preferred(self) -> Place:
        """The same with priority, which counts once."""
        return replace(self, head_start=max(self.head_start, HEAD_START))
