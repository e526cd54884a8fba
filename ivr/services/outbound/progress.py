"""How a message comes to its end: taken up, put off, sent, or given up as a dead letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import contact
from ivr.services.text import storable
from ivr.store import ContactChannel, ContactPurpose, DeliveryState
from ivr.store.columns import JsonObject

DAY = timedelta(days=1)
PER_NUMBER, PER_CALL, PER_DAY = "number_cap", "call_cap", "day_cap"


@dataclass(frozen=True, slots=True)
class Caps:
    """How many messages at most: to a number or address in 24 hours, of a call, in all a day."""

    per_number: int = 6
    per_call: int = 4
    per_day: int = 5000


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose moment has come. ``attempts`` counts the one that begins now."""

    id: int
    key: str
    channel: ContactChannel
    purpose: ContactPurpose
    recipient: str
    template: str
    fields: JsonObject
    call_id: str | None
    written_at: datetime
    attempts: int


def is_due(session: Session, channel: ContactChannel, now: datetime) -> bool:
    """Whether a message of ``channel`` waits to be taken up."""
    message = store.OutboundMessage
    query = select(message.id).where(
        message.state == DeliveryState.WAITING, message.channel == channel, message.due_at <= now
    )
    return session.scalar(query.limit(1)) is not None


def take_up(
    session: Session, channel: ContactChannel, now: datetime, lease: timedelta
) -> Due | None:
    """The message of ``channel`` that is due longest, emergencies first; None when none is.

    It is due again after ``lease``: what a worker took up and did not finish is not lost.
    """
    message = store.OutboundMessage
    query = (
        select(message)
        .where(
            message.state == DeliveryState.WAITING,
            message.channel == channel,
            message.due_at <= now,
        )
        .order_by((message.purpose == ContactPurpose.EMERGENCY).desc(), message.due_at, message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.scalars(query).first()
    if row is None:
        return None
    row.due_at, row.attempts = now + lease, row.attempts + 1
    session.flush()
    return Due(
        row.id,
        row.key,
        row.channel,
        row.purpose,
        row.recipient,
        row.template,
        row.fields,
        row.call_id,
        row.written_at,
        row.attempts,
    )


def over_cap(session: Session, due: Due, caps: Caps, now: datetime) -> str | None:
    """Which cap forbids it, None where none does; emergencies and webhooks have none."""
    if due.purpose is ContactPurpose.EMERGENCY or due.channel is ContactChannel.WEBHOOK:
        return None
    made, message = store.ContactMade, store.OutboundMessage
    today = (made.message_id.is_not(None), made.channel == due.channel, made.at > now - DAY)
    if _count(session, *today, made.recipient == due.recipient) >= caps.per_number:
        return PER_NUMBER
    of_call = (
        message.call_id == due.call_id,
        message.channel == due.channel,
        message.state == DeliveryState.SENT,
    )
    if due.call_id is not None and _count(session, *of_call) >= caps.per_call:
        return PER_CALL
    return PER_DAY if _count(session, *today) >= caps.per_day else None


def sent(
    session: Session,
    due: Due,
    now: datetime,
    *,
    body: str,
    version: int,
    segments: int | None,
    reference: str | None,
    overrode: str | None,
) -> None:
    """The carrier took it: keep what was sent, and note the contact."""
    row = _row(session, due)
    if row is None or row.state is not DeliveryState.WAITING:
        return
    row.state, row.ended_at, row.why = DeliveryState.SENT, now, None
    row.body, row.version, row.segments = storable(body, len(body)), version, segments
    row.reference = None if reference is None else storable(reference, 120)
    session.flush()
    if due.channel is not ContactChannel.WEBHOOK:
        contact.made(
            session, due.purpose, due.channel, due.recipient, now,
            overrode=overrode, message_id=due.id, call_id=due.call_id,
        )  # fmt: skip


def postpone(session: Session, due: Due, until: datetime, why: str) -> None:
    """Nobody may be contacted now: wait, and this was no attempt."""
    row = _row(session, due)
    if row is not None and row.state is DeliveryState.WAITING:
        row.due_at, row.why, row.attempts = until, storable(why, 60), due.attempts - 1
        session.flush()


def try_again(session: Session, due: Due, at: datetime, why: str) -> None:
    """The carrier could not take it."""
    row = _row(session, due)
    if row is not None and row.state is DeliveryState.WAITING:
        row.due_at, row.why = at, storable(why, 60)
        session.flush()


def bury(session: Session, due: Due, now: datetime, why: str) -> None:
    """Give it up: from here on it is a dead letter, for a person to look at."""
    row = _row(session, due)
    if row is not None and row.state is DeliveryState.WAITING:
        row.state, row.ended_at, row.why = DeliveryState.DEAD, now, storable(why, 60)
        session.flush()


def sweep(session: Session, before: datetime) -> int:
    """Delete what was sent or discarded before that moment, and contacts made before it."""
    message = store.OutboundMessage
    over = (DeliveryState.SENT, DeliveryState.DISCARDED)
    old = delete(message).where(message.state.in_(over), message.ended_at < before)
    session.execute(delete(store.ContactMade).where(store.ContactMade.at < before))
    return len(session.execute(old.returning(message.id)).all())


def _row(session: Session, due: Due) -> store.OutboundMessage | None:
    return session.get(store.OutboundMessage, due.id, with_for_update=True)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0
