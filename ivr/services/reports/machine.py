"""What callers did in the machine: what it kept, what it finished, who called again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ivr import store
from ivr.services import figures
from ivr.services.figures import Containment, IvrRow, Promise, Share
from ivr.services.reports import moments
from ivr.services.reports.period import Period
from ivr.store import Outcome
from ivr.store.calls import FLOWS

KEPT = (Outcome.SELF_SERVICE, Outcome.ABANDONED_IVR)
DAY, WEEK = timedelta(days=1), timedelta(days=7)

Slot = TypeVar("Slot", int, str)


@dataclass(frozen=True, slots=True)
class Flow:
    """One wish: how often it was begun and finished, and what became of its calls."""

    flow: str
    begun: int
    done: Share
    containment: Containment


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine's part. ``repeats`` are callers who called again, of all who called."""

    containment: Containment
    flows: tuple[Flow, ...]
    repeats_day: Share
    repeats_week: Share
    first_contact: Share


@dataclass(frozen=True, slots=True)
class CallsByPart:
    """Calls by when they came: all, and those of them that never joined a queue."""

    half_hours: dict[int, tuple[int, int]]
    days: dict[str, tuple[int, int]]


def calls_by_part(session: Session, period: Period) -> CallsByPart:
    """Calls by the half hour of the day (0 to 47) and by day (``2026-11-22``)."""
    call = store.Call
    joined = exists().where(store.Offer.call_id == call.call_id)
    day, slot = moments.day(session, _started()), moments.half_hour(session, _started())
    query = (
        select(day, slot, func.count(), func.sum(case((joined, 0), else_=1)))
        .where(*_of(period), _came_in())
        .group_by(day, slot)
    )
    found = CallsByPart({}, {})
    for on, at, count, alone in session.execute(query):
        _add(found.half_hours, at, count, alone)
        _add(found.days, on, count, alone)
    return found


def _add(counted: dict[Slot, tuple[int, int]], slot: Slot, count: int, alone: int) -> None:
    before = counted.get(slot, (0, 0))
    counted[slot] = (before[0] + count, before[1] + alone)


def machine(session: Session, period: Period, promise: Promise) -> Machine:
    """The machine's part in a period."""
    rows = _rows(session, period)
    steps = _steps(session, period)
    repeats_day, repeats_week = _repeats(session, period)
    flows = sorted({row.flow for row in rows if row.flow} | {flow for flow, _ in steps})
    return Machine(
        containment=figures.containment(rows, promise),
        flows=tuple(
            Flow(
                flow=flow,
                begun=steps.get((flow, "intent"), 0),
                done=Share(steps.get((flow, "done"), 0), steps.get((flow, "intent"), 0)),
                containment=figures.containment((row for row in rows if row.flow == flow), promise),
            )
            for flow in flows
        ),
        repeats_day=repeats_day,
        repeats_week=repeats_week,
        first_contact=_first_contact(session, period),
    )


def _rows(session: Session, period: Period) -> list[IvrRow]:
    call = store.Call
    kept = case((call.ended_how.in_(KEPT), 1), else_=0)
    done = case((call.noted == Outcome.SELF_SERVICE, 1), else_=0)
    again = case(
        (and_(kept == 1, done == 1, _calls_again(session, DAY)), 1),
        else_=0,
    )
    query = (
        select(call.intent, kept, done, again, func.count())
        .where(*_of(period), _came_in())
        .group_by(call.intent, kept, done, again)
    )
    return [
        IvrRow(flow, bool(kept), bool(done), bool(again), count)
        for flow, kept, done, again, count in session.execute(query)
    ]


def _steps(session: Session, period: Period) -> dict[tuple[str, str], int]:
    """In how many calls each flow was begun (``intent``) and finished (``done``)."""
    step = store.PathStep
    query = (
        select(step.heard, step.kind, func.count(distinct(step.call_id)))
        .where(FLOWS, step.at >= period.since, step.at < period.until)
        .where(step.heard.is_not(None))
        .group_by(step.heard, step.kind)
    )
    return {(heard, kind): count for heard, kind, count in session.execute(query) if heard}


def _repeats(session: Session, period: Period) -> tuple[Share, Share]:
    """Callers who had called within 24 hours, and within 7 days, of all whose number is known."""
    call = store.Call
    before = func.lag(call.started_at).over(partition_by=call.number, order_by=call.started_at)
    pauses = (
        select(
            call.number.label("number"),
            call.started_at.label("started_at"),
            moments.seconds(session, before, _started()).label("pause"),
        )
        .where(call.number.is_not(None))
        .where(call.started_at >= period.since - WEEK, call.started_at < period.until)
        .subquery()
    )
    callers = (
        select(func.min(pauses.c.pause).label("pause"))
        .where(pauses.c.started_at >= period.since)
        .group_by(pauses.c.number)
        .subquery()
    )
    within = (
        func.coalesce(func.sum(case((callers.c.pause <= span.total_seconds(), 1), else_=0)), 0)
        for span in (DAY, WEEK)
    )
    query = select(func.count(), *within).select_from(callers)
    everyone, day, week = session.execute(query).one()
    return Share(day, everyone), Share(week, everyone)


def _first_contact(session: Session, period: Period) -> Share:
    """Calls that an agent answered and that came not again for the same within a week."""
    call = store.Call
    handled = (*_of(period), call.agent_id.is_not(None))
    again = _calls_again(session, WEEK, same_wish=True)
    whole = session.scalar(select(func.count()).select_from(call).where(*handled)) or 0
    back = session.scalar(select(func.count()).select_from(call).where(*handled, again)) or 0
    return Share(whole - back, whole)


def _calls_again(
    session: Session, within: timedelta, *, same_wish: bool = False
) -> ColumnElement[bool]:
    """Whether the call's number or account calls again within a time."""
    call, later = store.Call, aliased(store.Call)
    until = moments.after(session, _started(), within)
    soon: list[ColumnElement[bool]] = [
        later.started_at > call.started_at,
        later.started_at <= until,
        ~exists().where(store.CallLink.call_id == later.call_id),
    ]
    if same_wish:
        soon.append(later.intent == call.intent)
    return or_(
        exists().where(later.number == call.number, *soon),
        exists().where(later.account_id == call.account_id, *soon),
    )


def _of(period: Period) -> tuple[ColumnElement[bool], ...]:
    return store.Call.started_at >= period.since, store.Call.started_at < period.until


def _came_in() -> ColumnElement[bool]:
    """A call that came to the line: not one that we placed."""
    return ~exists().where(store.CallLink.call_id == store.Call.call_id)


def _started() -> ColumnElement[Any]:
    return store.Call.started_at.expression
