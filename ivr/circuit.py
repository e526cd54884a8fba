"""A circuit breaker: who fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum


class CircuitState(StrEnum):
    """Closed lets everything through, open nothing, half-open one trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Circuit:
    """Opens after ``failures`` in a row, for ``open_seconds``. Safe to share between threads.

    Every ``allows`` that was true is followed by ``succeeded`` or ``failed``; a trial of which
    neither is heard within ``open_seconds`` is given up for another.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        open_seconds: float = 15.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._open_seconds = open_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._until: float | None = None
        self._trial = False

    @property
    def state(self) -> CircuitState:
        """What it is now."""
        with self._lock:
            return self._state()

    def allows(self) -> bool:
        """Whether to try now; while half-open only the first who asks may."""
        with self._lock:
            match self._state():
                case CircuitState.CLOSED:
                    return True
                case CircuitState.OPEN:
                    return False
            self._trial = True
            self._until = self._monotonic() + self._open_seconds
            return True

    def succeeded(self) -> None:
        """It answered: the circuit closes."""
        with self._lock:
            self._in_a_row, self._until, self._trial = 0, None, False

    def failed(self) -> None:
        """It did not answer, or not as it should."""
        with self._lock:
            self._in_a_row += 1
            if self._trial or self._in_a_row >= self._most:
                self._until = self._monotonic() + self._open_seconds
                self._trial = False

    def _state(self) -> CircuitState:
        if self._until is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if self._monotonic() < self._until else CircuitState.HALF_OPEN
