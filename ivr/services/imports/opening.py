"""Opening a file as a table, by what is in it and not by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ivr.errors import Invalid
from ivr.services.imports import csv_sheet, workbook
from ivr.services.imports.sheet import MOST_ROWS, Cell, Row, too_many_rows

MOST_LOOKED_AT = 1_048_576
"""Rows of a whole Excel sheet: empty ones are passed over, and they too cost time."""
LARGEST_FILE = 200 * 1024 * 1024
MOST_COLUMNS = 200
ZIP, OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"


def open_sheet(file: Path) -> Iterator[Row]:
    """The rows of ``file`` that hold anything, the head first.

    Raises Invalid for what can't be read as a table, is too large, or has too many rows.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            start = opened.read(len(OLD_EXCEL))
    except OSError as error:
        raise Invalid(f"{file}: no se puede leer ({error.strerror})") from error
    if size > LARGEST_FILE:
        raise Invalid(f"{file}: ocupa más de {LARGEST_FILE // 1024**2} MB; divídalo")
    if start == OLD_EXCEL:
        raise Invalid(
            f"{file}: es un libro de Excel antiguo (.xls) o con contraseña; "
            "guárdelo como .xlsx sin contraseña, o como CSV"
        )
    rows = workbook.rows(file) if start.startswith(ZIP) else csv_sheet.rows(file)
    return _bounded(file, rows)


def _bounded(file: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """Only rows with something in them, and no more than may be."""
    taken = 0
    for looked_at, row in enumerate(rows):
        if looked_at > MOST_LOOKED_AT:
            raise Invalid(f"{file}: tiene demasiadas filas vacías; borre las que sobran")
        if all(_is_empty(cell) for cell in row.cells):
            continue
        if not all(_is_empty(cell) for cell in row.cells[MOST_COLUMNS:]):
            raise Invalid(f"{file}, fila {row.number}: tiene más de {MOST_COLUMNS} columnas")
        taken += 1
        if taken > MOST_ROWS + 1:
            raise too_many_rows(file)
        yield row


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
