"""Tables as files: what people wrote never becomes a formula."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cti.spreadsheet import FORMULA_BEGINS, Table, as_csv, as_xlsx

TABLE = Table(
    "Prueba",
    ("Nombre", "Valor"),
    [("Atención; «sí»", 0.5), ("vacío", None), ("día", date(2026, 11, 22)), ("cuenta", 1200)],
)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_table_as_csv() -> None:
    assert rows_of(as_csv([TABLE, TABLE]))[:8] == [
        ["Prueba"],
        ["Nombre", "Valor"],
        ["Atención; «sí»", "0,5"],
        ["vacío", ""],
        ["día", "2026-11-22"],
        ["cuenta", "1200"],
        [],
        ["Prueba"],
    ]


def test_a_table_as_a_workbook() -> None:
    book = load_workbook(io.BytesIO(as_xlsx([TABLE])))
    values = [[cell.value for cell in row] for row in book["Prueba"].iter_rows()]
    assert values[0] == ["Nombre", "Valor"]
    assert values[1] == ["Atención; «sí»", 0.5]


HOSTILE = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_stays_text(text: str) -> None:
    table = Table("T", ("a",), [(text,)])
    assert rows_of(as_csv([table]))[2][0].startswith("'")
    cell = load_workbook(io.BytesIO(as_xlsx([table])))["T"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@given(st.text(max_size=30))
def test_no_text_begins_a_formula_in_csv(text: str) -> None:
    (cell,) = rows_of(as_csv([Table("T", ("a",), [(text,)])]))[2] or [""]
    assert not cell.startswith(FORMULA_BEGINS)


def test_control_characters_are_left_out_of_a_workbook() -> None:
    book = load_workbook(io.BytesIO(as_xlsx([Table("T", ("a",), [("a\x07b",)])])))
    assert book["T"]["A2"].value == "ab"
