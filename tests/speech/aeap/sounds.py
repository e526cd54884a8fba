"""The recordings that come with the model, by what is said in them."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import numpy as np

from speech.voice.engine import Samples

AUDIO = Path(__file__).parent.parent / "audio"


def rows() -> list[dict[str, str]]:
    with (AUDIO / "transcripts.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def samples_of(text: str) -> Samples:
    """8 kHz samples of the first recording with that text."""
    name = next(row["file"] for row in rows() if row["text"] == text)
    return samples_in(name)


def samples_in(name: str) -> Samples:
    with wave.open(str(AUDIO / name)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
