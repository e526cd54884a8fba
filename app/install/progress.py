"""What the person who waits sees: each step that takes over two seconds, with its time."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TextIO

QUIET_SECONDS = 2.0
REMINDER_SECONDS = 10.0


class Progress:
    """Announces steps that run at the same time, from any thread.

    A step quicker than two seconds is never mentioned. Times are seconds.
    """

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._running: dict[str, float] = {}
        self._told: dict[str, float] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._ticker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed.set()
        self._ticker.join()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step if it lasts, and how long it took; or that it failed."""
        with self._lock:
            self._running[name] = time.monotonic()
        mark = "✗"
        try:
            yield
            mark = "✓"
        finally:
            with self._lock:
                elapsed = time.monotonic() - self._running.pop(name)
                if self._told.pop(name, None) is not None:
                    self._say(f"{mark} {name} ({elapsed:.0f} s)")

    def tell(self, line: str) -> None:
        """Print a line between the announcements."""
        with self._lock:
            self._say(line)

    def _tick(self) -> None:
        while not self._closed.wait(0.5):
            with self._lock:
                self._announce(time.monotonic())

    def _announce(self, now: float) -> None:
        for step, since in self._running.items():
            told = self._told.get(step)
            if told is None and now - since >= QUIET_SECONDS:
                self._say(f"… {step}")
                self._told[step] = now
            elif told is not None and now - told >= REMINDER_SECONDS:
                self._say(f"… {step}: {now - since:.0f} s")
                self._told[step] = now

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)
