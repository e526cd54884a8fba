"""Follows a file that another program appends to, across rotation and truncation."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

AT_ONCE = 1 << 20
LINE_AT_MOST = 1 << 16


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: its inode, so that a new file of the same name is noticed."""

    inode: int
    offset: int

    def save(self, path: Path) -> None:
        """Keep it durably, whole or not at all."""
        fresh = path.with_name(f".{path.name}.new")
        with fresh.open("w", encoding="ascii") as file:
            json.dump({"inode": self.inode, "offset": self.offset}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Position | None:
        """The place kept at ``path``, None where there is none that can be read."""
        try:
            kept = json.loads(path.read_text("ascii"))
            return cls(int(kept["inode"]), int(kept["offset"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line and where it begins."""

    at: Position
    text: str


class Tail:
    """Reads the whole lines of ``path`` from ``start`` on.

    A rotated file is read to its end before the new one; one that became shorter is read
    from its beginning, since what it held is gone.
    """

    def __init__(self, path: Path, start: Position | None = None) -> None:
        self._path = path
        self._start = start
        self._file: BinaryIO | None = None
        self._inode = 0
        self._offset = 0

    @property
    def position(self) -> Position | None:
        """Where the next line begins, None before any file was there."""
        return Position(self._inode, self._offset) if self._file else self._start

    def read(self) -> list[Line]:
        """The lines that are whole by now, about a megabyte at most at once."""
        if self._file is None and not self._open():
            return []
        lines = self._read_some()
        if not lines and self._was_replaced():
            self.close()
            if self._open():
                lines = self._read_some()
        return lines

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> bool:
        start, self._start = self._start, None
        with contextlib.suppress(FileNotFoundError):
            self._file = self._where_it_was(start).open("rb")
            self._inode = os.fstat(self._file.fileno()).st_ino
            same = start is not None and start.inode == self._inode
            self._offset = start.offset if start is not None and same else 0
            return True
        self._start = start
        return False

    def _where_it_was(self, start: Position | None) -> Path:
        """The file that was being read, which may have been renamed while we were away."""
        if start is None or self._path.stat().st_ino == start.inode:
            return self._path
        beside = self._path.parent.glob(f"{self._path.name}*")
        return next((one for one in beside if one.stat().st_ino == start.inode), self._path)

    def _was_replaced(self) -> bool:
        try:
            return self._path.stat().st_ino != self._inode
        except FileNotFoundError:
            return False

    def _read_some(self) -> list[Line]:
        if self._file is None:
            return []
        if os.fstat(self._file.fileno()).st_size < self._offset:
            self._offset = 0
        self._file.seek(self._offset)
        data = self._file.read(AT_ONCE)
        lines: list[Line] = []
        begin = 0
        while (end := data.find(b"\n", begin)) >= 0:
            at = Position(self._inode, self._offset + begin)
            lines.append(Line(at, data[begin:end].decode("utf-8", "replace")))
            begin = end + 1
        if not lines and len(data) > LINE_AT_MOST:
            begin = len(data)
        self._offset += begin
        return lines
