from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr.errors import Invalid
from ivr.services import accounts, billing, billing_files
from ivr.store import Store

HEAD = "number,holder,document,address,zone,stratum,services,phones,suspended_since\n"
LINE = "210000373,María Gómez,38251101,Calle 4 # 5-06,Centro,3,acueducto aseo,3155550101 2712345,"
BILLS = "number,account,period,issued_on,due_on,total,owed,paid_on\n"
BILL = "F1,210000373,2026-10-15,2026-11-03,2026-11-17,84530,84530,"


@pytest.fixture
def taken(store: Store, tmp_path: Path) -> Store:
    with store.unit_of_work() as session:
        assert billing_files.take_accounts(session, written(tmp_path, HEAD + LINE), "608") == 1
        assert billing_files.take_invoices(session, written(tmp_path, BILLS + BILL)) == 1
    return store


def written(folder: Path, text: str) -> Path:
    file = folder / "file.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_accounts_and_invoices_are_taken_in(taken: Store) -> None:
    with taken.reading() as session:
        (account,) = accounts.by_number(session, "210000373")
        statement = billing.statement(session, account.id, date(2026, 11, 22))
    assert account.phones == ("+573155550101", "+576082712345")
    assert (account.zone, account.services) == ("Centro", ("acueducto", "aseo"))
    assert (statement.overdue.count, statement.overdue.total) == (1, 84_530)
    assert statement.latest is not None
    assert statement.latest.period == date(2026, 10, 1)


def test_taken_in_again_it_brings_up_to_date(taken: Store, tmp_path: Path) -> None:
    moved = LINE.replace("Calle 4 # 5-06", "Carrera 9").replace(" 2712345,", ",2026-11-01")
    paid = BILL.replace(",84530,84530,", ",84530,0,2026-11-20")
    with taken.unit_of_work() as session:
        billing_files.take_accounts(session, written(tmp_path, HEAD + moved), "608")
        billing_files.take_invoices(session, written(tmp_path, BILLS + paid))
        (account,) = accounts.by_number(session, "210000373")
        statement = billing.statement(session, account.id, date(2026, 11, 22))
    with taken.reading() as session:
        (account,) = accounts.by_number(session, "210000373")
    assert account.address == "Carrera 9"
    assert account.phones == ("+573155550101",)
    assert account.suspended_since == date(2026, 11, 1)
    assert statement.paid_up
    assert statement.latest is not None
    assert statement.latest.paid_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD.replace("stratum,", "") + LINE, "faltan las columnas stratum"),
        ("", "faltan las columnas"),
        (HEAD + LINE.replace(",3,", ",9,"), "línea 2, columna stratum: se espera un número"),
        (HEAD + LINE + "\n" + LINE.replace("38251101", "x"), "línea 3, columna document"),
        (HEAD + LINE.replace("38251101", "38251101234"), "columna document: se esperan de 3 a 10"),
        (HEAD + LINE.replace("210000373", "21000"), "columna number: se esperan de 6 a 12"),
        (HEAD + LINE.replace("aseo", "televisión"), "columna services"),
        (HEAD + LINE.replace("3155550101", "12"), "columna phones"),
        (HEAD + LINE + "ayer", "columna suspended_since"),
        (HEAD + "210000373", "columna"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_told_where_and_nothing_is_kept(
    store: Store, tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(Invalid, match=place), store.unit_of_work() as session:
        billing_files.take_accounts(session, written(tmp_path, text), "608")
    with store.reading() as session:
        assert accounts.by_number(session, "210000373") == ()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("210000373", "999999999", "columna account: no hay una cuenta"),
        ("84530,84530", "84530,84531", "columna owed: no puede pasar de 84530"),
        ("84530,84530", "84.530,0", "columna total: se espera un valor en pesos"),
        ("2026-11-17", "17/11/2026", "columna due_on"),
    ],
)
def test_an_invoice_that_is_wrong_is_told_where(
    taken: Store, tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(Invalid, match=f"línea 2, {place}"), taken.unit_of_work() as session:
        billing_files.take_invoices(session, written(tmp_path, BILLS + BILL.replace(old, new)))


def test_a_file_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no se puede leer"), store.unit_of_work() as session:
        billing_files.take_accounts(session, tmp_path / "nowhere.csv", "608")
