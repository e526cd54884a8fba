"""What others reported around an account: the open damages of its zone, by what is broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.accounts import Account
from ivr.store import DamageState

MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Nearby:
    """So many open ``reports`` of one thing in a zone, the first of them ``since``."""

    service: str | None
    kind: str
    zone: str
    reports: int
    since: datetime


def nearby(session: Session, account: Account) -> tuple[Nearby, ...]:
    """The open damages of the account's zone but its own, most reported first."""
    report = store.DamageReport
    count = func.count()
    query = (
        select(report.service, report.kind, count, func.min(report.opened_at))
        .where(report.zone_id == account.zone_id)
        .where(report.state.in_((DamageState.OPEN, DamageState.ASSIGNED)))
        .where(or_(report.account_id.is_(None), report.account_id != account.id))
        .group_by(report.service, report.kind)
        .order_by(count.desc(), report.kind)
        .limit(MOST_TOLD)
    )
    return tuple(
        Nearby(service, kind, account.zone, reports, since)
        for service, kind, reports, since in session.execute(query)
    )
