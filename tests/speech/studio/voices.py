"""What a studio delivers, made up: a voice of so many syllables, and the ways it goes wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from speech.voice.loudness import Signal
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.studio.examination import syllables

RATE = 48_000
SYLLABLE = 0.17  # seconds


def fragment(
    text: str, id: str = "prueba.uno", join: Join = Join.ENDS, kind: Kind = Kind.PROMPT
) -> Fragment:
    return Fragment(id, text, join, kind, 1, "pendiente")


def quiet(seconds: float, noise: float = -75.0, rate: int = RATE) -> Signal:
    """A room in which nobody speaks; ``noise`` in dB of full scale."""
    room = np.random.default_rng(3).normal(0, 10 ** (noise / 20), round(seconds * rate))
    return room.astype(np.float32)


def voice(text: str, peak: float = 0.3, rate: int = RATE) -> Signal:
    """Something that a meter takes for ``text``: a burst a syllable, without an edge of quiet."""
    length = round(SYLLABLE * rate)
    times = np.arange(length) / rate
    wave = sum(np.sin(2 * np.pi * 140 * n * times + n) / n for n in range(1, 20))
    burst = wave * (0.25 + np.sin(np.pi * np.arange(length) / length))
    said = np.tile(burst, max(1, syllables(text)))
    tuned: Signal = (said / np.abs(said).max() * peak).astype(np.float32)
    return tuned


def take(text: str, peak: float = 0.3, noise: float = -75.0, rate: int = RATE) -> Signal:
    """A good take: half a second of room, the voice, half a second."""
    room = quiet(0.5, noise, rate)
    spoken = voice(text, peak, rate)
    return np.concatenate([room, spoken + quiet(len(spoken) / rate, noise, rate), room])


def save(path: Path, signal: Signal, rate: int = RATE, subtype: str = "PCM_24") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, signal, rate, subtype=subtype)
    return path
