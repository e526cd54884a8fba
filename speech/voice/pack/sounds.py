"""A pack's recordings as they are played: decoded once, kept as one file that is mapped.

Decoding a thousand Opus files takes seconds; mapping their samples takes none, and all the
processes of the line share them. The file's name holds the digest of what went into it, so a
changed pack is another file and one that is there is always right.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import structlog

from speech.voice.engine import RATE, Samples
from speech.voice.loudness import TARGET, Signal, audible, integrated
from speech.voice.mastering import TELEPHONE, samples_of, through
from speech.voice.pack import sound
from speech.voice.pack.fragment import Kind
from speech.voice.pack.manifest import Recording

DECODING = 4
"""Raised with every change of what decoding does to the sound."""
MOST_GAIN = 12.0  # decibels: more is a recording gone wrong
LONG_ENOUGH = 1.5  # seconds, for a loudness that can be compared
ENOUGH = 60  # prompts; more would not change the median
PEAK = 0.97
QUIET = 0.02  # of the highest sample: under it a sound has not begun, or is over

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A recording and the file it is in."""

    recording: Recording
    path: Path


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A recording in the telephone's band, and where in it the voice is."""

    signal: Signal
    voiced: slice


class _Index(msgspec.Struct, frozen=True):
    """Where in the samples each fragment is, by id: first sample and how many."""

    samples: int
    places: dict[str, tuple[int, int]]


class Sounds(Mapping[str, Samples]):
    """The samples of each fragment, by the key that its source was given; 8 kHz, edges faded."""

    def __init__(self, samples: Samples, places: Mapping[str, tuple[int, int]]) -> None:
        self._samples = samples
        self._places = places

    def __getitem__(self, key: str) -> Samples:
        first, length = self._places[key]
        return self._samples[first : first + length]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @classmethod
    def of(cls, sources: Mapping[str, Source], fade: int, folder: Path, name: str) -> Sounds:
        """The sounds of ``sources``, decoded in ``folder`` if they aren't yet.

        ``fade`` in milliseconds. A file that is missing, damaged or silent is left out and
        logged. Raises OSError.
        """
        stem = f"{name}-{_digest(sources, fade)}"
        held = _held(folder, stem)
        if held is not None:
            return held
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            held = _held(folder, stem)
            if held is None:
                _keep(folder, stem, _decoded(sources, fade))
                _remove_others(folder, name, stem)
                held = _held(folder, stem)
        if held is None:
            raise OSError(f"los sonidos de la voz no quedaron en {folder}")
        return held


