"""One utterance in recognition: its sound in order, decoded in worker threads."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Executor

import vosk

from ivr.errors import LineaError
from speech.recognizer.model import ALTERNATIVES, SAMPLE_RATE, Vocabulary
from speech.recognizer.reading import Calibration, read
from speech.understanding.heard import Heard

BYTES_A_SECOND = SAMPLE_RATE * 2
PIECE_BYTES = BYTES_A_SECOND * 3 // 10
"""One way to a thread for so much; the silence that ends an utterance is longer."""
LONGEST_PIECE_BYTES = BYTES_A_SECOND // 2
"""So much can't be called off, nor be overtaken by another caller's."""
BEHIND_AT_MOST = 20 * BYTES_A_SECOND


class RecognizerFailed(LineaError):
    """The recogniser broke, or fell so far behind that its answer would come too late."""

    code = "recognizer_failed"


class Utterance:
    """What one caller says in one breath. To be used on the event loop alone.

    ``add`` sound as it comes, ``end`` it, then ``await result()`` once.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        calibration: Calibration,
        threads: Executor,
        *,
        keeps: bool = False,
    ) -> None:
        """``keeps``: its sound is kept, to be heard again."""
        self._vocabulary = vocabulary
        self._calibration = calibration
        self._threads = threads
        self._waiting = bytearray()
        self._keeps = keeps
        self._kept = bytearray()
        self._more = asyncio.Event()
        self._complete = asyncio.Event()
        self.heard_seconds = 0.0
        """How much sound was decoded."""
        self.decoding_seconds = 0.0
        """How long that took."""
        self._work = asyncio.create_task(self._decode())
        self._work.add_done_callback(_note)

    def add(self, sound: bytes) -> None:
        """Take more sound: 16-bit signed samples at 8 kHz."""
        self._waiting += sound
        if self._keeps:
            self._kept += sound
        if len(self._waiting) >= PIECE_BYTES:
            self._more.set()

    @property
    def sound(self) -> bytes:
        """All that was added, where it is kept."""
        return bytes(self._kept)

    def end(self) -> None:
        """Say that there is no more sound."""
        self._complete.set()
        self._more.set()

    async def ended(self, within: float) -> bool:
        """Wait for ``end``, at most so many seconds; return whether it came."""
        try:
            async with asyncio.timeout(within):
                return await self._complete.wait()
        except TimeoutError:
            return False

    async def result(self) -> Heard:
        """Return what was heard. Raises RecognizerFailed."""
        return await self._work

    def abandon(self) -> None:
        """Forget the utterance: nobody waits for its result."""
        self._work.cancel()

    async def _decode(self) -> Heard:
        loop = asyncio.get_running_loop()
        try:
            native = await loop.run_in_executor(self._threads, self._fresh)
            while not self._complete.is_set() or self._waiting:
                await self._more.wait()
                if len(self._waiting) > BEHIND_AT_MOST:
                    raise RecognizerFailed("El reconocedor va demasiado atrasado.")
                piece = bytes(self._waiting[:LONGEST_PIECE_BYTES])
                del self._waiting[:LONGEST_PIECE_BYTES]
                if len(self._waiting) < PIECE_BYTES and not self._complete.is_set():
                    self._more.clear()
                await loop.run_in_executor(self._threads, self._accept, native, piece)
            return await loop.run_in_executor(self._threads, self._finish, native)
        except LineaError:
            raise
        except Exception as error:  # whatever the native library reports ends this utterance alone
            raise RecognizerFailed("El reconocedor falló.") from error

    def _fresh(self) -> vosk.KaldiRecognizer:
        native = self._vocabulary.recognizer()
        native.SetMaxAlternatives(ALTERNATIVES)
        return native

    def _accept(self, native: vosk.KaldiRecognizer, piece: bytes) -> None:
        since = time.perf_counter()
        native.AcceptWaveform(piece)
        self.decoding_seconds += time.perf_counter() - since
        self.heard_seconds += len(piece) / BYTES_A_SECOND

    def _finish(self, native: vosk.KaldiRecognizer) -> Heard:
        since = time.perf_counter()
        answer: str = native.FinalResult()
        self.decoding_seconds += time.perf_counter() - since
        return read(answer, self._calibration)


def _note(work: asyncio.Task[Heard]) -> None:
    """Take notice of a failure that nobody waits for: its utterance was abandoned."""
    if not work.cancelled():
        work.exception()
