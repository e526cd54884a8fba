"""The few subscribers that the call tests need: one for each state of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA, SystemClock

RECONNECTION_CHARGE = 35_000
POINTS = ("la oficina principal", "la droguería del parque", "el supermercado La Plaza")


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of ``months_ago`` (0 the newest), due in ``due_in`` days from today."""

    months_ago: int
    total: int
    owed: int
    due_in: int
    paid_days_ago: int | None = None

    @property
    def due_on(self) -> date:
        return in_days(self.due_in)

    @property
    def period(self) -> date:
        months = today().year * 12 + today().month - 1 - self.months_ago
        return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An account, its holder's document and telephone (ten digits, as dialled here)."""

    number: str
    document: str
    phone: str
    bills: Sequence[Bill] = ()
    suspended_days: int | None = None

    @property
    def ending(self) -> str:
        """What the line says of the account."""
        return self.number[-3:]

    @property
    def second_datum(self) -> str:
        """The last three digits of the document."""
        return self.document[-3:]


def today() -> date:
    """The present civil date in Colombia."""
    return SystemClock().today()


def in_days(days: int) -> date:
    return today() + timedelta(days)


def settle(session: Session, subscribers: Sequence[Subscriber]) -> None:
    """Write the town: its zone, its payment points and these subscribers."""
    zone = store.Zone(name="Centro", kind=store.ZoneKind.BARRIO)
    session.add(zone)
    session.flush()
    for position, name in enumerate(POINTS):
        session.add(
            store.PaymentPoint(
                name=name,
                address="Calle 1 # 2-3",
                zone_id=zone.id,
                hours="de ocho a cinco",
                position=position,
            )
        )
    session.merge(
        store.StaffSetting(
            name="billing.reconnection_charge",
            value=str(RECONNECTION_CHARGE),
            changed_at=datetime.now(UTC),
        )
    )
    for subscriber in subscribers:
        _settle(session, subscriber, zone)


def _settle(session: Session, subscriber: Subscriber, zone: store.Zone) -> None:
    days = subscriber.suspended_days
    account = store.Account(
        number=subscriber.number,
        holder="Titular de prueba",
        document=subscriber.document,
        address="Carrera 4 # 5-67",
        zone_id=zone.id,
        stratum=2,
        services=(store.Service.WATER,),
        suspended_since=None if days is None else in_days(-days),
        phones=[store.AccountPhone(number=f"+57{subscriber.phone}")],
    )
    session.add(account)
    session.flush()
    for bill in subscriber.bills:
        session.add(_invoice(account, bill))
    session.flush()


def _invoice(account: store.Account, bill: Bill) -> store.Invoice:
    paid = None if bill.paid_days_ago is None else in_days(-bill.paid_days_ago)
    return store.Invoice(
        number=f"F{account.number}{bill.months_ago:02}",
        account_id=account.id,
        period=bill.period,
        issued_on=bill.period,
        due_on=bill.due_on,
        total=bill.total,
        owed=bill.owed,
        paid_at=None if paid is None else datetime.combine(paid, time(12), BOGOTA),
    )
