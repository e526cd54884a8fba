"""Where things are in a checkout, and the stamps of what was already installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """One checkout with its `.venv` and its `var` folder."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def var(self) -> Path:
        """Everything that is made here and never committed."""
        return self.root / "var"

    @property
    def log(self) -> Path:
        """Where the output of the installers goes."""
        return self.var / "install.log"

    def stamp(self, step: str, inputs: Iterable[Path | str]) -> Stamp:
        """Return the stamp of a step over files, folders and plain words."""
        digest = hashlib.sha256(sys.version.encode())
        for item in inputs:
            for part in _contents(item):
                digest.update(part)
        return Stamp(self.var / "stamps" / step, digest.hexdigest())

    def run(self, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> bool:
        """Run an installer with its output in the log; tell whether it succeeded."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n$ {' '.join(map(str, command))}\n")
            log.flush()
            answer = subprocess.run(
                list(map(str, command)),
                cwd=self.root,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        return answer.returncode == 0


@dataclass(frozen=True)
class Stamp:
    """Tells whether a step was done with the same inputs before."""

    path: Path
    digest: str

    def is_set(self) -> bool:
        """Tell whether the step was completed with these inputs."""
        try:
            return self.path.read_text(encoding="ascii") == self.digest
        except FileNotFoundError:
            return False

    def set(self) -> None:
        """Record that the step is complete."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(self.digest, encoding="ascii")
        fresh.replace(self.path)


def _contents(item: Path | str) -> Iterable[bytes]:
    if isinstance(item, str):
        yield item.encode()
        return
    files = sorted(item.rglob("*")) if item.is_dir() else [item]
    for file in files:
        if file.is_file() and "node_modules" not in file.parts:
            yield str(file.relative_to(item.parent)).encode()
            yield file.read_bytes()
