"""Billing: what an account owes, when it is due, and where it can be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.errors import NotFound
from ivr.services import staff_settings


class InvoiceState(StrEnum):
    """What an invoice is on a given day: due today is still pending."""

    PAID = "paid"
    PENDING = "pending"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Invoice:
    """One month's invoice, whole pesos. ``period`` is the first day of the month invoiced."""

    number: str
    period: date
    issued_on: date
    due_on: date
    total: int
    owed: int
    paid_on: date | None
    state: InvoiceState


@dataclass(frozen=True, slots=True)
class Overdue:
    """The invoices past their date and not wholly paid; ``oldest_due_on`` None if none."""

    count: int
    total: int
    oldest_due_on: date | None


NOTHING_OVERDUE = Overdue(0, 0, None)


@dataclass(frozen=True, slots=True)
class LastPayment:
    """The last money received for the account."""

    amount: int
    paid_on: date
    point: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """An account's position on one day.

    ``owed`` is everything unpaid, ``paid_up`` whether that is nothing.
    ``reconnection_amount`` is what must be paid for reconnection (overdue invoices and
    the reconnection charge), None when the service is not suspended.
    """

    account_id: int
    latest: Invoice | None
    owed: int
    overdue: Overdue
    suspended_since: date | None
    reconnection_amount: int | None
    last_payment: LastPayment | None

    @property
    def paid_up(self) -> bool:
        """Whether nothing is owed («a paz y salvo»)."""
        return self.owed == 0


@dataclass(frozen=True, slots=True)
class PaymentPoint:
    """A place to pay. ``zone`` is the barrio or vereda where it stands."""

    name: str
    address: str
    zone: str | None
    hours: str


# Made once: every call asks these.
_NEWEST = (
    select(store.Invoice)
    .where(store.Invoice.account_id == bindparam("account_id"))
    .order_by(store.Invoice.period.desc())
    .limit(bindparam("most"))
)
_OVERDUE = select(func.count(), func.sum(store.Invoice.owed), func.min(store.Invoice.due_on)).where(
    store.Invoice.account_id == bindparam("account_id"),
    store.Invoice.owed > 0,
    store.Invoice.due_on < bindparam("today"),
)


def statement(session: Session, account_id: int, today: date) -> Statement:
    """The account's position on ``today``, Bogotá's civil date. Raises NotFound."""
    account = session.get(store.Account, account_id)
    if account is None:
        raise NotFound("la cuenta no existe", account_id=account_id)
    owed = session.scalar(select(func.sum(store.Invoice.owed)).where(*_unpaid(account_id)))
    late = overdue(session, account_id, today)
    return Statement(
        account_id=account_id,
        latest=next(iter(invoices(session, account_id, today, limit=1)), None),
        owed=int(owed or 0),
        overdue=late,
        suspended_since=account.suspended_since,
        reconnection_amount=_reconnection(session, account, late),
        last_payment=_last_payment(session, account_id),
    )


def overdue(session: Session, account_id: int, today: date) -> Overdue:
    """The account's overdue invoices; one due on ``today`` is not yet overdue."""
    asked = {"account_id": account_id, "today": today}
    count, total, oldest = session.execute(_OVERDUE, asked).one()
    return Overdue(count, int(total or 0), oldest)


def invoices(session: Session, account_id: int, today: date, limit: int = 6) -> tuple[Invoice, ...]:
    """The account's newest invoices, newest first."""
    rows = session.scalars(_NEWEST, {"account_id": account_id, "most": limit})
    return tuple(_invoice(row, today) for row in rows)


def payment_points(
    session: Session, zone_id: int | None = None, limit: int = 20
) -> tuple[PaymentPoint, ...]:
    """Where one can pay, those of ``zone_id`` first, then in the entity's own order."""
    elsewhere = func.coalesce(store.PaymentPoint.zone_id, -1) != (
        -2 if zone_id is None else zone_id
    )
    query = (
        select(store.PaymentPoint, store.Zone.name)
        .outerjoin(store.Zone, store.Zone.id == store.PaymentPoint.zone_id)
        .order_by(elsewhere, store.PaymentPoint.position, store.PaymentPoint.id)
        .limit(limit)
    )
    return tuple(
        PaymentPoint(point.name, point.address, zone, point.hours)
        for point, zone in session.execute(query)
    )


def _unpaid(account_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return store.Invoice.account_id == account_id, store.Invoice.owed > 0


def _reconnection(session: Session, account: store.Account, late: Overdue) -> int | None:
    if account.suspended_since is None:
        return None
    return late.total + staff_settings.number(session, "billing.reconnection_charge")


def _last_payment(session: Session, account_id: int) -> LastPayment | None:
    query = (
        select(store.Payment, store.PaymentPoint.name)
        .outerjoin(store.PaymentPoint, store.PaymentPoint.id == store.Payment.point_id)
        .where(store.Payment.account_id == account_id)
        .order_by(store.Payment.paid_at.desc())
        .limit(1)
    )
    for payment, point in session.execute(query):
        return LastPayment(payment.amount, _day(payment.paid_at), point)
    return None


def _invoice(row: store.Invoice, today: date) -> Invoice:
    return Invoice(
        number=row.number,
        period=row.period,
        issued_on=row.issued_on,
        due_on=row.due_on,
        total=row.total,
        owed=row.owed,
        paid_on=None if row.paid_at is None else _day(row.paid_at),
        state=_state(row, today),
    )


def _state(row: store.Invoice, today: date) -> InvoiceState:
    if row.owed == 0:
        return InvoiceState.PAID
    return InvoiceState.OVERDUE if row.due_on < today else InvoiceState.PENDING


def _day(moment: datetime) -> date:
    return moment.astimezone(BOGOTA).date()
