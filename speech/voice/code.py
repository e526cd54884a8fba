"""The code voice: an utterance as a short burst that a test can read back from the call.

A burst is 15 tones of 10 ms: three that mark its start, eight for the 32-bit id of the text,
four for a checksum; 50 ms of silence follow. Sixteen orthogonal tones, 100 Hz apart, from
1,750 to 3,250 Hz: inside the telephone band and above every DTMF frequency, so that no
burst can be taken for a key. The two rules of a decoder hold together: every tone must stand
out from the other fifteen, and the checksum must fit; a burst that lost a packet gives nothing.
"""

from __future__ import annotations

import binascii
import zlib
from dataclasses import dataclass

import numpy as np

from speech.voice.engine import RATE, Memory, Samples

SYMBOL = 80
HOP = 8
START = (0, 15, 6)
SYMBOLS = len(START) + 8 + 4
BURST = SYMBOLS * SYMBOL
PAUSE = 400
FREQUENCIES = 1750.0 + 100.0 * np.arange(16)
AMPLITUDE = 9000.0
QUIETEST = 60.0  # amplitude below which nothing is looked for: µ-law's idle noise
CLEAREST_SHARE = 0.5  # of the power of all sixteen tones, what the right one must hold

_STRIDE = SYMBOL // HOP
_SPAN = (SYMBOLS - 1) * _STRIDE
_TONES = np.exp(-2j * np.pi * np.outer(np.arange(SYMBOL), FREQUENCIES) / RATE)


@dataclass(frozen=True, slots=True)
class Code:
    """An id that was heard. ``offset`` is the burst's first sample, right to within 5 ms."""

    offset: int
    id: int


def code_of(text: str) -> int:
    """The 32-bit id of a spoken text: CRC-32 of its UTF-8."""
    return zlib.crc32(text.encode())


def encode(code: int) -> Samples:
    """The burst of ``code`` (0 to 2**32 - 1) and its pause, 8 kHz, 16 bits.

    Raises OverflowError for a code outside the range.
    """
    body = code.to_bytes(4, "big")
    message = body + binascii.crc_hqx(body, 0xFFFF).to_bytes(2, "big")
    symbols = (*START, *(nibble for byte in message for nibble in divmod(byte, 16)))
    steps = 2 * np.pi * np.repeat(FREQUENCIES[list(symbols)], SYMBOL) / RATE
    burst = AMPLITUDE * np.sin(np.cumsum(steps))
    return np.concatenate([burst, np.zeros(PAUSE)]).astype(np.int16)


class CodeEngine:
    """The code voice as an engine: for tests, never for callers."""

    identity = "code/1"

    def synthesise(self, text: str) -> Samples:
        """The burst that stands for ``text``."""
        return encode(code_of(text))

    def speak(self, text: str, *, pace: float, memory: Memory | None) -> Samples:
        """The same burst at every ``pace``: a slower one could not be read."""
        del pace, memory
        return self.synthesise(text)


class Decoder:
    """Finds bursts in a stream of 8 kHz samples, fed in pieces of any size."""

    def __init__(self) -> None:
        self._samples = np.empty(0, np.float64)
        self._powers = np.empty((0, 16), np.float64)
        self._row = 0  # the row, counted from the stream's beginning, of _powers[0]
        self._resume = 0  # no burst may begin before this row: the last one is still on

    def feed(self, samples: Samples) -> list[Code]:
        """The bursts that ``samples`` complete, in order."""
        self._measure(samples)
        starts = len(self._powers) - _SPAN
        if starts <= 0:
            return []
        found = [code for row in self._candidates(starts) if (code := self._read(row))]
        self._powers = self._powers[starts:]
        self._row += starts
        return found

    def _measure(self, samples: Samples) -> None:
        """Add the power of each tone in a window of one symbol, one row every HOP samples."""
        self._samples = np.concatenate([self._samples, samples.astype(np.float64)])
        rows = (len(self._samples) - SYMBOL) // HOP + 1
        if rows <= 0:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._samples, SYMBOL)[::HOP][:rows]
        amplitudes = np.abs(windows @ _TONES) * 2 / SYMBOL
        self._powers = np.concatenate([self._powers, amplitudes**2])
        self._samples = self._samples[rows * HOP :]

    def _candidates(self, starts: int) -> list[int]:
        """The rows, of the first ``starts``, where fifteen clear tones begin as a burst does."""
        powers = self._powers
        best = powers.argmax(axis=1)
        strongest = powers.max(axis=1)
        clear = (strongest > QUIETEST**2) & (strongest > CLEAREST_SHARE * powers.sum(axis=1))
        hit = np.ones(starts, np.bool_)
        for place in range(SYMBOLS):
            hit &= clear[place * _STRIDE :][:starts]
        for place, symbol in enumerate(START):
            hit &= best[place * _STRIDE :][:starts] == symbol
        return [int(row) for row in np.flatnonzero(hit)]

    def _read(self, row: int) -> Code | None:
        """The burst that begins at ``row`` of the powers held, if its checksum fits."""
        if self._row + row < self._resume:
            return None
        symbols = self._powers[row : row + _SPAN + 1 : _STRIDE].argmax(axis=1)[len(START) :]
        message = bytes(int(high) * 16 + int(low) for high, low in symbols.reshape(-1, 2))
        body, check = message[:4], message[4:]
        if binascii.crc_hqx(body, 0xFFFF).to_bytes(2, "big") != check:
            return None
        self._resume = self._row + row + BURST // HOP
        return Code((self._row + row) * HOP, int.from_bytes(body, "big"))


def decode(samples: Samples) -> list[Code]:
    """The bursts in a whole recording of 8 kHz, 16-bit samples, in order."""
    return Decoder().feed(samples)
