"""Calls that nobody took and nobody has called back: one's own missed ones, the queues' abandoned.

Who has reached the line since, or is being called, is on no list; nor is who is owed a call
anyway. A call to the ethics line has no number and waits in no queue, so it is never here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CTE, ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from ivr import store
from ivr.services.callbacks.record import OPEN
from ivr.store import LeftBecause, Outcome

SHOWN_FOR = timedelta(days=2)
MOST_SHOWN = 100
NOT_REACHED = (
    Outcome.ABANDONED_QUEUE,
    Outcome.ABANDONED_IVR,
    Outcome.NOT_REACHED,
    Outcome.FAILED,
)
"""How a call ends in which the person got nothing of the line."""


@dataclass(frozen=True, slots=True)
class MissedCall:
    """A call to be returned; ``number`` None was withheld: it can't be called.

    ``own``: it rang at one's desk in vain. ``tries``: how often that number gave up lately.
    """

    call_id: str
    number: str | None
    at: datetime
    queue: str
    waited: int
    reason: str | None
    own: bool
    tries: int
    called: bool


def missed_calls(
    session: Session, agent_id: int, queues: Sequence[str], now: datetime
) -> tuple[MissedCall, ...]:
    """What an agent of these queues may call back, the newest first, a number once.

    ``called``: somebody tried and reached nobody.
    """
    since = now - SHOWN_FOR
    call, stay = _abandoned(since), store.QueueStay
    own = call.c.call_id.in_(_rang_in_vain(agent_id, since))
    query = (
        select(
            call.c.call_id,
            call.c.number,
            call.c.reason,
            call.c.intent,
            call.c.called,
            func.max(stay.left_at).label("left_at"),
            func.min(stay.entered_at).label("entered_at"),
            func.max(stay.queue).label("queue"),
            own.label("own"),
        )
        .join(stay, stay.call_id == call.c.call_id)
        .where(
            or_(stay.queue.in_(queues), own),
            stay.reason == LeftBecause.ABANDONED,
            stay.entered_at > since,
        )
        .group_by(*call.c)
        .order_by(call.c.started_at.desc())
    )
    found: dict[str, MissedCall] = {}
    for row in session.execute(query):
        key = row.number or row.call_id
        before = found.get(key)
        if before is not None:
            found[key] = _again(before, row.own, row.called)
        elif len(found) < MOST_SHOWN:
            found[key] = MissedCall(
                call_id=row.call_id,
                number=row.number,
                at=row.left_at or row.entered_at,
                queue=row.queue,
                waited=max(
                    0, int(((row.left_at or row.entered_at) - row.entered_at).total_seconds())
                ),
                reason=row.intent or row.reason,
                own=bool(row.own),
                tries=1,
                called=bool(row.called),
            )
    return tuple(found.values())


def _again(newer: MissedCall, own: bool, called: bool) -> MissedCall:
    """The same person gave up before, too."""
    return MissedCall(
        call_id=newer.call_id,
        number=newer.number,
        at=newer.at,
        queue=newer.queue,
        waited=newer.waited,
        reason=newer.reason,
        own=newer.own or own,
        tries=newer.tries + 1,
        called=newer.called or called,
    )


def _abandoned(since: datetime) -> CTE:
    """The calls to be returned that began after ``since``, in whatever queue.

    Materialized, so that the newest calls are looked through and not the stays of all years.
    """
    call = store.Call
    return (
        select(
            call.call_id,
            call.number,
            call.reason,
            call.intent,
            call.started_at,
            _called_in_vain().label("called"),
        )
        .where(
            call.started_at > since,
            call.ended_how == Outcome.ABANDONED_QUEUE,
            or_(call.number.is_(None), ~_reached_since()),
            or_(call.number.is_(None), ~_is_owed_a_call()),
        )
        .cte("abandoned")
        .prefix_with("MATERIALIZED")
    )


def _rang_in_vain(agent_id: int, since: datetime) -> Select[str]:
    leg = store.Leg
    return select(leg.call_id).where(
        leg.agent_id == agent_id, leg.rang_at > since, leg.answered_at.is_(None)
    )


def _reached_since() -> ColumnElement[bool]:
    """A later call of that number is going on, or gave the person something."""
    later = aliased(store.Call)
    return exists().where(
        later.number == store.Call.number,
        later.started_at > store.Call.started_at,
        or_(later.ended_at.is_(None), later.ended_how.not_in(NOT_REACHED)),
    )


def _called_in_vain() -> ColumnElement[bool]:
    link, placed = store.CallLink, aliased(store.Call)
    return exists().where(
        link.of_call_id == store.Call.call_id,
        placed.call_id == link.call_id,
        placed.ended_how == Outcome.NOT_REACHED,
    )


def _is_owed_a_call() -> ColumnElement[bool]:
    owed = store.Callback
    return exists().where(owed.number == store.Call.number, owed.state.in_(OPEN))
