"""An empty file to fill in: the columns, and what each wants."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ivr.errors import Invalid
from ivr.services.imports.reading import Column

AS_TEXT = "@"
ROWS_AS_TEXT = 1000
WIDTH = 22


def write_template(file: Path, columns: Sequence[Column]) -> None:
    """Write ``file`` (.csv or .xlsx) with its heads. Raises Invalid where it can't be."""
    try:
        if file.suffix.lower() == ".xlsx":
            _workbook(columns).save(file)
        elif file.suffix.lower() == ".csv":
            with file.open("w", encoding="utf-8-sig", newline="") as opened:
                csv.writer(opened, delimiter=";").writerow(column.title for column in columns)
        else:
            raise Invalid(f"{file}: el nombre debe terminar en .xlsx o .csv")
    except OSError as error:
        raise Invalid(f"{file}: no se puede escribir ({error.strerror})") from error


def _workbook(columns: Sequence[Column]) -> Workbook:
    """Cells are text, so that no zero is lost; a second sheet explains the columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Datos"
    sheet.append([column.title for column in columns])
    sheet.freeze_panes = "A2"
    for place in range(1, len(columns) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
        for row in range(2, ROWS_AS_TEXT + 2):
            sheet.cell(row, place).number_format = AS_TEXT
    help_sheet = book.create_sheet("Ayuda")
    help_sheet.append(["Columna", "Qué lleva", "Ejemplo", "Obligatoria"])
    for column in columns:
        wanted = "no" if column.optional else "sí"
        help_sheet.append([column.title, column.help, column.example, wanted])
    return book
