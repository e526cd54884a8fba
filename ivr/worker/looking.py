"""How a part of the worker looks for work again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable


def keep_looking(
    look: Callable[[], bool], stop: threading.Event, *, every: float, longest: float
) -> None:
    """Call ``look`` each ``every`` seconds until ``stop``.

    While it tells that something stood in its way it is called ever less often, up to
    ``longest`` seconds apart.
    """
    pause = every
    while not stop.wait(pause):
        pause = every if look() else min(pause * 2, longest)
