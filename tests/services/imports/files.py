"""Files to import, as spreadsheets and billing systems write them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

HEAD = ("Cuenta", "Titular", "Documento", "Dirección", "Barrio", "Estrato", "Servicios",
        "Teléfonos", "Suspendida desde")  # fmt: skip
LINE = ("210000373", "María Gómez", "38251101", "Calle 4 # 5-06", "Centro", "3",
        "acueducto aseo", "3155550101, 2712345", "")  # fmt: skip
BILL_HEAD = ("Factura", "Cuenta", "Período", "Expedida", "Vence", "Valor", "Saldo", "Pagada el")
BILL = ("F1", "210000373", "2026-10-15", "2026-11-03", "2026-11-17", "84530", "84530", "")

Cells = Sequence[object]


def line(**changes: object) -> tuple[object, ...]:
    """LINE with some of its cells changed, by the heading in lower case without accents."""
    return _changed(("cuenta", "titular", "documento", "direccion", "barrio", "estrato",
                     "servicios", "telefonos", "suspendida"), LINE, changes)  # fmt: skip


def bill(**changes: object) -> tuple[object, ...]:
    """BILL with some of its cells changed."""
    return _changed(("factura", "cuenta", "periodo", "expedida", "vence", "valor", "saldo",
                     "pagada"), BILL, changes)  # fmt: skip


def csv_file(
    folder: Path, *rows: Cells, separator: str = ";", encoding: str = "utf-8", end: str = "\r\n"
) -> Path:
    """A CSV with these rows, unquoted as billing systems do."""
    file = folder / "file.csv"
    text = "".join(
        separator.join(f'"{cell}"' if separator in str(cell) else str(cell) for cell in row) + end
        for row in rows
    )
    file.write_bytes(text.encode(encoding))
    return file


def xlsx_file(folder: Path, *rows: Cells, formats: dict[str, str] | None = None) -> Path:
    """A workbook with these rows; ``formats`` by cell name."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    file = folder / "file.xlsx"
    book.save(file)
    return file


def with_part(file: Path, name: str, content: bytes) -> Path:
    """A copy of a workbook in which one part is another."""
    changed = file.with_name("changed.xlsx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return changed


def _changed(names: Sequence[str], cells: Cells, changes: dict[str, object]) -> tuple[object, ...]:
    assert changes.keys() <= set(names)
    return tuple(changes.get(name, cell) for name, cell in zip(names, cells, strict=True))
