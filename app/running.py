"""One line for each data folder: the lock that its supervisor holds, and what it runs with."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.settings import Ports
from ivr.errors import LineaError


class AlreadyRunning(LineaError):
    """Another supervisor runs the line of this data folder."""

    code = "already_running"


@dataclass(frozen=True)
class Run:
    """A line in operation: its supervisor's process id, address and ports."""

    pid: int
    host: str
    ports: Ports


class RunFolder:
    """`<data>/run`: the lock and the record of the line in operation."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / "run"
        self._record = self._folder / "line.json"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the line of this data folder. Raises AlreadyRunning.

        The kernel lets go of it when the process ends, however that happens.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "line.lock").open("w", encoding="ascii") as file:
            if not _locked_soon(file):
                raise AlreadyRunning("La línea ya está en marcha.")
            self._record.unlink(missing_ok=True)
            try:
                yield
            finally:
                self._record.unlink(missing_ok=True)

    def is_locked(self) -> bool:
        """Tell whether a supervisor holds the line now."""
        try:
            with (self._folder / "line.lock").open(encoding="ascii") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def write(self, run: Run) -> None:
        """Record what the line runs with; the record appears whole."""
        fresh = self._record.with_suffix(".new")
        values = {"pid": run.pid, "host": run.host, "ports": run.ports.model_dump()}
        fresh.write_text(json.dumps(values), encoding="utf-8")
        fresh.replace(self._record)

    def current(self) -> Run | None:
        """Return the line in operation, or None; one that is still preparing has no record yet."""
        if not self.is_locked():
            return None
        try:
            values = json.loads(self._record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Run(values["pid"], values["host"], Ports(**values["ports"]))


def _locked_soon(file: IO[str]) -> bool:
    """Lock a file; tries for 0.2 s, because `is_locked` holds it for an instant."""
    for _ in range(5):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False
