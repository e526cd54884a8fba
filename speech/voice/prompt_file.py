"""Prompt files: WAV, 8 kHz, 16 bits, mono, complete or not there at all."""

from __future__ import annotations

import os
import struct
import threading
from pathlib import Path

import numpy as np

from speech.voice.engine import RATE, Samples

ENDING = ".wav"
HEADER = 44
PART = ".part"


def write(path: Path, samples: Samples) -> None:
    """Put the file in place in one step: whoever opens it finds all of it.

    Asterisk, another user, may read it: who else may is for its folder to say. Raises OSError.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{PART}")
    try:
        part.write_bytes(_header(len(samples)) + samples.astype("<i2").tobytes())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def is_whole(path: Path) -> bool:
    """Whether there is sound in the file; a machine that fell may have left it empty."""
    try:
        return path.stat().st_size > HEADER
    except FileNotFoundError:
        return False


def read(path: Path) -> Samples:
    """The samples of the file. Raises FileNotFoundError."""
    octets = path.read_bytes()[HEADER:]
    return np.frombuffer(octets[: len(octets) // 2 * 2], "<i2").astype(np.int16)


def seconds(path: Path) -> float:
    """How long the file plays. Raises FileNotFoundError."""
    return (path.stat().st_size - HEADER) / (2 * RATE)


def _header(samples: int) -> bytes:
    octets = 2 * samples
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", HEADER - 8 + octets, b"WAVE"),
        *(b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16),
        *(b"data", octets),
    )
