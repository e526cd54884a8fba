"""What the calls of a process share to hear with."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from speech.aeap.admission import Admission
from speech.aeap.figures import Figures


@dataclass(frozen=True)
class Ears:
    """Where sound is recognised, how many utterances at once, and what is counted of it."""

    threads: Executor
    admission: Admission
    figures: Figures
