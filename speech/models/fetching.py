"""A published model from the net to the shelf."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from ivr.errors import Invalid
from speech.models.archive import UnsafeArchive, unpack
from speech.models.catalogue import Official
from speech.models.download import PAUSE, Download, Watch
from speech.models.shelf import Shelf, plain

LARGEST = 4 * 10**9
LARGEST_UNPACKED = 8 * 10**9
"""Bounds in bytes for a model that the catalogue doesn't know."""
SLACK = 4
"""How much larger than estimated a known model may unpack."""
ACOUSTICS = ("am/final.mdl", "final.mdl")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched: ``url`` of its .zip, its checksum, and how large it may be, in bytes."""

    name: str
    url: str
    sha256: str
    largest: int = LARGEST
    largest_unpacked: int = LARGEST_UNPACKED
    room: int = 0

    def __post_init__(self) -> None:
        """Raise Invalid for a name that leads elsewhere."""
        plain(self.name)

    @classmethod
    def official(cls, model: Official, address: str) -> Wanted:
        """A model of the catalogue, from ``address``."""
        return cls(
            model.name,
            url_of(address, model.name),
            model.sha256,
            model.bytes,
            model.unpacked_bytes * SLACK,
            model.bytes + model.unpacked_bytes,
        )


def url_of(address: str, name: str) -> str:
    """Where a model's archive is, under the address of all."""
    return f"{address.rstrip('/')}/{name}.zip"


def fetch(
    shelf: Shelf, wanted: Wanted, watch: Watch = lambda done, of: None, pause: float = PAUSE
) -> None:
    """Download, check, unpack, and put on the shelf; nothing is there before it is whole.

    Raises DownloadFailed, WrongDigest, UnsafeArchive, Invalid (no room) and OSError.
    """
    shelf.downloads.mkdir(parents=True, exist_ok=True)
    archive = shelf.downloads / f"{wanted.name}.zip"
    _refuse_without_room(shelf, wanted)
    Download(wanted.url, archive, wanted.largest, pause).run(wanted.sha256, watch)
    try:
        with shelf.adding(wanted.name) as folder:
            unpack(archive, folder, wanted.largest_unpacked)
            if not any((folder / name).is_file() for name in ACOUSTICS):
                raise UnsafeArchive("el archivo no trae un modelo de Vosk")
    except UnsafeArchive:
        archive.unlink()  # it would be no better the next time
        raise
    archive.unlink()


def _refuse_without_room(shelf: Shelf, wanted: Wanted) -> None:
    received = sum(path.stat().st_size for path in shelf.downloads.glob(f"{wanted.name}.zip*"))
    needed, free = wanted.room - received, shutil.disk_usage(shelf.downloads).free
    if needed > free:
        raise Invalid(
            f"no cabe: hacen falta {needed / 10**9:.1f} GB en {shelf.downloads} y hay "
            f"{free / 10**9:.1f} libres; libere espacio o cambie data.folder"
        )
