"""A table as rows of cells, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ivr.errors import Invalid

MOST_ROWS = 300_000


class Formula(str):
    """A cell that holds a formula, or Excel's error, in place of a value."""

    __slots__ = ()


Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` as the spreadsheet, or the text editor, counts it."""

    number: int
    cells: tuple[Cell, ...]


def too_many_rows(file: Path) -> Invalid:
    """What is said of a file with more rows than may be."""
    most = f"{MOST_ROWS:,}".replace(",", ".")
    return Invalid(
        f"{file}: tiene más de {most} filas; borre las que sobren, o divídalo en varios archivos"
    )
