"""Excel workbooks (.xlsx, ECMA-376): the first sheet, row by row, never whole in memory."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from ivr.errors import Invalid
from ivr.services.imports.sheet import MOST_ROWS, Cell, Formula, Row, too_many_rows

LARGEST_UNPACKED = 250 * 1024 * 1024
LARGEST_TEXTS = 100 * 1024 * 1024
TEXTS = "xl/sharedStrings.xml"
SHEETS, END_OF_ROW = "xl/worksheets/", b"</row>"
PORTION = 1 << 20
FORMULA, ERROR = "f", "e"
_ZEROS = re.compile(r"0+")


def rows(file: Path) -> Iterator[Row]:
    """The rows of the first sheet. Raises Invalid for what is no workbook, or too large a one."""
    _check(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that don't matter here
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # what the file says of its size may be wrong
                for number, cells in enumerate(sheet.iter_rows(), start=1):
                    yield Row(number, tuple(_cell(cell) for cell in cells))
            finally:
                book.close()
    except Invalid:
        raise
    except _UNREADABLE as error:
        raise Invalid(f"{file}: el libro de Excel está dañado ({type(error).__name__})") from error


def _check(file: Path) -> None:
    """Refuse what would unpack to more than memory and patience allow, or defines entities."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            texts = sum(part.file_size for part in parts if part.filename == TEXTS)
            if unpacked > LARGEST_UNPACKED or texts > LARGEST_TEXTS:
                raise Invalid(
                    f"{file}: descomprimido ocupa {unpacked // 1024**2} MB, demasiado; "
                    "guárdelo como CSV o divídalo"
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(file, packed, part)
    except _UNREADABLE as error:
        raise Invalid(f"{file}: el libro de Excel está dañado ({type(error).__name__})") from error


def _check_part(file: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse entities, and more rows than may be: counted first, since openpyxl reads them all."""
    with packed.open(part) as opened:
        portion = opened.read(PORTION)
        if b"<!" in portion[:1024].replace(b"<!--", b""):
            raise Invalid(f"{file}: define entidades XML y no se abre")
        if not part.filename.startswith(SHEETS):
            return
        rows, before = 0, b""
        while portion:
            rows += (before + portion).count(END_OF_ROW)
            before = portion[-len(END_OF_ROW) + 1 :]
            portion = opened.read(PORTION)
    if rows > MOST_ROWS + 1:
        raise too_many_rows(file)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, bool):
        return None if value is None else bool(value)
    if cell.data_type == FORMULA:
        return Formula("=")
    if cell.data_type == ERROR:
        return Formula(str(value))
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return value if isinstance(value, str) else _moment(value)


def _number(value: int | float, shown_as: str | None) -> Cell:
    """A number; with the zeros before it that its format shows (00000000)."""
    if isinstance(value, float) and not value.is_integer():
        return value
    whole = int(value)
    if shown_as and _ZEROS.fullmatch(shown_as) and len(shown_as) > 1 and whole >= 0:
        return str(whole).zfill(len(shown_as))
    return whole


def _moment(value: Any) -> Cell:
    return value if hasattr(value, "year") else str(value)


_UNREADABLE = (
    zipfile.BadZipFile,
    ParseError,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    AttributeError,
    ValueError,
    TypeError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)
"""All that a hostile or broken file makes zipfile, the XML parser and openpyxl raise."""
