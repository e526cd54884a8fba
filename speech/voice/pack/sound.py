"""The sound files of a pack: Ogg Opus (RFC 7845), 24 kHz, mono, about 20 kbit/s; and any other.

libsndfile reads them, with what studios deliver: WAV, FLAC, AIFF and more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from ivr.errors import LineaError
from speech.voice.loudness import Signal
from speech.voice.mastering import PACK_RATE

LONGEST = 180.0  # seconds; no prompt is near it
BITS_A_SECOND = 20_000
_LEAST_BITS, _MOST_BITS = 6_000, 256_000  # libsndfile's scale for Opus, by channel


class SoundFault(LineaError):
    """A file that can't be read as sound, or is far too long; the message is Spanish."""

    code = "sound_fault"


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file holds, its channels kept. ``bits`` a sample, 0 where a codec has none."""

    channels: tuple[Signal, ...]
    rate: int
    bits: int

    @property
    def signal(self) -> Signal:
        """The loudest channel: a sum would cancel what has opposite phases."""
        return max(self.channels, key=lambda channel: float(np.square(channel).sum()))

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.channels[0]) / self.rate


def read(path: Path) -> Sound:
    """The sound of a file. Raises SoundFault; nothing over LONGEST is loaded."""
    if not path.stat().st_size:
        raise SoundFault("el archivo está vacío: expórtelo de nuevo")
    try:
        with soundfile.SoundFile(path) as file:
            seconds = file.frames / file.samplerate
            if seconds > LONGEST:
                raise SoundFault(
                    f"dura {seconds / 60:.0f} minutos: corte una frase por archivo", seconds=seconds
                )
            samples = file.read(dtype="float32", always_2d=True)
            bits = _BITS.get(file.subtype, 0)
            rate = file.samplerate
    except (soundfile.SoundFileError, OSError, MemoryError) as problem:
        raise SoundFault("no es un archivo de sonido que se pueda leer: expórtelo de nuevo") from (
            problem
        )
    if not len(samples):
        raise SoundFault("el archivo no tiene sonido: expórtelo de nuevo")
    samples = np.nan_to_num(samples, posinf=1.0, neginf=-1.0)
    return Sound(tuple(np.ascontiguousarray(samples.T)), rate, bits)


def write(path: Path, signal: Signal) -> None:
    """Write ``signal`` of PACK_RATE, in one step. Raises OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    level = 1 - (BITS_A_SECOND - _LEAST_BITS) / (_MOST_BITS - _LEAST_BITS)
    try:
        soundfile.write(
            part, signal, PACK_RATE, format="OGG", subtype="OPUS", compression_level=level
        )
        part.replace(path)
    except soundfile.SoundFileError as problem:
        raise OSError(f"no se pudo escribir {path.name}: {problem}") from problem
    finally:
        part.unlink(missing_ok=True)


_BITS = {"PCM_U8": 8, "PCM_S8": 8, "ULAW": 8, "ALAW": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
"""Bits a sample of the plain encodings; what is not here was not cut to steps."""
