"""An engine with another behind it: one that fails or hangs costs a call a moment, not a word."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong

import structlog

from speech.voice.engine import Engine, Samples, VoiceFailed

LONGEST = 4.0
"""Seconds that a caller waits for the first engine."""
REST = 60.0
"""Seconds that an engine is left alone after it failed."""

_log = structlog.get_logger(__name__)


class Spared:
    """Speaks by ``first``; by ``second`` when it fails, takes too long or did so just now."""

    def __init__(
        self, first: Engine, second: Engine, *, longest: float = LONGEST, rest: float = REST
    ) -> None:
        self.identity = f"{first.identity} {second.identity}"
        self._first = first
        self._second = second
        self._longest = longest
        self._rest = rest
        self._rests_until = 0.0

    def synthesise(self, text: str) -> Samples:
        """``text`` spoken by one of the two. Raises VoiceFailed when neither can."""
        if time.monotonic() >= self._rests_until:
            try:
                return self._in_time(text)
            except (VoiceFailed, TookTooLong) as failure:
                self._rests_until = time.monotonic() + self._rest
                _log.error(
                    "voice_engine_failed",
                    engine=self._first.identity,
                    instead=self._second.identity,
                    why=str(failure) or "no respondió a tiempo",
                )
        return self._second.synthesise(text)

    def _in_time(self, text: str) -> Samples:
        """In a thread that is left behind when it hangs: the engine ends it by itself."""
        done: Future[Samples] = Future()
        threading.Thread(target=self._work, args=(text, done), daemon=True).start()
        return done.result(self._longest)

    def _work(self, text: str, done: Future[Samples]) -> None:
        try:
            done.set_result(self._first.synthesise(text))
        except VoiceFailed as failure:
            done.set_exception(failure)
        except Exception as fault:
            done.set_exception(VoiceFailed("la voz falló", reason=type(fault).__name__))
