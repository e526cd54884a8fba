"""Whether cases were answered in time: each formula once, pure functions on plain rows.

Formulas: docs/figures.md. A case is answered on a day in Colombia; days are working days of
the calendar that is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ivr.services import figures
from ivr.services.figures import Share
from ivr.services.working_days import Calendar

AGES = (5, 15, 30)
"""Overdue cases by age: up to so many working days past their date, then more."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as far as its timeliness goes.

    Whether it is overdue, or silence is about to decide it, is told by ``ivr.services.pqrs.Risk``.
    """

    kind: str
    filed_on: date
    due_on: date
    answered_on: date | None = None
    notified_on: date | None = None
    overdue: bool = False
    silence: bool = False
    ended: bool = False
    """Closed without an answer of its own: withdrawn, or handed to another body."""


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Cases of a period. ``overdue_ages``: open ones past their date, by the ages ``AGES``."""

    filed: int
    answered_in_time: Share
    notified_in_time: Share
    late: int
    mean_days: float | None
    median_days: float | None
    overdue: int
    overdue_ages: tuple[int, ...]
    silence_risk: int


def timeliness(
    rows: Iterable[CaseRow], first: date, last: date, today: date, calendar: Calendar
) -> Timeliness:
    """What became of the cases filed, due or answered from ``first`` to ``last``."""
    cases = tuple(rows)
    due = [case for case in cases if first <= case.due_on <= last and not case.ended]
    answered = [case for case in cases if case.answered_on and first <= case.answered_on <= last]
    days = [calendar.between(case.filed_on, case.answered_on or case.filed_on) for case in answered]
    overdue = [case for case in cases if case.overdue]
    return Timeliness(
        filed=sum(first <= case.filed_on <= last for case in cases),
        answered_in_time=Share(sum(_by(case.answered_on, case) for case in due), len(due)),
        notified_in_time=Share(sum(_by(case.notified_on, case) for case in due), len(due)),
        late=sum(not _by(case.answered_on, case) for case in answered) + len(overdue),
        mean_days=sum(days) / len(days) if days else None,
        median_days=figures.median(days),
        overdue=len(overdue),
        overdue_ages=_ages([calendar.between(case.due_on, today) for case in overdue]),
        silence_risk=sum(case.silence for case in cases),
    )


def _by(day: date | None, case: CaseRow) -> bool:
    return day is not None and day <= case.due_on


def _ages(days: Sequence[int]) -> tuple[int, ...]:
    ages = [max(1, day) for day in days]
    up_to = [sum(age <= most for age in ages) for most in AGES]
    return tuple(upper - lower for lower, upper in pairwise([0, *up_to, len(ages)]))
