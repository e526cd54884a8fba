"""A holder of numbers: a folder of this machine, one process's while that lives.

What was taken is on disk before it is used, so whoever opens the folder next knows which
numbers may have been told, and goes on behind them.
"""

from __future__ import annotations

import fcntl
import os
import threading
import uuid
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

import msgspec

from ivr.services.filing.journal import sync_folder
from ivr.services.numbers import Block, Number, Series

NUMBERS = "numbers.json"
IDENTITY = "id"
LOCK = "lock"


class Leased(msgspec.Struct):
    """A leased block. ``next``: the first number that was not taken."""

    series: Series
    year: int
    first: int
    last: int
    next: int

    @property
    def left(self) -> int:
        """How many numbers are left."""
        return self.last - self.next + 1

    @property
    def block(self) -> Block:
        """The block as the store knows it."""
        return Block(self.series, self.year, self.first, self.last)


class Holder:
    """The numbers in ``folder``, whose ``lock`` this process holds. Thread-safe."""

    def __init__(self, folder: Path, lock: BinaryIO) -> None:
        self.folder = folder
        self.id = _identity(folder / IDENTITY)
        self._held = lock
        self._lock = threading.Lock()
        self._leased = _read(folder / NUMBERS)

    @property
    def leased(self) -> tuple[Leased, ...]:
        """A copy of what is leased now."""
        with self._lock:
            return tuple(Leased(o.series, o.year, o.first, o.last, o.next) for o in self._leased)

    def left(self, series: Series, year: int) -> int:
        """How many numbers of that series and year are left."""
        return sum(one.left for one in self.leased if (one.series, one.year) == (series, year))

    def add(self, block: Block) -> None:
        """Go on with a block that the store leased. Raises OSError."""
        with self._lock:
            fresh = Leased(block.series, block.year, block.first, block.last, block.first)
            self._write([*self._leased, fresh])

    def drop(self, block: Block) -> None:
        """Take no more numbers of a block. Raises OSError."""
        with self._lock:
            self._write([one for one in self._leased if one.block != block])

    def take(self, series: Series, year: int) -> Number | None:
        """The next number, on disk as taken; None when none is left. Raises OSError."""
        with self._lock:
            for one in self._leased:
                if (one.series, one.year) == (series, year) and one.left > 0:
                    taken = Number(series, year, one.next)
                    one.next += 1
                    try:
                        self._write(self._leased)
                    except OSError:
                        one.next -= 1
                        raise
                    return taken
        return None

    def close(self) -> None:
        """Leave the folder to the next process."""
        self._held.close()

    def _write(self, leased: list[Leased]) -> None:
        written = self.folder / f".{NUMBERS}"
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(leased))
            file.flush()
            os.fsync(file.fileno())
        written.replace(self.folder / NUMBERS)
        sync_folder(self.folder)
        self._leased = leased


def claim(folder: Path) -> Holder:
    """The first folder below ``folder`` that no living process holds. Raises OSError."""
    for place in count(1):
        if holder := claim_this(folder / str(place), make=True):
            return holder
    raise AssertionError("count never ends")


def claim_this(folder: Path, *, make: bool = False) -> Holder | None:
    """That very folder, or None while another process holds it. Raises OSError."""
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    lock = os.fdopen(descriptor, "r+b", buffering=0)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    try:
        return Holder(folder, lock)
    except OSError:
        lock.close()
        raise


def folders(folder: Path) -> Iterator[Path]:
    """Every holder's folder below ``folder``."""
    if folder.is_dir():
        yield from sorted(one for one in folder.iterdir() if one.is_dir() and one.name.isdecimal())


def _identity(file: Path) -> str:
    """The holder's name in the store, made at the first claim."""
    try:
        return str(uuid.UUID(file.read_text("ascii").strip()))
    except (FileNotFoundError, ValueError):
        fresh = str(uuid.uuid4())
        written = file.with_name(f".{file.name}")
        written.write_text(fresh, "ascii")
        with written.open("rb") as made:
            os.fsync(made.fileno())
        written.replace(file)
        sync_folder(file.parent)
        return fresh


def _read(file: Path) -> list[Leased]:
    """What was leased; nothing where the file is not there or not ours to understand.

    The store still knows those blocks: they are accounted for as never used.
    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Leased])
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return []
