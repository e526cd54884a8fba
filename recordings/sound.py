"""Sound as Asterisk leaves it: dictated WAVs, and raw parts of calls with both sides apart."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import LineaError

RATE = 8000
SAMPLE = 2
_WAV = struct.Struct("<4sI4s4sIHHIIHH4sI")
WAV_HEADER = _WAV.size
LONGEST_SECONDS = 12 * 3600
_PIECE = 64 * 1024


class NoSound(LineaError):
    """A file that is no recording of Asterisk's, or one without a sample."""

    code = "no_sound"


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bits at 8 kHz in a file: ``octets`` of them from ``offset`` on."""

    file: Path
    offset: int
    octets: int
    channels: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.octets / (RATE * SAMPLE * self.channels)

    @property
    def size(self) -> int:
        """Octets of it as a WAV."""
        return WAV_HEADER + self.octets

    def as_wav(self) -> Iterator[bytes]:
        """It as a WAV, in pieces. Raises OSError."""
        yield wav_header(self.octets, self.channels)
        left = self.octets
        with self.file.open("rb") as file:
            file.seek(self.offset)
            while left > 0 and (piece := file.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece


def wav_header(octets: int, channels: int) -> bytes:
    """The header of a WAV of so many octets of samples (RIFF, format 1: PCM)."""
    frame = SAMPLE * channels
    return _WAV.pack(
        *(b"RIFF", WAV_HEADER - 8 + octets, b"WAVE", b"fmt ", 16, 1, channels),
        *(RATE, RATE * frame, frame, 8 * SAMPLE, b"data", octets),
    )


def dictated(file: Path, *, ended: bool) -> Sound | None:
    """A WAV that Asterisk wrote; None while more may come.

    Its header tells the length only once Asterisk has closed the file; where ``ended``, there
    is no Asterisk that could. Raises NoSound, OSError.
    """
    length = _plain(file)
    if length < WAV_HEADER:
        if ended:
            raise NoSound("la grabación está vacía")
        return None
    with file.open("rb") as opened:
        fields = _WAV.unpack(opened.read(WAV_HEADER))
    octets, size = length - WAV_HEADER, fields[12]
    if fields[:1] + fields[2:12] != _FORM:
        raise NoSound("el archivo no es una grabación")
    if not ended and (size == 0 or size > octets):
        return None
    return _sound(file, WAV_HEADER, min(size, octets) if size else octets, 1)


def part(file: Path) -> Sound:
    """A raw part of a call: caller and line side by side. Raises NoSound, OSError."""
    return _sound(file, 0, _plain(file), 2)


_FORM = (b"RIFF", b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * SAMPLE, SAMPLE, 8 * SAMPLE, b"data")


def _plain(file: Path) -> int:
    """The length of an ordinary file. Raises NoSound, OSError."""
    if file.is_symlink() or not file.is_file():
        raise NoSound("el archivo no es una grabación")
    return file.stat().st_size


def _sound(file: Path, offset: int, octets: int, channels: int) -> Sound:
    octets -= octets % (SAMPLE * channels)
    sound = Sound(file, offset, octets, channels)
    if octets <= 0:
        raise NoSound("la grabación está vacía")
    if sound.seconds > LONGEST_SECONDS:
        raise NoSound("la grabación es demasiado larga para ser de una llamada")
    return sound