def file_digest(path: Path) -> str:
    """The first 16 hexadecimal digits of the file's SHA-256. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def intact(source: Source) -> bool:
    """Whether the file is there and is the one that the manifest tells of."""
    try:
        return file_digest(source.path) == source.recording.audio_digest
    except OSError:
        return False


def _digest(sources: Mapping[str, Source], fade: int) -> str:
    said = hashlib.sha256(f"{DECODING} {fade} {TARGET}".encode())
    for key in sorted(sources):
        recording = sources[key].recording
        said.update(f"\n{key} {recording.audio_digest} {recording.loudness:.1f}".encode())
    return said.hexdigest()[:16]


def _held(folder: Path, stem: str) -> Sounds | None:
    """What an earlier decoding left; None when it is not all there."""
    try:
        index = msgspec.json.decode((folder / f"{stem}.json").read_bytes(), type=_Index)
        if not index.samples:
            return Sounds(np.zeros(0, np.int16), {})
        samples = np.memmap(folder / f"{stem}.pcm", np.int16, "r")
    except (OSError, ValueError):
        return None
    whole = len(samples) == index.samples and all(
        0 <= first <= first + length <= index.samples for first, length in index.places.values()
    )
    return Sounds(np.asarray(samples), index.places) if whole else None


def _keep(folder: Path, stem: str, decoded: Mapping[str, Samples]) -> None:
    """Write samples, then index: an index is only ever beside all of its samples."""
    places, first = {}, 0
    for key, samples in decoded.items():
        places[key] = (first, len(samples))
        first += len(samples)
    part = folder / f"{stem}.{os.getpid()}.part"
    with part.open("wb") as file:
        for samples in decoded.values():
            file.write(samples.tobytes())
    part.replace(folder / f"{stem}.pcm")
    part.write_bytes(msgspec.json.encode(_Index(first, places)))
    part.replace(folder / f"{stem}.json")


def _remove_others(folder: Path, name: str, stem: str) -> None:
    """What maps an older file keeps it until it lets go."""
    for path in folder.glob(f"{name}-*"):
        if path.stem != stem:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One decoding at a time, across processes."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _decoded(sources: Mapping[str, Source], fade: int) -> dict[str, Samples]:
    with ThreadPoolExecutor(os.cpu_count(), "decode") as threads:
        decoded = dict(zip(sources, threads.map(_opened, sources.values()), strict=True))
    sounding = {key: one for key, one in decoded.items() if one is not None}
    band_loss = _band_loss(
        [sources[key] for key in sounding], [one.signal for one in sounding.values()]
    )
    return {
        key: _fit(one, _loudness(sources[key], one.signal, band_loss), fade)
        for key, one in sounding.items()
    }


def _opened(source: Source) -> _Decoded | None:
    """The sound of a file; None, and logged, where there is none.

    Where it begins and ends is seen in all of its band: the telephone's takes most of an «s».
    """
    fragment = source.recording.fragment.id
    try:
        if not intact(source):
            raise sound.SoundFault("el archivo falta o no es el que se grabó")
        read = sound.read(source.path)
    except (sound.SoundFault, OSError) as fault:
        _log.error("fragment_unusable", fragment=fragment, why=str(fault))
        return None
    signal = through(TELEPHONE, read.signal, read.rate)
    voiced, share = _voiced(read.signal, read.rate), RATE / read.rate
    inside = slice(round(voiced.start * share), round(voiced.stop * share))
    sounding = audible(signal[inside], RATE)
    if sounding.start == sounding.stop:
        _log.error("fragment_unusable", fragment=fragment, why="el archivo no tiene voz")
        return None
    return _Decoded(signal, inside)


def _band_loss(sources: Sequence[Source], signals: Sequence[Signal]) -> float:
    """Decibels that the telephone's band takes from this voice: one figure for all of it.

    Judged by what is long enough; a single word must keep its weight within its sentence.
    """
    losses = [
        source.recording.loudness - integrated(signal, RATE)
        for source, signal in zip(sources, signals, strict=True)
        if len(signal) >= LONG_ENOUGH * RATE and source.recording.fragment.kind is Kind.PROMPT
    ][:ENOUGH]
    return float(np.median(losses)) if losses else 0.0


def _loudness(source: Source, signal: Signal, band_loss: float) -> float:
    """How loud ``signal`` is to a caller: a prompt by itself, a piece as its whole sentence is."""
    if source.recording.fragment.kind is Kind.PROMPT:
        return integrated(signal, RATE)
    return source.recording.loudness - band_loss


def _fit(decoded: _Decoded, loudness: float, fade: int) -> Samples:
    """A recording at the line's loudness, from its first sound to its last, its edges faded.

    It rises before its first sound, whose attack stays whole, and falls within its last: laid
    over each other by ``fade``, one begins where the other ends.
    """
    gain = float(np.clip(TARGET - loudness, -MOST_GAIN, MOST_GAIN))
    rise = fade * RATE // 1000
    voiced = decoded.voiced
    cut = np.pad(decoded.signal, (rise, 0))[voiced.start : rise + voiced.stop]
    cut = cut * np.float32(10 ** (gain / 20))
    cut *= min(1.0, PEAK / max(float(np.abs(cut).max()), PEAK))
    return faded(samples_of(cut), fade)


def _voiced(signal: Signal, rate: int) -> slice:
    """Where the sound begins and ends, to within two milliseconds."""
    rough = audible(signal, rate)
    step = rate // 500
    inside = signal[rough]
    frames = np.abs(inside[: len(inside) // step * step]).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(frames > QUIET * frames.max(initial=0.0))
    if not len(loud):
        return rough
    first, last = int(loud[0]), int(loud[-1])
    return slice(rough.start + first * step, rough.start + (last + 1) * step)


def faded(samples: Samples, fade: int) -> Samples:
    """``samples`` that rise from nothing and fall to it within ``fade`` milliseconds.

    By raised cosines, so that two that cross add up to an even level.
    """
    steps = min(fade * RATE // 1000, len(samples) // 2)
    if not steps:
        return samples
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(steps) + 0.5) / steps)
    edged = samples.astype(np.float32)
    edged[:steps] *= ramp
    edged[-steps:] *= ramp[::-1]
    return edged.round().astype(np.int16)
