"""Outages: what is interrupted, where, until when; entered by staff, told to callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services.accounts import Account
from ivr.services.text import storable
from ivr.store import Service

LONGEST_CAUSE = 160
MOST_ZONES = 200
LONGEST = timedelta(days=60)
"""How far from its start a restoration may be: what lies beyond was mistyped."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A service interrupted in a zone. ``restoration`` is an estimate, None when unknown.

    ``reports`` counts the damage reports that joined it.
    """

    service: str
    zone: str
    cause: str
    planned: bool
    started_at: datetime
    restoration: datetime | None
    id: int = 0
    zone_id: int = 0
    ended_at: datetime | None = None
    reports: int = 0

    def expected_after(self, now: datetime) -> datetime | None:
        """The estimate, unless it has passed: then nobody may be told of it."""
        return self.restoration if self.restoration and self.restoration > now else None


@dataclass(frozen=True, slots=True)
class Entry:
    """What staff enter of an outage. Raises Invalid when it can't be."""

    service: Service
    cause: str
    planned: bool
    started_at: datetime
    restoration: datetime | None = None
    zone_ids: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.cause.strip():
            raise Invalid("diga la causa, como se le contará a quien llame")
        if self.restoration is not None:
            if self.restoration <= self.started_at:
                raise Invalid("el restablecimiento debe ser posterior al comienzo")
            if self.restoration - self.started_at > LONGEST:
                raise Invalid("el restablecimiento queda demasiado lejos del comienzo")


def current(
    session: Session,
    now: datetime,
    *,
    zone_id: int | None = None,
    services: tuple[str, ...] | None = None,
) -> tuple[Outage, ...]:
    """The outages going on, oldest first; those of one zone or of some services if named."""
    query = select(store.Outage).where(
        store.Outage.ended_at.is_(None), store.Outage.started_at <= now
    )
    if zone_id is not None:
        query = query.where(store.Outage.zone_id == zone_id)
    if services is not None:
        query = query.where(store.Outage.service.in_(services))
    return tuple(_outage(row) for row in session.scalars(query.order_by(store.Outage.started_at)))


def of_accounts(session: Session, known: Iterable[Account], now: datetime) -> tuple[Outage, ...]:
    """The outages of the zones and services of some accounts, each once, the newest first."""
    found = {
        one.id: one
        for account in known
        for one in current(session, now, zone_id=account.zone_id, services=account.services)
    }
    return tuple(sorted(found.values(), key=lambda one: one.started_at, reverse=True))


def listed(session: Session, now: datetime, *, ended_within: timedelta) -> tuple[Outage, ...]:
    """The outages going on or announced, then those that ended so lately; each with its reports."""
    outage, report = store.Outage, store.DamageReport
    query = (
        select(outage)
        .where(outage.ended_at.is_(None) | (outage.ended_at >= now - ended_within))
        .order_by(outage.ended_at.is_not(None), outage.started_at.desc(), outage.id)
    )
    rows = session.scalars(query).all()
    counted = (
        select(report.outage_id, func.count().label("reports"))
        .where(report.outage_id.in_([row.id for row in rows]))
        .group_by(report.outage_id)
    )
    joined = {row.outage_id: row.reports for row in session.execute(counted)}
    return tuple(_outage(row, joined.get(row.id, 0)) for row in rows)


def enter(session: Session, entry: Entry, *, agent_id: int, now: datetime) -> tuple[int, ...]:
    """Enter an outage in each of its zones; gives their ids.

    Raises Invalid without zones or for one that does not exist, Refused where that service is
    interrupted in a zone already.
    """
    zones = _zones(session, entry.zone_ids)
    for zone in zones:
        if any(one.service == entry.service for one in _open_in(session, zone.id)):
            raise Refused(f"en {zone.name} ya hay un daño de ese servicio; cámbielo o ciérrelo")
    rows = [
        store.Outage(
            service=entry.service,
            zone_id=zone.id,
            cause=storable(entry.cause.strip(), LONGEST_CAUSE),
            planned=entry.planned,
            started_at=entry.started_at,
            restoration=entry.restoration,
            entered_at=now,
            entered_by=agent_id,
        )
        for zone in zones
    ]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def change(session: Session, outage_id: int, entry: Entry, *, agent_id: int, now: datetime) -> None:
    """Change what is known of an outage; its zone and service stay. Raises NotFound, Refused."""
    row = _open(session, outage_id)
    row.cause = storable(entry.cause.strip(), LONGEST_CAUSE)
    row.planned, row.started_at = entry.planned, entry.started_at
    row.restoration = entry.restoration
    row.changed_at, row.changed_by = now, agent_id


def close(session: Session, outage_ids: Sequence[int], *, agent_id: int, now: datetime) -> None:
    """The service is back in these zones. Raises NotFound, Refused for one that is over.

    One that had not begun yet is called off: it ends where it would have begun.
    """
    for outage_id in outage_ids:
        row = _open(session, outage_id)
        row.ended_at = max(now, row.started_at)
        row.changed_at, row.changed_by = now, agent_id


def _open_in(session: Session, zone_id: int) -> Sequence[store.Outage]:
    query = select(store.Outage).where(
        store.Outage.zone_id == zone_id, store.Outage.ended_at.is_(None)
    )
    return session.scalars(query).all()


def _open(session: Session, outage_id: int) -> store.Outage:
    query = select(store.Outage).where(store.Outage.id == outage_id)
    row = session.scalar(query.with_for_update(of=store.Outage))
    if row is None:
        raise NotFound("ese daño general no existe")
    if row.ended_at is not None:
        raise Refused("ese daño general ya terminó")
    return row


def _zones(session: Session, zone_ids: tuple[int, ...]) -> Sequence[store.Zone]:
    wanted = set(zone_ids)
    if not wanted or len(wanted) > MOST_ZONES:
        raise Invalid(f"indique entre uno y {MOST_ZONES} sectores")
    zones = session.scalars(
        select(store.Zone).where(store.Zone.id.in_(wanted)).order_by(store.Zone.name)
    ).all()
    if len(zones) < len(wanted):
        raise Invalid("uno de los sectores no existe")
    return zones


def _outage(row: store.Outage, reports: int = 0) -> Outage:
    return Outage(
        service=row.service,
        zone=row.zone.name,
        cause=row.cause,
        planned=row.planned,
        started_at=row.started_at,
        restoration=row.restoration,
        id=row.id,
        zone_id=row.zone_id,
        ended_at=row.ended_at,
        reports=reports,
    )


@dataclass(frozen=True, slots=True)
class Zone:
    """A barrio or vereda that can be named."""

    id: int
    name: str
    kind: str


def zones(session: Session) -> tuple[Zone, ...]:
    """Every zone, by name."""
    rows = session.scalars(select(store.Zone).order_by(store.Zone.name))
    return tuple(Zone(row.id, row.name, row.kind) for row in rows)
