"""Making the demonstration data: a town of 20,000 accounts, the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.demo import history, ledger, people, showcase, staff, town
from ivr.demo.filed_cases import file_cases
from ivr.demo.history import Known
from ivr.demo.ledger import Entry
from ivr.demo.past_calls import past_calls
from ivr.services import dispositions, staff_settings, working_days
from ivr.services.dispositions import Disposition
from ivr.store.bulk import load

ACCOUNTS = 20_000
RECONNECTION_CHARGE = 48_900
RETURNING_HOURS = 24
WATER_SEWERAGE_WASTE = ("acueducto", "alcantarillado", "aseo")
FIRST_INVOICE = 5_000_000

ACCOUNT_COLUMNS = (
    "id", "number", "holder", "document", "address", "zone_id", "stratum", "services",
    "suspended_since",
)  # fmt: skip
PHONE_COLUMNS = ("account_id", "number", "position")
INVOICE_COLUMNS = (
    "id", "number", "account_id", "period", "issued_on", "due_on", "total", "owed", "paid_at",
)  # fmt: skip
PAYMENT_COLUMNS = ("account_id", "invoice_id", "point_id", "amount", "paid_at")

Row = tuple[Any, ...]
Supply = tuple[Row, tuple[str, ...], list[Entry]]


def is_made(session: Session) -> bool:
    """Whether there are accounts already."""
    return session.scalar(select(store.Account.id).limit(1)) is not None


def make(
    session: Session,
    catalogue: Sequence[Disposition],
    *,
    today: date,
    seed: int = 1,
    accounts: int = ACCOUNTS,
    now: datetime | None = None,
) -> None:
    """Fill an empty store. ``today`` is Bogotá's date, at which the data ends; ``now`` the
    moment, seven in the morning where it isn't told.

    Same seed, moment, catalogue and number of accounts: same content.
    """
    rng = Random(seed)
    morning = datetime.combine(today, time(12), UTC)
    dispositions.seed(session, catalogue)
    staff_settings.put(session, "billing.reconnection_charge", RECONNECTION_CHARGE, morning)
    staff_settings.put(session, "welcome.returning_hours", RETURNING_HOURS, morning)
    agent_ids = staff.hire(session, morning)
    _zones_and_points(session)
    supplies = [*_shown(rng, today), *_others(rng, today, accounts)]
    load(session, store.Account, ACCOUNT_COLUMNS, (supply[0] for supply in supplies))
    phones = (
        (account[0], number, position)
        for account, numbers, _ in supplies
        for position, number in enumerate(numbers)
    )
    load(session, store.AccountPhone, PHONE_COLUMNS, phones)
    load(session, store.Invoice, INVOICE_COLUMNS, _invoices(supplies))
    load(session, store.Payment, PAYMENT_COLUMNS, _payments(rng, supplies))
    known = [
        Known(account[0], account[5], account[4], numbers[0] if numbers else None)
        for account, numbers, _ in supplies
    ]
    history.outages(session, morning)
    history.damages(session, rng, morning, known)
    working_days.seed(session, today)
    file_cases(session, rng, morning, known)
    session.flush()
    past_calls(session, rng, now or morning, known, agent_ids, shown=len(showcase.ACCOUNTS))


def _shown(rng: Random, today: date) -> Iterator[Supply]:
    zones = {zone.id: zone for zone in town.zones()}
    for account_id, shown in enumerate(showcase.ACCOUNTS, start=1):
        suspended = today - timedelta(days=shown.suspended_days) if shown.suspended_days else None
        account = (
            account_id,
            showcase.account_number(account_id),
            shown.holder,
            shown.document,
            town.address(rng, zones[shown.zone_id]),
            shown.zone_id,
            shown.stratum,
            WATER_SEWERAGE_WASTE,
            suspended,
        )
        yield account, (shown.phone,), showcase.entries(rng, today, shown)


def _others(rng: Random, today: date, accounts: int) -> Iterator[Supply]:
    zones = rng.choices(town.zones(), town.weights(), k=accounts)
    holder, document = people.person(rng), people.cedula(rng)
    for account_id in range(len(showcase.ACCOUNTS) + 1, accounts + 1):
        zone = zones[account_id - 1]
        commerce = rng.random() < 0.05
        if commerce:
            holder, document = people.shop(rng), people.nit(rng)
        elif rng.random() > 0.03:  # the others own the account before as well
            holder, document = people.person(rng), people.cedula(rng)
        stratum = 0 if commerce else max(1, min(6, zone.stratum + rng.choice((-1, 0, 0, 0, 1))))
        pays = ledger.habit(rng)
        entries = list(ledger.entries(rng, today, account_id % ledger.CYCLES, stratum, pays))
        account = (
            account_id,
            showcase.account_number(account_id),
            holder,
            document,
            town.address(rng, zone),
            zone.id,
            stratum,
            WATER_SEWERAGE_WASTE if zone.kind is store.ZoneKind.BARRIO else ("acueducto", "aseo"),
            _suspension(rng, entries, pays.unpaid, today),
        )
        yield account, _phones(rng), entries


def _suspension(rng: Random, entries: list[Entry], unpaid: int, today: date) -> date | None:
    """Three unpaid months may bring suspension (Ley 142 de 1994, art. 140)."""
    if unpaid < 3 or rng.random() < 0.3:
        return None
    oldest = next(entry.due_on for entry in entries if entry.paid_at is None)
    return min(oldest + timedelta(days=66), today - timedelta(days=1))


def _phones(rng: Random) -> tuple[str, ...]:
    chance = rng.random()
    if chance < 0.06:
        return ()
    if chance < 0.16:
        return (people.landline(rng),)
    if chance < 0.30:
        return (people.mobile(rng), people.landline(rng))
    return (people.mobile(rng),)


def _zones_and_points(session: Session) -> None:
    zones = town.zones()
    session.add_all(store.Zone(id=zone.id, name=zone.name, kind=zone.kind) for zone in zones)
    by_name = {zone.name: zone.id for zone in zones}
    session.flush()
    session.add_all(
        store.PaymentPoint(
            id=position, name=name, address=address, zone_id=by_name[zone], hours=hours,
            position=position,
        )
        for position, (name, address, zone, hours) in enumerate(town.POINTS, start=1)
    )  # fmt: skip
    session.flush()


def _invoices(supplies: Sequence[Supply]) -> Iterator[Row]:
    number = count(1)
    for account, _, entries in supplies:
        for entry in entries:
            invoice_id = next(number)
            yield (
                invoice_id,
                str(FIRST_INVOICE + invoice_id),
                account[0],
                entry.period,
                entry.issued_on,
                entry.due_on,
                entry.total,
                0 if entry.paid_at else entry.total,
                entry.paid_at,
            )


def _payments(rng: Random, supplies: Sequence[Supply]) -> Iterator[Row]:
    number = count(1)
    points = [None, *range(1, len(town.POINTS) + 1), None, None, None]  # None pays by internet
    for account, _, entries in supplies:
        for entry in entries:
            invoice_id = next(number)
            if entry.paid_at:
                point = points[int(rng.random() * len(points))]
                yield account[0], invoice_id, point, entry.total, entry.paid_at
