"""Files as people send them: what is understood, what is told to be wrong, and where."""

from __future__ import annotations

import csv
import stat
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ivr.errors import Invalid
from ivr.services import imports
from ivr.services.imports import AccountLine, InvoiceLine, Reading, opening, workbook
from tests.services.imports.files import (
    BILL,
    BILL_HEAD,
    HEAD,
    LINE,
    bill,
    csv_file,
    line,
    with_part,
    xlsx_file,
)

EXPECTED = AccountLine(
    "210000373", "María Gómez", "38251101", "Calle 4 # 5-06", "Centro", 3,
    ("acueducto", "aseo"), ("+573155550101", "+576082712345"), None,
)  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"


def accounts(file: Path) -> Reading[AccountLine]:
    return imports.read_accounts(file, "608")


def one(file: Path) -> AccountLine:
    reading = accounts(file)
    assert [*reading.faults] == []
    (found,) = reading.lines
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    file = csv_file(tmp_path, HEAD, LINE, separator=separator, encoding=encoding)
    assert one(file) == EXPECTED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_and_empty_rows(tmp_path: Path, end: str) -> None:
    empty = [""] * len(HEAD)
    file = csv_file(tmp_path, empty, HEAD, empty, LINE, empty, end=end)
    assert one(file) == EXPECTED


