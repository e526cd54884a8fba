"""What makes sound from text: the one protocol behind which every engine stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from ivr.errors import LineaError
from speech.voice.loudness import Signal
from speech.voice.pack.fragment import Join

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


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose voice it is; what a pack rendered from it must say."""

    voice: str
    licence: str
    attribution: str


class Recorder(Protocol):
    """Speaks the fragments of a voice pack."""

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        """``text`` with that ending, at the loudness of the line, and its rate in hertz.

        ``text`` has no final mark; one that begins in lower case, or flows, is spoken as part
        of a sentence and cut out of it. Another ``attempt`` is another sentence around it.
        ``pace``: 0.85 is slower. Raises VoiceFailed.
        """
        ...


class Memory(Protocol):
    """Keeps sound by the name of what it says. Safe from any thread."""

    def recall(self, name: str) -> Samples | None:
        """What was kept under ``name``."""
        ...

    def keep(self, name: str, samples: Samples) -> None:
        """Keep ``samples`` under ``name``. Raises OSError."""
        ...


@runtime_checkable
class Speaker(Protocol):
    """An engine that itself speaks slower, or remembers parts of what it says."""

    def speak(self, text: str, *, pace: float, memory: Memory | None) -> Samples:
        """As ``synthesise``, at ``pace``; nothing of it is kept without a ``memory``."""
        ...
