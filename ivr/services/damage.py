"""Damage reports: what was reported broken for an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store


@dataclass(frozen=True, slots=True)
class DamageReport:
    """A damage as reported. ``priority``: 1 danger to people … 4 no hurry."""

    ticket: str
    service: str
    kind: str
    priority: int
    address: str
    opened_at: datetime
    closed_at: datetime | None
    state: str


def of_account(
    session: Session, account_id: int, *, open_only: bool = True, limit: int = 5
) -> tuple[DamageReport, ...]:
    """The account's damage reports, newest first."""
    report = store.DamageReport
    query = select(report).where(report.account_id == account_id)
    if open_only:
        query = query.where(report.state != store.DamageState.CLOSED)
    return tuple(
        DamageReport(
            ticket=row.ticket,
            service=row.service,
            kind=row.kind,
            priority=row.priority,
            address=row.address,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            state=row.state,
        )
        for row in session.scalars(query.order_by(report.opened_at.desc()).limit(limit))
    )