HEADINGS = [
    "number,holder,document,address,zone,stratum,services,phones,suspended_since",
    "NÚMERO DE CUENTA,NOMBRE,CÉDULA,DIRECCIÓN,BARRIO,ESTRATO,SERVICIOS,CELULAR,FECHA SUSPENSIÓN",
    " Nro. Cuenta ,Suscriptor,C.C.,Dir.,Vereda,estrato,servicio,Teléfono 1,Suspendido desde",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_by_many_names(tmp_path: Path, heading: str) -> None:
    assert one(csv_file(tmp_path, heading.split(","), LINE)) == EXPECTED


def test_columns_in_any_order_several_telephones_and_some_that_mean_nothing(
    tmp_path: Path,
) -> None:
    head = ("Fijo", *HEAD[:7], "Ruta", "Celular")
    row = ("2712345", *LINE[:7], "17", "315 555 0101 / 3155550101")
    reading = accounts(csv_file(tmp_path, head, row))
    assert reading.ignored == ("Ruta",)
    assert reading.lines[0].phones == ("+576082712345", "+573155550101")
    assert "suspended_since" not in reading.columns


def test_a_workbook(tmp_path: Path) -> None:
    assert one(xlsx_file(tmp_path, HEAD, LINE)) == EXPECTED


def test_zeros_before_a_number_are_kept_as_text_and_by_their_format(tmp_path: Path) -> None:
    assert one(csv_file(tmp_path, HEAD, line(cuenta="0000012345"))).number == "0000012345"
    assert one(xlsx_file(tmp_path, HEAD, line(cuenta="0000012345"))).number == "0000012345"
    file = xlsx_file(tmp_path, HEAD, line(cuenta=12345), formats={"A2": "0000000000"})
    assert one(file).number == "0000012345"


def test_numbers_as_excel_keeps_them(tmp_path: Path) -> None:
    row = line(cuenta=210000373.0, documento=38251101, estrato=3.0, telefonos=3155550101.0)
    assert one(xlsx_file(tmp_path, HEAD, row)).phones == ("+573155550101",)
    row = line(cuenta="210000373.0", documento="38.251.101", estrato="3,0")
    assert one(csv_file(tmp_path, HEAD, row)) == EXPECTED


DATES = [
    "2026-11-22", "22/11/2026", "22-11-2026", "22.11.2026", "20261122", "2026/11/22",
    "2026-11-22 00:00:00", "22 de noviembre de 2026", "22 noviembre 2026", "22-nov-2026",
    "22 Nov. 2026", "22 DE NOVIEMBRE DEL 2026",
]  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_dates_as_people_write_them(tmp_path: Path, written: str) -> None:
    file = csv_file(tmp_path, HEAD, line(suspendida=written))
    assert one(file).suspended_since == date(2026, 11, 22)


def test_dates_of_a_workbook(tmp_path: Path) -> None:
    for value in (date(2026, 11, 22), datetime(2026, 11, 22, 9, tzinfo=UTC).replace(tzinfo=None)):
        file = xlsx_file(tmp_path, HEAD, line(suspendida=value))
        assert one(file).suspended_since == date(2026, 11, 22)


# what changes, the column, what is told
FAULTS = [
    ({"cuenta": "21000"}, "Cuenta", "de 6 a 12 cifras"),
    ({"cuenta": "2,1E+08"}, "Cuenta", "la hoja de cálculo lo abrevió"),
    ({"cuenta": "=A1"}, "Cuenta", "una fórmula"),
    ({"titular": ""}, "Titular", "está vacía"),
    ({"titular": "x" * 121}, "Titular", "más de 120 caracteres"),
    ({"titular": "Ana\x07"}, "Titular", "caracteres de control"),
    ({"titular": "Ana\u202egro"}, "Titular", "caracteres de control"),
    ({"documento": "x"}, "Documento", "de 3 a 10 cifras"),
    ({"documento": "38251101234"}, "Documento", "de 3 a 10 cifras"),
    ({"estrato": "9"}, "Estrato", "de 0 a 6"),
    ({"servicios": "televisión"}, "Servicios", "se esperan servicios de"),
    ({"servicios": ""}, "Servicios", "se esperan servicios de"),
    ({"telefonos": "12"}, "Teléfonos", "no es de Colombia"),
    ({"telefonos": "3,15E+09"}, "Teléfonos", "la hoja de cálculo lo abrevió"),
    ({"telefonos": ",".join(f"31555501{n:02}" for n in range(21))}, "Teléfonos", "más de 20"),
    ({"suspendida": "ayer"}, "Suspendida desde", "no es una fecha"),
    ({"suspendida": "31/02/2026"}, "Suspendida desde", "no es una fecha"),
    ({"suspendida": "12/13/2026"}, "Suspendida desde", "no es una fecha"),
    ({"suspendida": "1/1/26"}, "Suspendida desde", "no es una fecha"),
    ({"suspendida": "0226-01-01"}, "Suspendida desde", "fecha imposible"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "column", "what"), FAULTS)
def test_what_is_wrong_is_told_by_row_and_column(
    tmp_path: Path, changes: dict[str, object], column: str, what: str
) -> None:
    reading = accounts(csv_file(tmp_path, HEAD, line(cuenta="111111111"), line(**changes)))
    (fault,) = reading.faults
    assert (fault.row, fault.column) == (3, column)
    assert what in fault.what
    assert fault.mend
    assert len(reading.lines) == 1


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    row = line(documento="x", estrato="", telefonos="12")
    reading = accounts(xlsx_file(tmp_path, HEAD, row))
    assert [fault.column for fault in reading.faults] == ["Documento", "Estrato", "Teléfonos"]


def test_an_account_that_is_there_twice_names_the_first_row(tmp_path: Path) -> None:
    reading = accounts(csv_file(tmp_path, HEAD, LINE, line(cuenta="111111111"), LINE))
    (fault,) = reading.faults
    assert (fault.row, fault.what) == (4, "ya está en la fila 2")


def test_a_workbook_s_formulas_and_errors_are_refused(tmp_path: Path) -> None:
    row = line(cuenta="=B2", titular="=HYPERLINK(1)", estrato="#REF!")
    reading = accounts(xlsx_file(tmp_path, HEAD, row))
    assert {fault.column for fault in reading.faults} == {"Cuenta", "Titular", "Estrato"}
    assert all("fórmula" in fault.what for fault in reading.faults)


def test_merged_cells_are_told_apart_from_values(tmp_path: Path) -> None:
    file = xlsx_file(tmp_path, HEAD, LINE, line(cuenta="111111111"))
    book = load_workbook(file)
    book.active.merge_cells("E2:E3")
    book.save(file)
    (fault,) = accounts(file).faults
    assert (fault.row, fault.column) == (3, "Barrio")
    assert "combinadas" in fault.mend


NOT_A_TABLE = [
    (b"", "está vacío"),
    (b"Cuenta;Titular\n", "faltan las columnas «Documento», «Dirección»"),
    (b"Cuenta;Cuenta\n", "la columna «Cuenta» está dos veces"),
    (b"\x00\x01\x02", "no es un CSV"),
    (b"PK\x03\x04 nonsense", "está dañado"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", r"antiguo \(.xls\)"),
    (b"Cuenta;Tit\x81ular\xff\n", "no se puede leer como CSV"),
    (b'Cuenta;"' + b"x" * 200_000, "no se puede leer como CSV"),
    (b";" * 300 + b"x\n", "más de 200 columnas"),
]


@pytest.mark.parametrize(("content", "told"), NOT_A_TABLE)
def test_what_is_no_such_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid, match=told):
        accounts(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(Invalid, match="no se puede leer"):
            accounts(place)


def test_too_many_rows_or_too_large_a_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (opening, workbook):
        monkeypatch.setattr(module, "MOST_ROWS", 3)
    rows = [line(cuenta=f"1111111{n}") for n in range(4)]
    assert len(accounts(csv_file(tmp_path, HEAD, *rows[:3])).lines) == 3
    for file in (csv_file(tmp_path, HEAD, *rows), xlsx_file(tmp_path, HEAD, *rows)):
        with pytest.raises(Invalid, match=r"tiene más de .* filas"):
            accounts(file)
    monkeypatch.setattr(opening, "LARGEST_FILE", 10)
    with pytest.raises(Invalid, match="ocupa más de"):
        accounts(csv_file(tmp_path, HEAD, LINE))


def test_a_million_rows_are_told_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    million = begin + b"<row><c><v>1</v></c></row>" * 1_000_000 + b"</sheetData></worksheet>"
    file = with_part(xlsx_file(tmp_path, HEAD, LINE), SHEET, million)
    monkeypatch.delattr(workbook, "load_workbook")
    with pytest.raises(Invalid, match=r"tiene más de 300\.000 filas"):
        accounts(file)


def test_a_row_numbered_beyond_any_sheet_ends_soon(tmp_path: Path) -> None:
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' \
          b'<sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>' \
          b'</worksheet>'  # fmt: skip
    file = with_part(xlsx_file(tmp_path, HEAD, LINE), SHEET, far)
    with pytest.raises(Invalid, match="demasiadas filas vacías"):
        accounts(file)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_part(xlsx_file(tmp_path, HEAD, LINE), SHEET, b" " * 5_000_000)
    assert bomb.stat().st_size < 50_000
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(Invalid, match="descomprimido ocupa"):
        accounts(bomb)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
BROKEN_PARTS = [
    (SHEET, LAUGHS, "define entidades XML"),
    (SHEET, b"<worksheet>", "está dañado"),
    (SHEET, b"", "está dañado"),
    ("xl/workbook.xml", b"<x/>", "está dañado|está vacío"),
    ("[Content_Types].xml", b"<x/>", "está dañado"),
]


@pytest.mark.parametrize(("part", "content", "told"), BROKEN_PARTS)
def test_a_workbook_that_is_hostile_or_broken_is_told(
    tmp_path: Path, part: str, content: bytes, told: str
) -> None:
    file = with_part(xlsx_file(tmp_path, HEAD, LINE), part, content)
    with pytest.raises(Invalid, match=told):
        accounts(file)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.text(max_size=30), min_size=9, max_size=9), data=st.binary(max_size=60))
