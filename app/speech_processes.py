"""How many processes recognise on this machine, and what each may take."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings

CORES_A_PROCESS = 4
"""Decoding lets go of the interpreter's lock; what is left fills a process at so many cores."""
UTTERANCES_A_CORE = 40
"""At which the starter model's results still come in time (`linea bench speech`)."""


@dataclass(frozen=True)
class SpeechProcesses:
    """``sockets``: where several of them answer each other; one alone has none.

    ``threads`` and ``utterances_at_most`` are each process's.
    """

    count: int
    threads: int
    utterances_at_most: int
    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> SpeechProcesses:
        """Return what the settings ask for on this machine."""
        cores = len(os.sched_getaffinity(0))
        count = settings.speech.processes or max(1, cores // CORES_A_PROCESS)
        in_all = settings.speech.utterances_at_most or UTTERANCES_A_CORE * cores
        return cls(
            count,
            math.ceil(cores / count),
            math.ceil(in_all / count),
            settings.data_folder / "run",
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where each listens, at the one port: all of 127.0.0.0/8 is this machine.

        Each has an address of its own, so that one that stands still is known by it: the kernel
        would give it calls as it does the others.
        """
        return tuple(f"127.0.0.{number}" for number in range(1, self.count + 1))

    @property
    def sockets(self) -> tuple[Path, ...]:
        """The Unix socket of each, in order; the first process also keeps the prompts."""
        if self.count == 1:
            return ()
        return tuple(self.folder / f"speech-{n}.sock" for n in range(1, self.count + 1))
