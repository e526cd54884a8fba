"""The register of messages out, as staff see it: recipients masked, what was told left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound, Refused
from ivr.services.outbound.message import masked_recipient
from ivr.store import ContactChannel, ContactPurpose, DeliveryState

GREATEST_ID = 2**63 - 1
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as a list shows it."""

    id: int
    channel: ContactChannel
    purpose: ContactPurpose
    template: str
    masked: str
    call_id: str | None
    state: DeliveryState
    written_at: datetime
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    why: str | None


def listed(
    session: Session, states: tuple[DeliveryState, ...], limit: int = 100
) -> tuple[Listed, ...]:
    """The newest messages in those states."""
    message = store.OutboundMessage
    query = (
        select(message)
        .where(message.state.in_(states))
        .order_by(message.id.desc())
        .limit(min(limit, MOST_LISTED))
    )
    return tuple(_listed(row) for row in session.scalars(query))


def by_id(session: Session, message_id: int) -> Listed:
    """The message of that id. Raises NotFound."""
    return _listed(_row(session, message_id))


def count_waiting(session: Session) -> dict[ContactChannel, int]:
    """How many messages wait, by channel."""
    message = store.OutboundMessage
    query = (
        select(message.channel, func.count())
        .where(message.state == DeliveryState.WAITING)
        .group_by(message.channel)
    )
    found = dict(session.execute(query).all())
    return {channel: found.get(channel, 0) for channel in ContactChannel}


def count_dead(session: Session) -> int:
    """How many dead letters wait for a person."""
    query = select(func.count()).where(store.OutboundMessage.state == DeliveryState.DEAD)
    return session.scalar(query) or 0


def retry(session: Session, message_id: int, now: datetime) -> None:
    """Try a dead letter anew, from the first attempt on. Raises NotFound, Refused."""
    row = _row(session, message_id, to_change=True)
    if row.state is not DeliveryState.DEAD:
        raise Refused(f"el mensaje {message_id} no está entre los que no se pudieron enviar")
    row.state, row.ended_at, row.why = DeliveryState.WAITING, None, None
    row.attempts, row.due_at = 0, now
    session.flush()


def discard(session: Session, message_id: int, now: datetime) -> None:
    """Give up a message that waits, or a dead letter. Raises NotFound, Refused."""
    row = _row(session, message_id, to_change=True)
    if row.state not in (DeliveryState.WAITING, DeliveryState.DEAD):
        raise Refused(f"el mensaje {message_id} ya terminó")
    row.state, row.ended_at = DeliveryState.DISCARDED, now
    session.flush()


def _row(session: Session, message_id: int, to_change: bool = False) -> store.OutboundMessage:
    row = None
    if 0 < message_id <= GREATEST_ID:
        row = session.get(store.OutboundMessage, message_id, with_for_update=to_change)
    if row is None:
        raise NotFound(f"no hay un mensaje {message_id}", message_id=message_id)
    return row


def _listed(row: store.OutboundMessage) -> Listed:
    return Listed(
        id=row.id,
        channel=row.channel,
        purpose=row.purpose,
        template=row.template,
        masked=masked_recipient(row.recipient, row.channel),
        call_id=row.call_id,
        state=row.state,
        written_at=row.written_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        attempts=row.attempts,
        why=row.why,
    )
