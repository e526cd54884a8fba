"""PQRS in a period, by kind: how many, and whether in time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.services import working_days
from ivr.services.pqrs import Risk
from ivr.services.reports.period import Period
from ivr.services.timeliness import CaseRow, Timeliness, timeliness
from ivr.store import CaseState

ENDED = (CaseState.CLOSED, CaseState.TRANSFERRED, CaseState.WITHDRAWN)


def cases(
    session: Session, period: Period, today: date, due_soon_days: int
) -> dict[str, Timeliness]:
    """Timeliness by kind of case, all of them together under ``""``."""
    calendar = working_days.calendar(session)
    rows = _rows(session, period, Risk.on(today, calendar, due_soon_days))
    kinds = sorted({row.kind for row in rows})
    return {
        kind: timeliness(
            [row for row in rows if kind in ("", row.kind)],
            period.first,
            period.last,
            today,
            calendar,
        )
        for kind in ("", *kinds)
    }


def _rows(session: Session, period: Period, risk: Risk) -> list[CaseRow]:
    """The cases that were filed, due or answered in the period, or are open or at risk still."""
    case = store.Case
    query = select(
        case.kind,
        case.filed_at,
        case.due_on,
        case.answered_at,
        case.notified_at,
        case.state,
        risk.overdue.label("overdue"),
        risk.silence.label("silence"),
    ).where(
        or_(
            case.filed_at.between(period.since, period.until),
            case.due_on.between(period.first, period.last),
            case.answered_at.between(period.since, period.until),
            case.answered_at.is_(None),
            risk.silence,
        )
    )
    return [
        CaseRow(
            kind=row.kind,
            filed_on=row.filed_at.astimezone(BOGOTA).date(),
            due_on=row.due_on,
            answered_on=_day(row.answered_at),
            notified_on=_day(row.notified_at),
            overdue=row.overdue,
            silence=row.silence,
            ended=row.answered_at is None and row.state in ENDED,
        )
        for row in session.execute(query)
    ]


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(BOGOTA).date()
