"""Reports that gather in a zone: an outage that nobody has entered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.damage.catalogue import Suspicion
from ivr.store import DamageState


@dataclass(frozen=True, slots=True)
class Suspected:
    """Open reports of a service in a zone, none of them of a known outage."""

    service: str
    zone_id: int
    zone: str
    reports: int
    since: datetime
    tickets: tuple[str, ...]


def suspected(session: Session, rule: Suspicion, now: datetime) -> tuple[Suspected, ...]:
    """Where so many reports gathered that an outage is likely, the most first.

    Zones whose outage of that service is known are left out.
    """
    report, zone, outage = store.DamageReport, store.Zone, store.Outage
    known = (
        select(outage.id)
        .where(outage.zone_id == report.zone_id, outage.service == report.service)
        .where(outage.ended_at.is_(None), outage.started_at <= now)
    )
    of_one = (
        (report.state != DamageState.CLOSED)
        & report.outage_id.is_(None)
        & (report.opened_at >= now - timedelta(hours=rule.hours))
        & report.service.is_not(None)
        & ~known.exists()
    )
    gathered = (
        select(report.service, zone.id, zone.name, func.count(), func.min(report.opened_at))
        .join(zone, zone.id == report.zone_id)
        .where(of_one)
        .group_by(report.service, zone.id, zone.name)
        .having(func.count() >= rule.reports)
        .order_by(func.count().desc(), zone.name)
    )
    return tuple(
        Suspected(
            service=service,
            zone_id=zone_id,
            zone=name,
            reports=count,
            since=since,
            tickets=tuple(
                session.scalars(
                    select(report.ticket)
                    .where(of_one, report.service == service, report.zone_id == zone_id)
                    .order_by(report.opened_at)
                )
            ),
        )
        for service, zone_id, name, count, since in session.execute(gathered).all()
        if service is not None
    )
