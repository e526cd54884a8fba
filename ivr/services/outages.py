"""Outages: what is interrupted now, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store


@dataclass(frozen=True, slots=True)
class Outage:
    """A service interrupted in a zone. ``restoration`` is an estimate, None when unknown."""

    service: str
    zone: str
    cause: str
    planned: bool
    started_at: datetime
    restoration: datetime | None


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
    return tuple(
        Outage(row.service, row.zone.name, row.cause, row.planned, row.started_at, row.restoration)
        for row in session.scalars(query.order_by(store.Outage.started_at))
    )
