from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from ivr import store as tables
from ivr.errors import NotFound
from ivr.services import billing, staff_settings
from ivr.services.billing import InvoiceState, LastPayment
from ivr.store import Store
from tests.services import town
from tests.services.town import NOW, TODAY

PAID = datetime(2026, 11, 10, 15, tzinfo=UTC)


@dataclass
class Bill:
    """An invoice due so many days from today."""

    due_in: int
    total: int
    owed: int | None = None
    paid: bool = False


@pytest.mark.parametrize(
    ("bills", "state", "owed", "overdue", "oldest_days"),
    [
        # bills, newest last                               newest       owed    overdue    since
        ([], None, 0, (0, 0), None),
        ([Bill(-3, 84_530, paid=True)], InvoiceState.PAID, 0, (0, 0), None),
        ([Bill(5, 84_530)], InvoiceState.PENDING, 84_530, (0, 0), None),
        ([Bill(0, 84_530)], InvoiceState.PENDING, 84_530, (0, 0), None),
        ([Bill(-1, 84_530)], InvoiceState.OVERDUE, 84_530, (1, 84_530), 1),
        ([Bill(-1, 84_530, owed=10_000)], InvoiceState.OVERDUE, 10_000, (1, 10_000), 1),
        ([Bill(-40, 50_000), Bill(9, 60_000)], InvoiceState.PENDING, 110_000, (1, 50_000), 40),
        (
            [Bill(-70, 1), Bill(-40, 2, paid=True), Bill(-8, 999_999_998)],
            InvoiceState.OVERDUE, 999_999_999, (2, 999_999_999), 70,
        ),
        ([Bill(5, 0)], InvoiceState.PAID, 0, (0, 0), None),
    ],
)  # fmt: skip
def test_a_statement_tells_what_is_owed(
    store: Store,
    bills: list[Bill],
    state: InvoiceState | None,
    owed: int,
    overdue: tuple[int, int],
    oldest_days: int | None,
) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session)
        other = town.account(session, "999")
        town.invoice(session, other, due_in=-9, total=7)
        for bill in bills:
            town.invoice(
                session, account_id, due_in=bill.due_in, total=bill.total, owed=bill.owed,
                paid_at=PAID if bill.paid else None,
            )  # fmt: skip
        found = billing.statement(session, account_id, TODAY)
    oldest = None if oldest_days is None else TODAY - timedelta(days=oldest_days)
    assert (found.latest.state if found.latest else None) == state
    assert (found.latest.total if found.latest else None) == (bills[-1].total if bills else None)
    assert found.owed == owed
    assert (found.overdue.count, found.overdue.total) == overdue
    assert found.overdue.oldest_due_on == oldest
    assert found.paid_up is (owed == 0)
    assert found.reconnection_amount is None


def test_reconnection_costs_what_is_overdue_and_the_charge(store: Store) -> None:
    with store.unit_of_work() as session:
        staff_settings.put(session, "billing.reconnection_charge", 48_900, NOW)
        account_id = town.account(session, suspended_since=date(2026, 10, 30))
        town.invoice(session, account_id, due_in=-40, total=60_000)
        town.invoice(session, account_id, due_in=-9, total=40_000)
        town.invoice(session, account_id, due_in=20, total=30_000)
        found = billing.statement(session, account_id, TODAY)
    assert found.suspended_since == date(2026, 10, 30)
    assert found.reconnection_amount == 148_900
    assert found.owed == 130_000


def test_the_last_payment_is_told_with_bogota_s_day(store: Store) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session)
        point = tables.PaymentPoint(name="Sede", address="Carrera 3", hours="todos los días")
        session.add(point)
        session.flush()
        for amount, paid_at in (
            (10_000, datetime(2026, 10, 1, 12, tzinfo=UTC)),
            (
                84_530,
                datetime(2026, 11, 13, 4, 30, tzinfo=UTC),
            ),  # still the 12th there
        ):
            session.add(
                tables.Payment(
                    account_id=account_id, point_id=point.id, amount=amount, paid_at=paid_at
                )
            )
        session.flush()
        found = billing.statement(session, account_id, TODAY)
    assert found.last_payment == LastPayment(84_530, date(2026, 11, 12), "Sede")


def test_invoices_come_newest_first(store: Store) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session)
        for due_in in (-62, 5, -30):
            town.invoice(session, account_id, due_in=due_in, total=100 + due_in)
        found = billing.invoices(session, account_id, TODAY, limit=2)
    assert [invoice.total for invoice in found] == [105, 70]


def test_payment_points_of_the_caller_s_zone_come_first(store: Store) -> None:
    with store.unit_of_work() as session:
        centro, salado = town.zone(session, "Centro"), town.zone(session, "El Salado")
        for position, (name, zone) in enumerate(
            (("Sede", centro), ("Internet", None), ("Droguería", salado), ("Tienda", salado))
        ):
            session.add(
                tables.PaymentPoint(
                    name=name, address="", hours="", zone_id=zone.id if zone else None,
                    position=position,
                )
            )  # fmt: skip
        session.flush()
        near = billing.payment_points(session, salado.id)
        anywhere = billing.payment_points(session, limit=2)
    assert [point.name for point in near] == ["Droguería", "Tienda", "Sede", "Internet"]
    assert near[0].zone == "El Salado"
    assert [point.name for point in anywhere] == ["Sede", "Internet"]


def test_an_account_that_is_not_there_has_no_statement(store: Store) -> None:
    with pytest.raises(NotFound), store.reading() as session:
        billing.statement(session, 404, TODAY)
