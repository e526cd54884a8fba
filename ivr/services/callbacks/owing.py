"""Who is owed a call: asked for, listed, withdrawn, and what staff do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.queue_place import Place
from ivr.services import calls, contact, outbound
from ivr.services import cursor as cursors
from ivr.services.callbacks.record import OPEN, Callback, close, given, open_of, row_of
from ivr.services.contact import Allowed
from ivr.services.outbound import Message, Template, is_mobile
from ivr.services.upserts import insert
from ivr.store import CallbackState, ContactChannel, ContactPurpose

LONGEST_PAGE = 200
SHOWN_FOR = timedelta(days=1)
"""How long a failed callback stays on the list."""


def when(session: Session, number: str, now: datetime) -> Allowed:
    """Whether ``number`` may be called back now, and from when on if not now."""
    return contact.can_contact(session, ContactPurpose.REQUESTED, ContactChannel.CALL, number, now)


def ask(
    session: Session,
    *,
    call_id: str,
    number: str,
    queue: str,
    place: Place,
    not_before: datetime,
    now: datetime,
) -> Callback:
    """A caller asks to be called back; a number that is owed a call keeps that one.

    A mobile gets the promise in writing, once.
    """
    calls.begin(session, call_id, started_at=calls.minted_at(call_id) or now)
    row = insert(session, store.Callback).values(
        call_id=call_id,
        number=number,
        queue=queue,
        priority=place.priority,
        head_start=place.head_start,
        requested_at=now,
        state=CallbackState.WAITING,
        not_before=not_before,
        urgent=False,
        attempts=0,
    )
    session.execute(row.on_conflict_do_nothing())
    owing = given(session.scalars(open_of(number)).one())
    _promise_in_writing(session, owing, now)
    return owing


def owed(session: Session, now: datetime) -> tuple[Callback, ...]:
    """The open callbacks by place, then those that failed within a day."""
    row = store.Callback
    failed = (row.state == CallbackState.FAILED) & (row.closed_at > now - SHOWN_FOR)
    query = select(row).where(row.state.in_(OPEN) | failed)
    found = [given(one) for one in session.scalars(query)]
    return tuple(sorted(found, key=lambda one: (one.state not in OPEN, -one.place.priority)))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next`` is the cursor of the page after it, None on the last."""

    callbacks: tuple[Callback, ...]
    next: str | None


def page(
    session: Session, state: CallbackState, *, cursor: str | None = None, limit: int = 50
) -> Page:
    """The callbacks in a state, those asked for last first. Raises Invalid for a false cursor."""
    limit = max(1, min(limit, LONGEST_PAGE))
    row = store.Callback
    query = select(row).where(row.state == state).order_by(row.id.desc()).limit(limit + 1)
    if cursor is not None:
        (last,) = cursors.parts(cursor, 1)
        query = query.where(row.id < cursors.key(last))
    found = [given(one) for one in session.scalars(query)]
    after = cursors.cursor(found[limit - 1].id) if len(found) > limit else None
    return Page(tuple(found[:limit]), after)


def waiting(session: Session) -> tuple[Callback, ...]:
    """The callbacks that nobody is being called for now, by place."""
    row = store.Callback
    query = select(row).where(row.state == CallbackState.WAITING).order_by(row.priority.desc())
    return tuple(given(one) for one in session.scalars(query))


def by_id(session: Session, callback_id: int) -> Callback:
    """One callback. Raises NotFound."""
    return given(row_of(session, callback_id, to_change=False))


def withdraw(session: Session, number: str, now: datetime) -> Callback | None:
    """The person calls again and waits on the line: gives the callback that this replaces.

    Also one that is being placed: their telephone is busy, and they are not to be called later.
    """
    row = session.scalar(open_of(number))
    if row is None:
        return None
    close(row, CallbackState.WITHDRAWN, now)
    return given(row)


def cancel(session: Session, callback_id: int, agent_id: int, now: datetime) -> bool:
    """Staff settled it otherwise. False when it is closed or being called. Raises NotFound."""
    row = row_of(session, callback_id)
    if row.state is not CallbackState.WAITING:
        return False
    row.closed_by = agent_id
    close(row, CallbackState.CANCELLED, now)
    return True


def call_now(session: Session, callback_id: int, now: datetime) -> bool:
    """Staff want it dialled before its turn. False when it isn't waiting. Raises NotFound."""
    row = row_of(session, callback_id)
    if row.state is not CallbackState.WAITING:
        return False
    row.urgent, row.not_before = True, min(row.not_before, now)
    return True


def _promise_in_writing(session: Session, owing: Callback, now: datetime) -> None:
    if is_mobile(owing.number):
        message = Message(
            f"callback:{owing.id}", ContactChannel.SMS, owing.number,
            Template.CALLBACK_PROMISED, ContactPurpose.REQUESTED,
            {"cuando": owing.not_before}, owing.call_id,
        )  # fmt: skip
        outbound.queue(session, message, now)
