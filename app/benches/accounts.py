"""How long 100,000 accounts take to be imported, from each kind of file, and again."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from openpyxl import Workbook

from ivr.services import imports
from ivr.store import Store
from ivr.store.schema import upgrade

ACCOUNTS = 100_000
AREA_CODE = "608"
STATEMENT_SECONDS = 120.0

Row = dict[str, object]


def measure() -> Sequence[Row]:
    """Seconds for reading and writing, on an empty store, then on one that has them all."""
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as named:
        folder = Path(named)
        rows = _rows()
        return [
            *_measured(_csv(folder / "accounts.csv", rows), folder / "csv.sqlite"),
            *_measured(_xlsx(folder / "accounts.xlsx", rows), folder / "xlsx.sqlite"),
        ]


def _measured(file: Path, database: Path) -> list[Row]:
    with closing(Store(f"sqlite:///{database}", statement_seconds=STATEMENT_SECONDS)) as store:
        upgrade(store)
        return [
            {"what": f"{ACCOUNTS} accounts, {file.suffix}, {when}", "unit": "s",
             "value": round(_seconds(store, file), 1)}
            for when in ("new", "again")
        ]  # fmt: skip


def _seconds(store: Store, file: Path) -> float:
    began = time.perf_counter()
    reading = imports.read_accounts(file, AREA_CODE)
    with store.unit_of_work() as session:
        tally = imports.take_accounts(session, reading)
    assert tally.new + tally.same == ACCOUNTS, "the file was not taken in"
    return time.perf_counter() - began


def _rows() -> list[tuple[str, ...]]:
    """Rows as a billing system writes them; the same each time."""
    chance = Random(20)
    titles = tuple(column.title for column in imports.ACCOUNT_COLUMNS)
    return [titles, *(_row(chance, number) for number in range(ACCOUNTS))]


def _row(chance: Random, number: int) -> tuple[str, ...]:
    suspended = "22/10/2026" if number % 40 == 0 else ""
    return (
        f"{number:010}",
        "Titular de prueba",
        str(chance.randrange(10_000_000, 1_200_000_000)),
        f"Calle {number % 90} # {number % 70}-{number % 99:02}",
        f"Barrio {number % 50}",
        str(number % 7),
        "acueducto alcantarillado aseo",
        f"3{chance.randrange(10**9):09}, 6082{number % 10**6:06}",
        suspended,
    )


def _csv(file: Path, rows: list[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="cp1252", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    return file


def _xlsx(file: Path, rows: list[tuple[str, ...]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Datos")
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file
