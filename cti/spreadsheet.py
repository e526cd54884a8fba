"""Tables as files for spreadsheets: CSV (RFC 4180) and XLSX (ECMA-376).

What people wrote can't become a formula in either: OWASP, «CSV Injection».
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | float | date | None

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET_NAME_AT_MOST = 31
BYTE_ORDER_MARK = "\ufeff".encode()
"""By this a spreadsheet knows that the text is UTF-8."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; a sheet of its own in XLSX."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(tables: Iterable[Table]) -> bytes:
    """The tables one below the other. Semicolons and decimal commas, as Spanish ones read them."""
    rows: list[Sequence[Cell]] = []
    for table in tables:
        rows += [(), (table.title,), table.headings, *table.rows]
    return BYTE_ORDER_MARK + csv_rows(rows[1:])


def csv_rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as they stand in a CSV file, which begins with ``BYTE_ORDER_MARK``."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(tables: Iterable[Table]) -> bytes:
    """A sheet a table; text stays text whatever it begins with."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title[:SHEET_NAME_AT_MOST])
        for row in (table.headings, *table.rows):
            sheet.append([_kept(WriteOnlyCell(sheet), value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _kept(cell: WriteOnlyCell, value: Cell) -> WriteOnlyCell:
    """A cell with its value; control characters, which XML can't hold, are left out."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case float():
            return f"{cell:.4f}".rstrip("0").rstrip(".").replace(".", ",")
        case str() if cell.startswith(FORMULA_BEGINS):
            return f"'{cell}"
        case _:
            return str(cell)
