"""The call log: one call in full, a caller's last calls, and the list with its filters."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, and_, or_
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import cursor as cursors
from ivr.services.calls import questions
from ivr.services.calls.behind import Behind
from ivr.services.calls.records import (
    CallLine,
    CallRecord,
    CallSoFar,
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
Found = Row[*tuple[Any, ...]]


def by_id(session: Session, call_id: str) -> CallRecord | None:
    """The call of that id, None when there is none (or the id is no UUID)."""
    call = so_far(session, call_id)
    if call is None:
        return None
    ids = [call.call_id]
    return CallRecord(
        **{one.name: getattr(call, one.name) for one in fields(call)},
        legs=_legs(session, ids).get(call.call_id, ()),
        wrap_ups=_wrap_ups(session, ids).get(call.call_id, ()),
    )


def so_far(session: Session, call_id: str) -> CallSoFar | None:
    """As :func:`by_id`, without what only the log tells: its telephones and wrap-ups."""
    try:
        key = str(uuid.UUID(call_id))
    except ValueError:
        return None
    row = session.execute(questions.CALL, {"call_id": key}).one_or_none()
    if row is None:
        return None
    return CallSoFar(
        **row._mapping, stays=_stays(session, [key]).get(key, ()), steps=path(session, key)
    )


def path(session: Session, call_id: str) -> tuple[PathStep, ...]:
    """The path that the call's caller walked, in order."""
    return tuple(PathStep(*row) for row in session.execute(questions.STEPS, {"call_id": call_id}))


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
    found: dict[str, Found] = {}
    for query, value in ((questions.OF_NUMBER, number), (questions.OF_ACCOUNT, account_id)):
        if value is not None:
            asked = query.where(*wanted) if wanted else query
            rows = session.execute(asked, {"whose": value, "most": limit + 1})
            found |= {call.call_id: call for call in rows}
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
    found = session.execute(questions.NEWEST.where(*wanted), {"most": limit + 1}).all()
    return Page(
        calls=_lines(session, found[:limit]),
        next=_cursor(found[limit - 1]) if len(found) > limit else None,
    )


def _cursor(call: Found) -> str:
    return cursors.cursor(call.started_at, call.call_id)


def _older_than(cursor: str) -> ColumnElement[bool]:
    began, call_id = cursors.parts(cursor, 2)
    started_at = cursors.moment(began)
    try:
        key = str(uuid.UUID(call_id))
    except ValueError as failure:
        raise cursors.no_page() from failure
    call = store.Call
    return or_(
        call.started_at < started_at, and_(call.started_at == started_at, call.call_id < key)
    )


def _lines(session: Session, calls: Sequence[Found]) -> tuple[CallLine, ...]:
    ids = [call.call_id for call in calls]
    stays, notes = _stays(session, ids), _wrap_ups(session, ids)
    return tuple(
        _line(call, stays.get(call.call_id, ()), notes.get(call.call_id, ())) for call in calls
    )


def _line(call: Found, stays: tuple[QueueStay, ...], notes: tuple[WrapUp, ...]) -> CallLine:
    waits = [stay.wait for stay in stays if stay.wait is not None]
    last = notes[-1] if notes else None
    return CallLine(
        **call._mapping,
        wait=sum(waits) if waits else None,
        disposition=last.disposition if last else None,
        note=last.note if last else None,
    )


def _legs(session: Session, ids: Sequence[str]) -> dict[str, tuple[Leg, ...]]:
    return _by_call(session.execute(questions.LEGS, {"ids": ids}), Leg)


def _stays(session: Session, ids: Sequence[str]) -> dict[str, tuple[QueueStay, ...]]:
    return _by_call(session.execute(questions.STAYS, {"ids": ids}), QueueStay)


def _wrap_ups(session: Session, ids: Sequence[str]) -> dict[str, tuple[WrapUp, ...]]:
    return _by_call(session.execute(questions.WRAP_UPS, {"ids": ids}), WrapUp)


def _by_call(rows: Iterable[Found], part: Callable[..., Part]) -> dict[str, tuple[Part, ...]]:
    grouped: dict[str, list[Part]] = {}
    for call_id, *told in rows:
        grouped.setdefault(call_id, []).append(part(*told))
    return {call_id: tuple(found) for call_id, found in grouped.items()}
