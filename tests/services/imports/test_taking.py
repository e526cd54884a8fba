"""Imports into the store: all or nothing, the second time nothing, and only what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ivr import store as tables
from ivr.services import accounts, billing, imports
from ivr.services.imports import AccountLine, InvoiceLine, Reading, Tally, tally
from ivr.store import Store, ZoneKind
from tests.services.imports.files import BILL_HEAD, HEAD, LINE, bill, csv_file, line

TODAY = date(2026, 11, 22)
SECOND = line(cuenta="111111111", barrio="centro", telefonos="3155550102")


def take(store: Store, file: Path, *, dry_run: bool = False) -> Tally:
    reading: Reading[AccountLine] = imports.read_accounts(file, "608")
    assert not reading.faults
    with store.reading() if dry_run else store.unit_of_work() as session:
        return imports.take_accounts(session, reading, dry_run=dry_run)


def take_bills(store: Store, file: Path) -> tuple[Tally, Reading[InvoiceLine]]:
    reading = imports.read_invoices(file)
    with store.unit_of_work() as session:
        return imports.take_invoices(session, reading), reading


def account(store: Store, number: str = "210000373") -> accounts.Account:
    with store.reading() as session:
        (found,) = accounts.by_number(session, number)
        return found


def test_a_dry_run_counts_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = csv_file(tmp_path, HEAD, LINE, SECOND)
    assert take(store, file, dry_run=True) == Tally(2, 0, 0, ("Centro",))
    with store.reading() as session:
        assert accounts.by_number(session, "210000373") == ()
    assert take(store, file) == Tally(2, 0, 0, ("Centro",))


def test_what_is_taken_in_again_is_the_same(store: Store, tmp_path: Path) -> None:
    file = csv_file(tmp_path, HEAD, LINE, SECOND)
    take(store, file)
    before = account(store)
    assert take(store, file) == Tally(0, 0, 2)
    assert account(store) == before
    assert before.phones == ("+573155550101", "+576082712345")
    assert account(store, "111111111").zone_id == before.zone_id


def test_a_zone_that_is_there_is_found_whatever_its_accents(store: Store, tmp_path: Path) -> None:
    with store.unit_of_work() as session:
        session.add(tables.Zone(name="Villa del Río", kind=ZoneKind.VEREDA))
    taken = take(store, csv_file(tmp_path, HEAD, line(barrio="VILLA DEL RIO")))
    assert taken.zones == ()
    assert account(store).zone == "Villa del Río"


def test_what_changed_is_brought_up_to_date_and_the_rest_stays(
    store: Store, tmp_path: Path
) -> None:
    take(store, csv_file(tmp_path, HEAD, LINE, SECOND))
    moved = line(direccion="Carrera 9", telefonos="3155550109", suspendida="2026-11-01")
    assert take(store, csv_file(tmp_path, HEAD, moved)) == Tally(0, 1, 0)
    assert account(store).address == "Carrera 9"
    assert account(store).phones == ("+573155550109",)
    assert account(store).suspended_since == date(2026, 11, 1)
    assert account(store, "111111111").phones == ("+573155550102",)


def test_a_column_that_the_file_lacks_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    take(store, csv_file(tmp_path, HEAD, line(suspendida="2026-11-01")))
    bare = csv_file(tmp_path, HEAD[:7], line(direccion="Carrera 9")[:7])
    assert take(store, bare) == Tally(0, 1, 0)
    assert account(store).phones == ("+573155550101", "+576082712345")
    assert account(store).suspended_since == date(2026, 11, 1)
    assert take(store, bare) == Tally(0, 0, 1)


def test_invoices(store: Store, tmp_path: Path) -> None:
    take(store, csv_file(tmp_path, HEAD, LINE))
    assert take_bills(store, csv_file(tmp_path, BILL_HEAD, bill()))[0] == Tally(1, 0, 0)
    assert take_bills(store, csv_file(tmp_path, BILL_HEAD, bill()))[0] == Tally(0, 0, 1)
    with store.reading() as session:
        statement = billing.statement(session, account(store).id, TODAY)
    assert (statement.overdue.count, statement.overdue.total) == (1, 84_530)
    paid = csv_file(tmp_path, BILL_HEAD, bill(saldo="0", pagada="20/11/2026"))
    assert take_bills(store, paid)[0] == Tally(0, 1, 0)
    with store.reading() as session:
        statement = billing.statement(session, account(store).id, TODAY)
    assert statement.paid_up
    assert statement.latest is not None
    assert statement.latest.paid_on == date(2026, 11, 20)


IN_THE_STORE = [
    ({"cuenta": "999999999"}, "Cuenta", "no hay una cuenta con ese número"),
    ({"factura": "F2"}, "Período", "ya tiene otra factura de ese mes"),
    ({"cuenta": "111111111"}, "Factura", "de una factura de otra cuenta"),
]


@pytest.mark.parametrize(("changes", "column", "what"), IN_THE_STORE)
def test_what_only_the_store_can_tell_is_told_and_nothing_is_written(
    store: Store, tmp_path: Path, changes: dict[str, object], column: str, what: str
) -> None:
    take(store, csv_file(tmp_path, HEAD, LINE, SECOND))
    take_bills(store, csv_file(tmp_path, BILL_HEAD, bill()))
    good = bill(factura="F9", cuenta="111111111", periodo="2026-01")
    taken, reading = take_bills(store, csv_file(tmp_path, BILL_HEAD, good, bill(**changes)))
    (fault,) = reading.faults
    assert (fault.row, fault.column, taken) == (3, column, Tally(0, 0, 0))
    assert what in fault.what
    with store.reading() as session:
        found = billing.invoices(session, account(store, "111111111").id, TODAY)
    assert found == ()


def test_more_accounts_than_one_portion(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "CHUNK", 10)
    rows = [line(cuenta=f"{10**8 + number}") for number in range(25)]
    file = csv_file(tmp_path, HEAD, *rows)
    assert take(store, file) == Tally(25, 0, 0, ("Centro",))
    reading = imports.read_accounts(file, "608")
    reading.lines = [replace(one, stratum=5) for one in reading.lines]
    with store.unit_of_work() as session:
        assert imports.take_accounts(session, reading) == Tally(0, 25, 0)
    assert account(store, str(10**8 + 24)).stratum == 5
