"""Small voice packs for tests: every fragment is a hum of its own pitch, as long as its text."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from speech.voice.engine import RATE, Samples, VoiceFailed
from speech.voice.loudness import TARGET, Signal, levelled
from speech.voice.mastering import LEAD_IN, PACK_RATE
from speech.voice.pack import manifest, sound
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.manifest import Recording
from speech.voice.pack.pack import AUDIO
from speech.voice.pack.sounds import file_digest

SECONDS_A_LETTER = 0.03
PITCHES = (300, 900)


def fragment(text: str, join: Join = Join.FLOWS, key: str = "") -> Fragment:
    kind = Kind.VALUE if not key else Kind.PROMPT
    return Fragment(key or f"{text}.{join}", text, join, kind, 1, "pendiente")


def hum(text: str, rate: int = PACK_RATE) -> Signal:
    """A steady tone whose pitch tells the text, at the line's loudness."""
    pitch = PITCHES[0] + zlib.crc32(text.encode()) % (PITCHES[1] - PITCHES[0])
    moments = np.arange(round((0.1 + SECONDS_A_LETTER * len(text)) * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * pitch * moments)
    return levelled(tone.astype(np.float32), rate)


def record(folder: Path, one: Fragment, signal: Signal | None = None) -> Recording:
    """Write the sound of a fragment, with the quiet around it that a master has."""
    path = folder / AUDIO / one.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    edge = round(LEAD_IN * PACK_RATE)
    voiced = hum(one.text) if signal is None else signal
    sound.write(path, np.pad(voiced, edge))
    return manifest.of(one, file_digest(path), len(voiced) / PACK_RATE, TARGET)


def make(folder: Path, fragments: Iterable[Fragment], about: str = "") -> Path:
    """A whole pack in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(f'name = "prueba"\n{about}', "utf-8")
    manifest.write(folder, [record(folder, one) for one in fragments])
    return folder


class OtherVoice:
    """The voice of the gaps: remembers what it was asked for; ``breaks`` on request."""

    identity = "other/1"

    def __init__(self, *, breaks: bool = False) -> None:
        self.spoken: list[str] = []
        self._breaks = breaks

    def synthesise(self, text: str) -> Samples:
        self.spoken.append(text)
        if self._breaks:
            raise VoiceFailed("no hay voz")
        edge = np.zeros(round(LEAD_IN * RATE), np.int16)
        return np.concatenate([edge, (hum(text, RATE) * 32767).astype(np.int16), edge])
