"""An engine in a process of its own: one that hangs or crashes takes no call with it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from speech.voice.engine import Credit, Recorder, Samples, VoiceFailed
from speech.voice.loudness import Signal
from speech.voice.mastering import master, samples_of
from speech.voice.pack.fragment import Join

LOADING = 60.0
"""Seconds an engine may take to load its model."""
SPEAKING, A_LETTER = 10.0, 0.3
"""Seconds for a text that a caller waits for, and more for each of its letters."""
RECORDING = 300.0
"""Seconds for a fragment of a pack, which nobody waits for; the machine may have calls to serve."""
LONGEST_TEXT = 4000

Request = tuple[str, Join, float, int]
"""A text, how it ends, the pace and the attempt."""
Answer = tuple[Signal, int] | str


class Apart:
    """An engine, and a recorder of fragments, whose work another process does.

    The process starts with the first text, ends with ours, and is started anew after a failure.
    One text at a time; further threads wait their turn.
    """

    def __init__(
        self,
        identity: str,
        make: Callable[[], Recorder],
        credit: Credit,
        *,
        loading: float = LOADING,
        speaking: float = SPEAKING,
        recording: float = RECORDING,
    ) -> None:
        """``make`` is called in the other process, so it must be one that pickle can carry."""
        self.identity = identity
        self.credit = credit
        self._make = make
        self._loading = loading
        self._speaking = speaking
        self._recording = recording
        self._turn = threading.Lock()
        self._running: tuple[BaseProcess, Connection] | None = None

    def synthesise(self, text: str) -> Samples:
        """``text`` as 8 kHz samples, ready to play. Raises VoiceFailed."""
        limit = self._speaking + A_LETTER * len(text)
        recorded, rate = self._recorded((text, Join.ENDS, 1.0, 0), limit)
        return master(samples_of(recorded), rate)

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        """As `speech.voice.engine.Recorder` says. Raises VoiceFailed."""
        return self._recorded((text, join, pace, attempt), self._recording)

    def close(self) -> None:
        """End the process; the next text starts another."""
        with self._turn:
            self._end()

    def _recorded(self, request: Request, limit: float) -> tuple[Signal, int]:
        if len(request[0]) > LONGEST_TEXT:
            raise VoiceFailed("el texto es demasiado largo para decirlo", letters=len(request[0]))
        with self._turn:
            answer = self._asked(self._connection(), request, limit)
        if isinstance(answer, str):
            raise VoiceFailed(answer)
        return answer

    def _connection(self) -> Connection:
        """The way to a process that has loaded its engine."""
        if self._running is None:
            spawn = multiprocessing.get_context("spawn")
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_work, args=(theirs, self._make), daemon=True)
            process.start()
            theirs.close()
            self._running = process, ours
            answer = self._asked(ours, None, self._loading)
            if isinstance(answer, str) and answer:
                self._end()
                raise VoiceFailed(answer)
        return self._running[1]

    def _asked(self, connection: Connection, request: Request | None, limit: float) -> Answer:
        """What the process answers; one that dies or takes too long is ended."""
        try:
            if request is not None:
                connection.send(request)
            if connection.poll(limit):
                answer: Answer = connection.recv()
                return answer
            problem = f"la voz {self.identity} no terminó en {limit:.0f} segundos"
        except (EOFError, OSError):
            problem = f"el programa de la voz {self.identity} se cayó"
        self._end()
        raise VoiceFailed(problem)

    def _end(self) -> None:
        if self._running is None:
            return
        process, connection = self._running
        self._running = None
        connection.close()
        process.kill()
        process.join()


def _work(connection: Connection, make: Callable[[], Recorder]) -> None:
    """Load the engine, say so by an empty answer, then speak until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError):
        try:
            recorder = make()
        except VoiceFailed as failure:
            connection.send(failure.message)
            return
        connection.send("")
        while True:
            text, join, pace, attempt = connection.recv()
            try:
                connection.send(recorder.record(text, join, pace=pace, attempt=attempt))
            except VoiceFailed as failure:
                connection.send(failure.message)
