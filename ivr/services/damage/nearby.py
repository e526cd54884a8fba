"""What others reported around an account: the open damages of its zone, by what is broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
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


_count, _report = func.count(), store.DamageReport
_NEARBY = (
    select(_report.service, _report.kind, _count, func.min(_report.opened_at))
    .where(_report.zone_id == bindparam("zone_id"))
    .where(_report.state.in_((DamageState.OPEN, DamageState.ASSIGNED)))
    .where(or_(_report.account_id.is_(None), _report.account_id != bindparam("account_id")))
    .group_by(_report.service, _report.kind)
    .order_by(_count.desc(), _report.kind)
    .limit(MOST_TOLD)
)


def nearby(session: Session, account: Account) -> tuple[Nearby, ...]:
    """The open damages of the account's zone but its own, most reported first."""
    asked = {"zone_id": account.zone_id, "account_id": account.id}
    return tuple(
        Nearby(service, kind, account.zone, reports, since)
        for service, kind, reports, since in session.execute(_NEARBY, asked)
    )
