"""Everything about the line in a period, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.services import figures, queue_wait, surveys
from ivr.services.figures import OfferRow, Promise, QueueFigures
from ivr.services.queue_wait import Accuracy
from ivr.services.reports import offered
from ivr.services.reports.cases import cases
from ivr.services.reports.handling import Handling, handling
from ivr.services.reports.machine import Machine, calls_by_part, machine
from ivr.services.reports.period import Period
from ivr.services.surveys import SurveyResults
from ivr.services.timeliness import Timeliness

HALF_HOURS = 48

Slot = TypeVar("Slot", int, str)
Calls = Mapping[Slot, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the period: a half hour of the day (``08:30``), or a day (``2026-11-22``).

    ``calls`` came in then, ``alone`` of them never joined a queue; ``queues`` what was
    offered then. Of one queue alone the calls are not told: None.
    """

    name: str
    calls: int | None
    alone: int | None
    queues: QueueFigures


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, of one queue or (None) of all."""

    period: Period
    queue: str | None
    made_at: datetime
    queues: Mapping[str, QueueFigures]
    together: QueueFigures
    half_hours: tuple[Part, ...]
    days: tuple[Part, ...]
    handling: Handling
    machine: Machine
    survey: SurveyResults
    wait_told: Accuracy
    cases: Mapping[str, Timeliness]


def figures_of(
    session: Session,
    period: Period,
    promise: Promise,
    now: datetime,
    due_soon_days: int,
    queue: str | None = None,
) -> Report:
    """Count a period. Read it in an executor of its own: a year takes seconds.

    Cases are due soon with ``due_soon_days`` working days left.
    """
    by_half_hour = offered.rows_by_half_hour(session, period, queue)
    rows = [row for slot in by_half_hour.values() for row in slot]
    calls = None if queue is not None else calls_by_part(session, period)
    names = (queue,) if queue is not None else sorted({row.queue for row in rows})
    return Report(
        period=period,
        queue=queue,
        made_at=now,
        queues={
            name: figures.of_queues((row for row in rows if row.queue == name), promise)
            for name in names
        },
        together=figures.of_queues(rows, promise),
        half_hours=_half_hours(by_half_hour, calls.half_hours if calls else None, promise),
        days=_days(
            offered.rows_by_day(session, period, queue),
            calls.days if calls else None,
            period,
            promise,
        ),
        handling=handling(session, period, queue, now),
        machine=machine(session, period, promise),
        survey=surveys.results(session, period.since, period.until, queue=queue),
        wait_told=queue_wait.accuracy(session, period.since, period.until, queue=queue),
        cases=cases(session, period, now.astimezone(BOGOTA).date(), due_soon_days),
    )


def _half_hours(
    rows: Mapping[int, Sequence[OfferRow]], calls: Calls[int] | None, promise: Promise
) -> tuple[Part, ...]:
    return tuple(
        _part(f"{slot // 2:02}:{slot % 2 * 30:02}", slot, rows, calls, promise)
        for slot in range(HALF_HOURS)
    )


def _days(
    rows: Mapping[str, Sequence[OfferRow]],
    calls: Calls[str] | None,
    period: Period,
    promise: Promise,
) -> tuple[Part, ...]:
    names = (day.isoformat() for day in period.days)
    return tuple(_part(name, name, rows, calls, promise) for name in names)


def _part(
    name: str,
    slot: Slot,
    rows: Mapping[Slot, Sequence[OfferRow]],
    calls: Calls[Slot] | None,
    promise: Promise,
) -> Part:
    came, alone = (None, None) if calls is None else calls.get(slot, (0, 0))
    return Part(name, came, alone, figures.of_queues(rows.get(slot, ()), promise))
