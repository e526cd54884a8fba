"""Which cases are late or about to be: one rule, asked of the database alone.

A case whose clock runs is overdue once its last day is past, and due soon from a few working
days before. Silence threatens where it would decide in the person's favour: by no answer in
time, or by an answer that isn't notified in time (Ley 142 de 1994, arts. 158 and 159).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from ivr.services.working_days import Calendar, calendar
from ivr.store import Case, CaseState

RUNNING = (CaseState.FILED, CaseState.ASSIGNED)
"""States in which the term for the answer runs."""
COUNTED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class AtRisk:
    """How many cases are overdue, due soon, and threatened by positive silence."""

    overdue: int
    due_soon: int
    silence: int


@dataclass(frozen=True, slots=True)
class Risk:
    """The conditions on a day. ``soon`` is the last day that counts as soon."""

    today: date
    soon: date

    @classmethod
    def on(cls, today: date, days: Calendar, due_soon_days: int) -> Risk:
        """The conditions on ``today``, with as many working days counting as soon."""
        return cls(today, days.add(today, due_soon_days))

    @property
    def overdue(self) -> ColumnElement[bool]:
        """Not answered, and the last day is past."""
        return and_(Case.unfinished, Case.state.in_(RUNNING), Case.due_on < self.today)

    @property
    def due_soon(self) -> ColumnElement[bool]:
        """Not answered, and the last day is near."""
        near = Case.due_on.between(self.today, self.soon)
        return and_(Case.unfinished, Case.state.in_(RUNNING), near)

    @property
    def silence(self) -> ColumnElement[bool]:
        """Silence decides, or is about to."""
        unanswered = and_(Case.state.in_(RUNNING), Case.due_on <= self.soon)
        untold = and_(Case.state == CaseState.ANSWERED, Case.notify_by <= self.soon)
        return and_(Case.unfinished, Case.silence, or_(unanswered, untold))


def at_risk(session: Session, today: date, due_soon_days: int = 2) -> AtRisk:
    """How many cases are at risk; each counted up to a thousand."""
    risk = Risk.on(today, calendar(session), due_soon_days)
    return AtRisk(*(count(session, one) for one in (risk.overdue, risk.due_soon, risk.silence)))


def count(session: Session, condition: ColumnElement[bool]) -> int:
    """How many cases a condition holds for, counted up to a thousand."""
    some: Select[int] = (
        select(literal_column("1", Integer))
        .select_from(Case)
        .where(condition)
        .limit(COUNTED_AT_MOST)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0
