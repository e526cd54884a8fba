"""The call log: one call in full, a caller's last calls, and the list with its filters."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid
from ivr.services import cursor as cursors
from ivr.services.calls.behind import Behind
from ivr.services.calls.records import (
    CallLine,
    CallRecord,
    Leg,
    Page,
    PathStep,
    QueueStay,
    WrapUp,
)
from ivr.services.text import storable
from ivr.store import Outcome

LONGEST_PAGE = 200
LONGEST_NUMBER = 16
LONGEST_INTENT = 60

Part = TypeVar("Part")


def by_id(session: Session, call_id: str) -> CallRecord | None:
    """The call of that id, None when there is none (or the id is no UUID)."""
    try:
        call = session.get(store.Call, str(uuid.UUID(call_id)))
    except ValueError:
        return None
    if call is None:
        return None
    ids = [call.call_id]
    return CallRecord(
        call_id=call.call_id,
        number=call.number,
        withheld=call.withheld,
        dialled=call.dialled,
        account_id=call.account_id,
        identity_level=call.identity_level,
        intent=call.intent,
        reason=call.reason,
        started_at=call.started_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        outcome=call.ended_how,
        built=call.built,
        legs=_legs(session, ids).get(call.call_id, ()),
        stays=_stays(session, ids).get(call.call_id, ()),
        steps=path(session, call.call_id),
        wrap_ups=_wrap_ups(session, ids).get(call.call_id, ()),
    )


def path(session: Session, call_id: str) -> tuple[PathStep, ...]:
    """The path that the call's caller walked, in order."""
    step = store.PathStep
    query = (
        select(step).where(step.call_id == call_id).order_by(step.at, step.writer, step.position)
    )
    return tuple(
        PathStep(
            row.at,
            row.kind,
            row.prompt,
            row.heard,
            row.confidence,
            row.label,
            row.answered_by,
            row.certainty,
        )
        for row in session.scalars(query)
    )


def recent(
    session: Session,
    *,
    number: str | None = None,
    account_id: int | None = None,
    but: str | None = None,
    limit: int = 5,
) -> tuple[CallLine, ...]:
    """The last calls from a number or for an account (either), newest first.

    ``but`` leaves one call out: the present one.
    """
    return of_caller(session, number=number, account_id=account_id, but=but, limit=limit)


def of_caller(
    session: Session,
    *wanted: ColumnElement[bool],
    number: str | None = None,
    account_id: int | None = None,
    but: str | None = None,
    limit: int,
) -> tuple[CallLine, ...]:
    """As :func:`recent`, of those calls alone of which all that is ``wanted`` holds."""
    found: dict[str, store.Call] = {}
    for column, value in ((store.Call.number, number), (store.Call.account_id, account_id)):
        if value is not None:
            query = _newest(select(store.Call).where(column == value, *wanted), limit + 1)
            found |= {call.call_id: call for call in session.scalars(query)}
    found.pop(but or "", None)
    newest = sorted(found.values(), key=lambda call: (call.started_at, call.call_id), reverse=True)
    return _lines(session, newest[:limit])


