"""A message's sound, from Asterisk's spool to the place where recordings stay.

Asterisk writes a WAV's length into its header when it closes the file: until then the
header says nothing was recorded. Only when Asterisk itself ended does that remain so.
"""

from __future__ import annotations

import os
import struct
import wave
from datetime import timedelta
from pathlib import Path

from ivr.errors import LineaError

RATE = 8000
SAMPLE = 2
HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
FORMAT = (b"fmt ", 16, 1, 1, RATE, SAMPLE * RATE, SAMPLE, 8 * SAMPLE)

LONGEST = timedelta(seconds=180 + 30)
"""Older than this, no recording is under way: the dialplan's longest, and a margin."""
LARGEST = HEADER.size + SAMPLE * RATE * int(LONGEST.total_seconds())


class NoRecording(LineaError):
    """A file that is no recording of Asterisk's, or one in which nothing was said."""

    code = "no_recording"


def take(source: Path, place: Path, age: timedelta) -> float | None:
    """Copy a recording to ``place``, safe on disk and readable by us alone.

    Gives its seconds, None while it is being written. ``age``: since its last change.
    Raises NoRecording, and OSError.
    """
    sound = _sound(source, ended=age > LONGEST)
    if sound is None:
        return None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with wave.open(file, "wb") as copy:
            copy.setnchannels(1)
            copy.setsampwidth(SAMPLE)
            copy.setframerate(RATE)
            copy.writeframes(sound)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    _sync(place.parent)
    return len(sound) / (SAMPLE * RATE)


def _sound(source: Path, *, ended: bool) -> bytes | None:
    """The samples; None while more may come. Raises NoRecording, OSError."""
    if source.is_symlink() or not source.is_file():
        raise NoRecording("el archivo no es una grabación")
    with source.open("rb") as file:
        octets = file.read(LARGEST + 1)
    if len(octets) < HEADER.size:
        if ended:
            raise NoRecording("la grabación está vacía")
        return None
    riff, _, kind, *form, data, size = HEADER.unpack_from(octets)
    if (riff, kind, data) != (b"RIFF", b"WAVE", b"data") or tuple(form) != FORMAT:
        raise NoRecording("el archivo no es una grabación")
    sound = octets[HEADER.size :]
    if not ended and (size == 0 or size > len(sound)):
        return None
    sound = sound[: size or len(sound)]
    sound = sound[: len(sound) - len(sound) % SAMPLE]
    if not sound:
        raise NoRecording("la grabación está vacía")
    return sound


def _sync(folder: Path) -> None:
    """Have the folder's own entry on disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
