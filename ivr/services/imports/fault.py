"""What is wrong with a file, place by place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

MOST_KEPT = 10_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Unfit(ValueError):
    """A value can't be taken: ``what`` is wrong with it, and the ``mend``. It names no value."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``row`` as the spreadsheet counts it; ``value`` is what stands there."""

    row: int
    column: str
    what: str
    mend: str
    value: str = ""


class Faults:
    """The faults of a file: the first ones in full, all of them counted."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep it while there is room."""
        self.count += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(fault)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._kept)

    def __bool__(self) -> bool:
        return self.count > 0

    def write(self, file: Path) -> None:
        """All that is kept as a CSV for a spreadsheet, readable by us alone: it holds values."""
        with _private(file) as opened:
            writer = csv.writer(opened, delimiter=";")
            writer.writerow(("fila", "columna", "valor", "qué pasa", "cómo se corrige"))
            for one in self._kept:
                writer.writerow((one.row, one.column, _harmless(one.value), one.what, one.mend))


def _private(file: Path) -> TextIO:
    file.touch(0o600)
    file.chmod(0o600)
    return file.open("w", encoding="utf-8-sig", newline="")


def _harmless(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
