"""The recordings of an installation, changed whole or not at all, and back."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.errors import NotFound

HIDDEN = ".versions"
NEW = "new"
LOCK = ".lock"


class Versions:
    """The versions of one pack's own folder, ``<voices>/<pack>``.

    That path is a link to the version in use, exchanged in one step; the former one is kept.
    A version's sounds are hard links of the former's wherever they are the same.
    """

    def __init__(self, voices: Path, pack: str) -> None:
        self.link = voices / pack
        self._kept = voices / HIDDEN / pack

    def change(self, make: Callable[[Path], None]) -> None:
        """Copy the version in use, let ``make`` change the copy, and put it into use.

        Raises OSError, and what ``make`` raises; then nothing has changed.
        """
        with self._alone():
            self._adopt()
            self._change(make)

    def _change(self, make: Callable[[Path], None]) -> None:
        former = self._in_use()
        new = self._kept / NEW
        shutil.rmtree(new, ignore_errors=True)
        try:
            if former is not None:
                shutil.copytree(former, new, copy_function=os.link)
            else:
                new.mkdir()
            make(new)
            version = self._kept / str(int(former.name) + 1 if former else 1)
            shutil.rmtree(version, ignore_errors=True)  # what an undoing that fell left behind
            new.rename(version)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        self._use(version)
        self._forget_all_but(version, former)

    def undo(self) -> None:
        """Put the former version back; the first one's former is none. Raises NotFound, OSError."""
        with self._alone():
            self._undo()

    def _undo(self) -> None:
        used = self._in_use()
        if used is None:
            raise NotFound(f"la voz {self.link.name} no tiene grabaciones propias que deshacer")
        former = used.with_name(str(int(used.name) - 1))
        if former.is_dir():
            self._use(former)
        elif int(used.name) == 1:
            self.link.unlink()
        else:
            raise NotFound(f"de la voz {self.link.name} ya no se guarda una versión anterior")
        shutil.rmtree(used)

    def _in_use(self) -> Path | None:
        return self._kept / self.link.readlink().name if self.link.is_symlink() else None

    def _adopt(self) -> None:
        """A plain folder there becomes the first version; one left unused by a fall is used."""
        if self.link.is_dir() and not self.link.is_symlink():
            self.link.rename(self._kept / "1")
        if not self.link.is_symlink() and (whole := self._whole()):
            self._use(whole[-1])

    def _whole(self) -> list[Path]:
        whole = (path for path in self._kept.iterdir() if path.name.isdecimal())
        return sorted(whole, key=lambda path: int(path.name))

    def _use(self, version: Path) -> None:
        part = self.link.with_name(f".{self.link.name}.{os.getpid()}.part")
        part.unlink(missing_ok=True)
        part.symlink_to(version.relative_to(self.link.parent))
        part.replace(self.link)

    def _forget_all_but(self, *kept: Path | None) -> None:
        for version in self._kept.iterdir():
            if version not in kept and version.name != LOCK:
                shutil.rmtree(version, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change of a pack at a time, across processes."""
        self._kept.mkdir(parents=True, exist_ok=True)
        with (self._kept / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