def page(
    session: Session,
    *,
    number: str | None = None,
    agent_id: int | None = None,
    outcome: Outcome | None = None,
    intent: str | None = None,
    behind: Behind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """The call log, newest first, ``limit`` (1 to 200) calls at a time.

    ``since`` is included, ``until`` is not; with ``behind`` they are those of joining the queue.
    Raises Invalid for a cursor not given by a page.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    wanted: list[ColumnElement[bool]] = []
    if number is not None:
        wanted.append(store.Call.number == storable(number, LONGEST_NUMBER))
    if agent_id is not None:
        wanted.append(store.Call.agent_id == agent_id)
    if outcome is not None:
        wanted.append(store.Call.ended_how == outcome)
    if intent is not None:
        wanted.append(store.Call.intent == storable(intent, LONGEST_INTENT))
    if behind is not None:
        wanted += behind.clauses(since, until)
        since = until = None
    if since is not None:
        wanted.append(store.Call.started_at >= since)
    if until is not None:
        wanted.append(store.Call.started_at < until)
    if cursor is not None:
        wanted.append(_older_than(cursor))
    found = session.scalars(_newest(select(store.Call).where(*wanted), limit + 1)).all()
    return Page(
        calls=_lines(session, found[:limit]),
        next=_cursor(found[limit - 1]) if len(found) > limit else None,
    )


def _newest(query: Select[store.Call], limit: int) -> Select[store.Call]:
    return query.order_by(store.Call.started_at.desc(), store.Call.call_id.desc()).limit(limit)


def _cursor(call: store.Call) -> str:
    return cursors.cursor(call.started_at, call.call_id)


def _older_than(cursor: str) -> ColumnElement[bool]:
    began, call_id = cursors.parts(cursor, 2)
    started_at = cursors.moment(began)
    try:
        key = str(uuid.UUID(call_id))
    except ValueError as failure:
        raise Invalid(cursors.NO_PAGE) from failure
    call = store.Call
    return or_(
        call.started_at < started_at, and_(call.started_at == started_at, call.call_id < key)
    )


def _lines(session: Session, calls: Sequence[store.Call]) -> tuple[CallLine, ...]:
    ids = [call.call_id for call in calls]
    legs, stays, notes = _legs(session, ids), _stays(session, ids), _wrap_ups(session, ids)
    return tuple(
        _line(
            call,
            legs.get(call.call_id, ()),
            stays.get(call.call_id, ()),
            notes.get(call.call_id, ()),
        )
        for call in calls
    )


def _line(
    call: store.Call,
    legs: tuple[Leg, ...],
    stays: tuple[QueueStay, ...],
    notes: tuple[WrapUp, ...],
) -> CallLine:
    names = {leg.agent_id: leg.agent for leg in legs}
    waits = [stay.wait for stay in stays if stay.wait is not None]
    last = notes[-1] if notes else None
    return CallLine(
        call_id=call.call_id,
        number=call.number,
        withheld=call.withheld,
        account_id=call.account_id,
        started_at=call.started_at,
        ended_at=call.ended_at,
        outcome=call.ended_how,
        intent=call.intent,
        reason=call.reason,
        built=call.built,
        agent_id=call.agent_id,
        agent=None if call.agent_id is None else names.get(call.agent_id),
        wait=sum(waits) if waits else None,
        disposition=last.disposition if last else None,
        note=last.note if last else None,
    )


def _legs(session: Session, ids: Sequence[str]) -> dict[str, tuple[Leg, ...]]:
    leg = store.Leg
    query = (
        select(leg, store.Agent.name)
        .outerjoin(store.Agent, store.Agent.id == leg.agent_id)
        .where(leg.call_id.in_(ids))
        .order_by(leg.call_id, leg.rang_at, leg.id)
    )
    return _by_call(
        (
            row.call_id,
            Leg(
                channel=row.channel,
                role=row.role,
                agent_id=row.agent_id,
                agent=agent,
                rang_at=row.rang_at,
                answered_at=row.answered_at,
                ended_at=row.ended_at,
                hangup_cause=row.hangup_cause,
                missed=row.missed,
            ),
        )
        for row, agent in session.execute(query)
    )


def _stays(session: Session, ids: Sequence[str]) -> dict[str, tuple[QueueStay, ...]]:
    stay = store.QueueStay
    query = select(stay).where(stay.call_id.in_(ids)).order_by(stay.call_id, stay.entered_at)
    return _by_call(
        (
            row.call_id,
            QueueStay(row.queue, row.entered_at, row.left_at, row.reason, row.position),
        )
        for row in session.scalars(query)
    )


def _wrap_ups(session: Session, ids: Sequence[str]) -> dict[str, tuple[WrapUp, ...]]:
    noted = store.WrapUp
    query = (
        select(noted, store.Agent.name, store.Disposition.label)
        .join(store.Agent, store.Agent.id == noted.agent_id)
        .join(store.Disposition, store.Disposition.code == noted.disposition)
        .where(noted.call_id.in_(ids))
        .order_by(noted.call_id, noted.at)
    )
    return _by_call(
        (row.call_id, WrapUp(row.agent_id, agent, row.disposition, label, row.note, row.at))
        for row, agent, label in session.execute(query)
    )


def _by_call(parts: Iterable[tuple[str, Part]]) -> dict[str, tuple[Part, ...]]:
    grouped: dict[str, list[Part]] = {}
    for call_id, part in parts:
        grouped.setdefault(call_id, []).append(part)
    return {call_id: tuple(found) for call_id, found in grouped.items()}