def test_anything_at_all_has_a_clear_outcome(tmp_path: Path, cells: list[str], data: bytes) -> None:
    file = tmp_path / "any.csv"
    with file.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        csv.writer(opened).writerows([HEAD, cells])
    for content in (file.read_bytes(), data, b"PK" + data):
        file.write_bytes(content)
        with suppress(Invalid):
            accounts(file)


def test_the_faults_as_a_file_that_is_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    rows = [
        line(cuenta="111111111", titular="=cmd|' /C calc'!A1"),
        line(cuenta="222222222", estrato="+9"),
        line(cuenta="333333333", documento="@x"),
    ]
    reading = accounts(csv_file(tmp_path, HEAD, *rows))
    errors = tmp_path / "errors.csv"
    reading.faults.write(errors)
    with errors.open(encoding="utf-8-sig", newline="") as opened:
        table = [*csv.reader(opened, delimiter=";")]
    assert table[0] == ["fila", "columna", "valor", "qué pasa", "cómo se corrige"]
    assert [row[2][:3] for row in table[1:]] == ["'=c", "'+9", "'@x"]
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600


def test_the_template_is_imported_once_it_is_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "plantilla.xlsx"
    imports.write_template(file, imports.ACCOUNT_COLUMNS)
    book = load_workbook(file)
    for place, column in enumerate(imports.ACCOUNT_COLUMNS, start=1):
        book["Datos"].cell(2, place).value = column.example
    book.save(file)
    assert one(file).number == "210000373"
    plain = tmp_path / "plantilla.csv"
    imports.write_template(plain, imports.INVOICE_COLUMNS)
    assert imports.read_invoices(plain).lines == []
    with pytest.raises(Invalid, match="debe terminar en"):
        imports.write_template(tmp_path / "x.ods", imports.ACCOUNT_COLUMNS)


