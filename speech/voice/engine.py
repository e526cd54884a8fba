"""What makes sound from text: the one protocol behind which every engine stands."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from ivr.errors import LineaError

RATE = 8000  # samples a second of everything that the line plays
Samples = npt.NDArray[np.int16]


class VoiceFailed(LineaError):
    """The engine is missing, gave nothing, or took too long."""

    code = "voice_failed"


class Engine(Protocol):
    """Speaks a text."""

    @property
    def identity(self) -> str:
        """Names the engine and all that changes its sound."""
        ...

    def synthesise(self, text: str) -> Samples:
        """``text`` as 8 kHz, 16-bit, mono samples, ready to play. Safe from any thread.

        Raises VoiceFailed.
        """
        ...
