"""The journal: what could not be written to the store, on this machine's disk until it can.

Append-only files, one line an entry: CRC-32 of the JSON in eight hexadecimal digits, a space,
the JSON. A file is locked while its writer lives and never opened for writing again, so who
gets the lock may delete it once all is posted. A line that a power cut tore has no number that
anybody heard: a number is told after the line is on disk.
"""

from __future__ import annotations

import fcntl
import os
import threading
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

SUFFIX = ".journal"
LONGEST_LINE = 256 * 1024
CRC_DIGITS = 8


class Entry(msgspec.Struct, frozen=True):
    """One filing: its ``kind``, its number if it has one, when, and itself as JSON."""

    kind: str
    number: str | None
    at: datetime
    filing: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Read:
    """What a journal file holds: whole entries, and lines that are none."""

    entries: tuple[Entry, ...]
    refused: tuple[bytes, ...]


class Journal:
    """The journal that one process writes in ``folder``. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Keep an entry: it is on disk when this returns. Raises OSError where it can't be.

        What a full disk took of a line is cut off again.
        """
        with self._lock:
            file = self._file or self._begin()
            start = file.tell()
            try:
                file.write(line_of(entry))
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                self._undo(file, start)
                raise

    def rest(self) -> None:
        """End the present file, so that it may be posted and deleted; the next begins another."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _begin(self) -> BinaryIO:
        name = f"{uuid.uuid4().hex}{SUFFIX}"
        hidden = self._folder / f".{name}"
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        file = os.fdopen(descriptor, "wb", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            hidden.rename(self._folder / name)
            sync_folder(self._folder)
        except OSError:
            file.close()
            raise
        self._file = file
        return file

    def _undo(self, file: BinaryIO, start: int) -> None:
        """Cut off a torn line; where even that fails go on in another file."""
        try:
            file.truncate(start)
            file.seek(start)
        except OSError:
            self._file = None
            with suppress(OSError):
                file.close()


def line_of(entry: Entry) -> bytes:
    """An entry as a line of the journal."""
    text = msgspec.json.encode(entry)
    return b"%08x %s\n" % (zlib.crc32(text), text)


def files(folder: Path) -> list[Path]:
    """The journal files of a folder, the oldest first. A link is none. Raises OSError."""
    found = [
        file for file in folder.glob(f"[!.]*{SUFFIX}") if file.is_file() and not file.is_symlink()
    ]
    return sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name))


@contextmanager
def opened(file: Path) -> Iterator[tuple[Read, bool]]:
    """What a file holds, and whether nobody writes to it any more. Raises OSError."""
    with file.open("rb") as source:
        ended = True
        try:
            fcntl.flock(source, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            ended = False
        yield read(source, ended=ended), ended


def read(source: BinaryIO, *, ended: bool = True) -> Read:
    """The entries of a file. A line without its end is still being written, unless ``ended``."""
    entries: list[Entry] = []
    refused: list[bytes] = []
    while line := source.readline(LONGEST_LINE + 1):
        if not line.endswith(b"\n") and len(line) <= LONGEST_LINE and not ended:
            break
        entry = _entry(line)
        if entry is None:
            refused.append(line[:LONGEST_LINE])
        else:
            entries.append(entry)
    return Read(tuple(entries), tuple(refused))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entry(line: bytes) -> Entry | None:
    checked, space, text = line[:CRC_DIGITS], line[CRC_DIGITS : CRC_DIGITS + 1], line[9:-1]
    if space != b" " or not line.endswith(b"\n") or checked != b"%08x" % zlib.crc32(text):
        return None
    try:
        return msgspec.json.decode(text, type=Entry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
