"""Rows that service tests start from: made with what matters to a test, the rest is usual."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from ivr import store
from ivr.services import agents, dispositions
from ivr.services.agents import Agent, Role
from ivr.services.dispositions import Disposition

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # ten in the morning in Bogotá
TODAY = date(2026, 11, 22)
PASSWORD = "correct horse"
DISPOSITIONS = (
    Disposition("factura.informacion", "Informó valor o fecha de pago", "Factura"),
    Disposition("dano.reportado", "Daño reportado", "Daños"),
)

_calls = itertools.count(1)


def call_id(at: datetime = NOW) -> str:
    """A new UUIDv7 of that moment."""
    milliseconds = int(at.timestamp() * 1000)
    digits = f"{milliseconds:012x}7000{0x8000_0000_0000_0000 + next(_calls):016x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def zone(session: Session, name: str = "Centro") -> store.Zone:
    row = store.Zone(name=name, kind=store.ZoneKind.BARRIO)
    session.add(row)
    session.flush()
    return row


def account(
    session: Session,
    number: str = "210000373",
    *,
    document: str = "38251101",
    phones: tuple[str, ...] = ("+573155550101",),
    suspended_since: date | None = None,
    in_zone: store.Zone | None = None,
) -> int:
    row = store.Account(
        number=number,
        holder="María Gómez",
        document=document,
        address="Calle 4 # 5-06",
        zone_id=(in_zone or zone(session, f"Zona de {number}")).id,
        stratum=3,
        services=("acueducto", "aseo"),
        suspended_since=suspended_since,
        phones=[store.AccountPhone(number=phone, position=i) for i, phone in enumerate(phones)],
    )
    session.add(row)
    session.flush()
    return row.id


def invoice(
    session: Session,
    account_id: int,
    *,
    due_in: int,
    total: int,
    owed: int | None = None,
    paid_at: datetime | None = None,
) -> int:
    """An invoice that falls due so many days from today, unpaid unless told otherwise."""
    due_on = TODAY + timedelta(days=due_in)
    issued_on = due_on - timedelta(days=14)
    row = store.Invoice(
        number=f"{account_id}-{due_on}",
        account_id=account_id,
        period=issued_on.replace(day=1) - timedelta(days=1),
        issued_on=issued_on,
        due_on=due_on,
        total=total,
        owed=(0 if paid_at else total) if owed is None else owed,
        paid_at=paid_at,
    )
    row.period = row.period.replace(day=1)
    session.add(row)
    session.flush()
    return row.id


def agent(session: Session, user: str = "agente1", role: Role = Role.AGENT) -> Agent:
    return agents.create(
        session, user=user, name=user.title(), role=role, password=PASSWORD, now=NOW,
        skills={"attention": 1},
    )  # fmt: skip


def catalogue(session: Session) -> None:
    dispositions.seed(session, DISPOSITIONS)
