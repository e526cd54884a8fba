"""Where an installation keeps its models, and which one is in use.

``<folder>/models/<name>`` is a model, ``<folder>/model`` a symbolic link to the one in use.
A model's folder is never changed: what is new is made beside it and the link is replaced.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import Invalid, NotFound

STARTER = Path(__file__).resolve().parent.parent / "vosk-model-mini-es"
"""The model that comes with the project; its words are added to, so what is used is a copy."""
NONE = "ninguno"
"""Where the link leads when the line is to work by keypad alone."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PART = ".part"
_ABANDONED = 6 * 3600.0
"""Seconds after which what was being made or deleted is a killed process's."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on the shelf. ``bytes`` is what it takes on the disk; ``words`` None when unknown."""

    name: str
    folder: Path
    bytes: int
    words: int | None
    in_use: bool

    @property
    def is_starter(self) -> bool:
        """Whether it is the starter with an installation's words."""
        return is_starter(self.name)


class Shelf:
    """The models of one installation. Reading never raises for what is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "models"
        self.link = folder / "model"
        self.downloads = folder / "downloads"
        self._places = folder / "places.txt"

    def in_use(self) -> Path | None:
        """The folder of the model in use; None where the line works by keypad."""
        name = self.chosen()
        folder = self.models / name if name else None
        return folder if folder is not None and folder.is_dir() else None

    def chosen(self) -> str | None:
        """The name that was chosen, ``NONE`` too, whether or not it is there; None at first."""
        try:
            return self.link.readlink().name
        except OSError:
            return None

    def installed(self) -> tuple[Installed, ...]:
        """Every model there is, by name."""
        if not self.models.is_dir():
            return ()
        chosen = self.chosen()
        return tuple(
            Installed(path.name, path, _size(path), _words(path), path.name == chosen)
            for path in sorted(self.models.iterdir())
            if path.is_dir() and _NAME.fullmatch(path.name)
        )

    def find(self, name: str) -> Path:
        """The folder of an installed model. Raises Invalid and NotFound."""
        folder = self.models / plain(name)
        if not folder.is_dir():
            there = ", ".join(model.name for model in self.installed()) or "ninguno"
            raise NotFound(f"no hay un modelo «{name}»; instalados: {there}")
        return folder

    def use(self, name: str) -> None:
        """Lead the link to a model, or to ``NONE``, in one step; also when it led there before.

        Raises Invalid, NotFound and OSError.
        """
        if name != NONE:
            self.find(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f".model.{secrets.token_hex(4)}{_PART}"
        new.symlink_to(Path(self.models.name) / name)
        new.replace(self.link)
        _settle(self.folder)

    @contextmanager
    def adding(self, name: str) -> Iterator[Path]:
        """An empty folder that becomes the model ``name`` when the block ends without an error.

        Another process may have put the same one there meanwhile: then its own stays.
        Raises Invalid and OSError.
        """
        plain(name)
        self.models.mkdir(parents=True, exist_ok=True)
        self._sweep()
        part = self.models / f".{name}.{secrets.token_hex(4)}{_PART}"
        part.mkdir()
        try:
            yield part
            for path in part.rglob("*"):
                _settle(path)
            self._put(part, name)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _sweep(self) -> None:
        for part in self.models.glob(f".*{_PART}"):
            if part.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(part, ignore_errors=True)

    def _put(self, part: Path, name: str) -> None:
        try:
            part.rename(self.models / name)
        except OSError:
            if not (self.models / name).is_dir():
                raise
        _settle(self.models)

    def remove(self, name: str) -> None:
        """Delete a model that is not in use. Raises Invalid, NotFound and OSError."""
        folder = self.find(name)
        if name == self.chosen():
            raise Invalid(f"«{name}» está en uso")
        aside = folder.with_name(f".{name}.{secrets.token_hex(4)}{_PART}")
        folder.rename(aside)  # whoever lists the shelf never sees half of it
        shutil.rmtree(aside)

    def places(self) -> tuple[str, ...]:
        """The entity's place names as they are spoken; none where nothing was gathered."""
        try:
            return tuple(self._places.read_text("utf-8").splitlines())
        except OSError:
            return ()

    def keep_places(self, places: Sequence[str]) -> bool:
        """Write the place names; tells whether they are others than before. Raises OSError."""
        if tuple(places) == self.places():
            return False
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f".places.{secrets.token_hex(4)}{_PART}"
        new.write_text("".join(f"{place}\n" for place in places), "utf-8")
        new.replace(self._places)
        return True


def plain(name: str) -> str:
    """``name`` if it may be a model's folder. Raises Invalid."""
    if not _NAME.fullmatch(name) or name == NONE:
        raise Invalid(f"«{name[:100]}» no es el nombre de un modelo")
    return name


def is_starter(name: str) -> bool:
    """Whether a model's name is the starter's, with whichever words."""
    return name == STARTER.name or name.startswith(f"{STARTER.name}.")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _words(folder: Path) -> int | None:
    """How many words a model knows, without the signs that are no words."""
    try:
        lines = (folder / "graph" / "words.txt").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return sum(1 for line in lines if line and line[0] not in "<[#!")


def _settle(path: Path) -> None:
    """Make sure that it is on the disk before what comes after it is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
