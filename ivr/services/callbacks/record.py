"""A callback as the services give it, and its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.queue_place import Place
from ivr.store import Attempt, CallbackState

OPEN = (CallbackState.WAITING, CallbackState.CALLING)


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """When a callback is offered and how it is kept.

    Offered from an estimated wait of ``over_seconds`` on; ``attempts`` tries,
    ``minutes_between`` them.
    """

    enabled: bool = False
    over_seconds: int = 120
    attempts: int = 3
    minutes_between: int = 10


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback. ``number``: E.164; ``place``: the one kept in ``queue``."""

    id: int
    call_id: str
    number: str
    queue: str
    place: Place
    requested_at: datetime
    state: CallbackState
    not_before: datetime
    urgent: bool
    attempts: int
    last_attempt: Attempt | None
    placed_call_id: str | None
    closed_at: datetime | None


def row_of(session: Session, callback_id: int, *, to_change: bool = True) -> store.Callback:
    """The row, locked until the unit of work ends unless it is only read. Raises NotFound."""
    row = session.get(store.Callback, callback_id, with_for_update=to_change or None)
    if row is None:
        raise NotFound("esa devolución de llamada no existe", callback_id=callback_id)
    return row


def open_of(number: str) -> Select[store.Callback]:
    """The question for what a number is owed, which is one callback at most."""
    row = store.Callback
    return select(row).where(row.number == number, row.state.in_(OPEN)).with_for_update()


def close(row: store.Callback, state: CallbackState, now: datetime) -> None:
    """It is over, one way or the other."""
    row.state, row.closed_at, row.urgent = state, now, False


def given(row: store.Callback) -> Callback:
    """The row as it leaves the services."""
    return Callback(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        queue=row.queue,
        place=Place.kept(row.priority, row.head_start),
        requested_at=row.requested_at,
        state=row.state,
        not_before=row.not_before,
        urgent=row.urgent,
        attempts=row.attempts,
        last_attempt=row.last_attempt,
        placed_call_id=row.placed_call_id,
        closed_at=row.closed_at,
    )
