"""What the ear notices beside the words: loudness, pace, clipping, clicks; of sound at 8 kHz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speech.voice.engine import RATE, Samples
from speech.voice.loudness import audible, integrated
from speech.voice.mastering import signal_of

LOUDEST = 32_000
"""µ-law's last step is 32,124: what lies there was cut off, or nearly."""
WINDOW = RATE // 500
_AROUND = RATE // 100
_FLOOR = 100.0
"""What a jump in silence is measured against: nobody hears 1 % of full scale less 10 dB."""
_FADED = RATE // 50
_MATCHED = RATE // 100


@dataclass(frozen=True, slots=True)
class Measured:
    """One sound. ``loudness`` in LUFS (EBU R128), ``pace`` in words a minute."""

    loudness: float
    pace: float
    clipped: int


def measured(samples: Samples, words: int) -> Measured:
    """``samples`` as they arrived, with ``words`` in them."""
    signal = signal_of(samples)
    sounding = samples[audible(signal, RATE)]
    minutes = max(len(sounding), 1) / RATE / 60
    clipped = int((np.abs(samples.astype(np.int32)) >= LOUDEST).sum())
    return Measured(integrated(signal, RATE), words / minutes, clipped)


def jumps(samples: Samples) -> npt.NDArray[np.float64]:
    """The largest step between two samples in each 2 ms, against the level of the 20 ms around."""
    wave = samples[: len(samples) // WINDOW * WINDOW].astype(np.float64)
    steps = np.abs(np.diff(wave, prepend=wave[:1])).reshape(-1, WINDOW).max(axis=1)
    energy = np.concatenate([[0.0], np.cumsum(wave**2)])
    centres = np.arange(len(steps)) * WINDOW + WINDOW // 2
    first, after = np.maximum(centres - _AROUND, 0), np.minimum(centres + _AROUND, len(wave))
    level = np.sqrt((energy[after] - energy[first]) / (after - first))
    against: npt.NDArray[np.float64] = steps / np.maximum(level, _FLOOR)
    return against


def joins(composed: Samples, pieces: Sequence[Samples]) -> list[int]:
    """Where in ``composed`` its pieces begin and end, first and last edge left out.

    A piece is found by its inside, which joining leaves as it is; one that is not found, because
    it was made slower or by another voice, has no join that could be looked at.
    """
    octets, edges, since = composed.tobytes(), list[int](), 0
    for piece in pieces:
        middle = min(_FADED, len(piece) // 3)
        found = octets.find(piece[middle : middle + _MATCHED].tobytes(), since)
        if found < 0 or found % 2:
            continue
        first = found // 2 - middle
        edges += [first, first + len(piece)]
        since = found
    return edges[1:-1]
