"""A model's .zip as it comes from outside: nothing lands but plain files under one folder."""

from __future__ import annotations

import errno
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ivr.errors import Invalid, LineaError

MOST_FILES = 1000
PIECE = 1 << 20

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError)
_OF_NAMES_AND_PLACES = (
    errno.EINVAL, errno.EEXIST, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR,
)  # fmt: skip
"""What the system says of a place or a name that only a damaged archive gives."""
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class UnsafeArchive(LineaError):
    """The archive is broken, too large, or names what lies outside of its folder."""

    code = "unsafe_archive"


def unpack(archive: Path, folder: Path, largest: int) -> None:
    """Put the files of ``archive`` into ``folder``, without the one folder that holds them all.

    Of at most ``largest`` bytes in all. Raises UnsafeArchive, Invalid (no room) and OSError.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _plain_files(opened, largest)
            top = _top(members)
            room = shutil.disk_usage(folder).free
            size = sum(member.file_size for member in members)
            if size > room:
                raise Invalid(f"no cabe: hacen falta {size} bytes y hay {room} libres")
            for member in members:
                inside = PurePosixPath(member.filename).relative_to(top)
                _copy(opened, member, folder / inside)
    except _BROKEN as error:
        raise UnsafeArchive(f"{archive.name} está dañado: {error}") from error
    except OSError as error:
        if error.errno not in _OF_NAMES_AND_PLACES:
            raise
        raise UnsafeArchive(f"{archive.name} está dañado: {error.strerror}") from error


def _plain_files(opened: zipfile.ZipFile, largest: int) -> list[zipfile.ZipInfo]:
    members = [member for member in opened.infolist() if not member.is_dir()]
    if not members:
        raise UnsafeArchive("el archivo no trae nada")
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > largest:
        raise UnsafeArchive("el archivo trae más de lo que ocupa un modelo de voz")
    for member in members:
        path = PurePosixPath(member.filename)
        kind = stat.S_IFMT(member.external_attr >> 16)
        outside = path.is_absolute() or ".." in path.parts or "\\" in member.filename
        if outside or kind not in (0, stat.S_IFREG) or member.compress_type not in _KNOWN:
            raise UnsafeArchive(f"el archivo trae algo que no es de un modelo: {path.name[:60]}")
    return members


def _top(members: list[zipfile.ZipInfo]) -> PurePosixPath:
    """The folder that all lie in, or none."""
    paths = [PurePosixPath(member.filename) for member in members]
    tops = {path.parts[0] for path in paths}
    in_one = len(tops) == 1 and all(len(path.parts) > 1 for path in paths)
    return PurePosixPath(*tops) if in_one else PurePosixPath()


def _copy(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """What a member really holds is never more than it announced: zipfile stops there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file, PIECE)