def test_an_invoice(tmp_path: Path) -> None:
    reading = imports.read_invoices(csv_file(tmp_path, BILL_HEAD, BILL))
    assert [*reading.faults] == []
    assert reading.lines == [
        InvoiceLine(
            2, "F1", "210000373", date(2026, 10, 1), date(2026, 11, 3), date(2026, 11, 17),
            84_530, 84_530, None,
        )
    ]  # fmt: skip


MONEY = [("84530", 84_530), ("$ 84.530", 84_530), ("84530,00", 84_530), ("1.000", 1_000),
         ("1.234.567", 1_234_567), ("0", 0)]  # fmt: skip


@pytest.mark.parametrize(("written", "pesos"), MONEY)
def test_money_as_people_write_it(tmp_path: Path, written: str, pesos: int) -> None:
    file = csv_file(tmp_path, BILL_HEAD, bill(valor=written, saldo=written))
    (found,) = imports.read_invoices(file).lines
    assert found.total == pesos


BILL_FAULTS = [
    ({"valor": "84530,50"}, "Valor"),
    ({"valor": "-5"}, "Valor"),
    ({"valor": "1.00"}, "Saldo"),  # one peso, of which 84.530 are owed
    ({"valor": "9999999999999"}, "Valor"),
    ({"saldo": "84531"}, "Saldo"),
    ({"vence": "2026-11-02"}, "Vence"),
    ({"periodo": "2026-13"}, "Período"),
    ({"periodo": "impossible"}, "Período"),
    ({"factura": "x" * 21}, "Factura"),
    ({"pagada": "pronto"}, "Pagada el"),
]


@pytest.mark.parametrize(("changes", "column"), BILL_FAULTS)
def test_an_invoice_that_is_wrong(tmp_path: Path, changes: dict[str, object], column: str) -> None:
    reading = imports.read_invoices(csv_file(tmp_path, BILL_HEAD, bill(**changes)))
    assert [fault.column for fault in reading.faults] == [column]


def test_two_invoices_of_a_month_or_of_a_number(tmp_path: Path) -> None:
    rows = [BILL, bill(factura="F2"), bill(periodo="2026-09")]
    reading = imports.read_invoices(csv_file(tmp_path, BILL_HEAD, *rows))
    assert [(fault.row, fault.column) for fault in reading.faults] == [
        (3, "Período"), (4, "Factura"),
    ]  # fmt: skip
