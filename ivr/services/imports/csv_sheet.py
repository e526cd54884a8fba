"""CSV as spreadsheets and billing systems write it: any usual encoding and separator."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ivr.errors import Invalid
from ivr.services.imports.sheet import Formula, Row

PORTION = 1 << 20
SEPARATORS = ";,\t|"


def rows(file: Path) -> Iterator[Row]:
    """The rows. Raises Invalid for what is no CSV."""
    encoding = _encoding(file)
    try:
        with file.open(encoding=encoding, newline="") as opened:
            head = opened.readline()
            opened.seek(0)
            reader = csv.reader(opened, delimiter=_separator(head))
            for cells in reader:
                yield Row(reader.line_num, tuple(_cell(cell) for cell in cells))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(f"{file}: no se puede leer como CSV ({error})") from error


def _encoding(file: Path) -> str:
    """UTF-8 where the whole file is; else the one that Excel writes in Spanish, Windows-1252."""
    with file.open("rb") as opened:
        start = opened.read(PORTION)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if b"\x00" in start:
            raise Invalid(f"{file}: no es un CSV ni un libro de Excel (.xlsx)")
    try:
        with file.open(encoding="utf-8") as text:
            while text.read(PORTION):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(head: str) -> str:
    return max(SEPARATORS, key=head.count)


def _cell(text: str) -> str:
    return Formula(text) if text.startswith("=") else text
