"""Messages left on the ladder: taken in once, shown until someone has attended to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.services import transcripts
from ivr.services.agents import Agent
from ivr.services.upserts import insert
from ivr.store import MessageState, TranscriptOrigin

GREATEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of a message: its file's name in the folder of messages, and its length."""

    file: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Message:
    """A message. ``number``: E.164, None when withheld; ``recording``: None when nothing was said.

    ``done_by`` is the id of the agent who attended to it.
    """

    id: int
    call_id: str
    number: str | None
    emergency: bool
    at: datetime
    recording: Recording | None
    state: MessageState
    done_by: int | None
    done_at: datetime | None


def take_in(
    session: Session,
    call_id: str,
    *,
    number: str | None,
    emergency: bool,
    at: datetime,
    recording: Recording | None,
) -> bool:
    """Keep a message. False when that call's is kept already: it stays as it is."""
    row = insert(session, store.Message).values(
        call_id=call_id,
        number=number,
        emergency=emergency,
        at=at,
        audio=recording.file if recording else None,
        seconds=recording.seconds if recording else None,
        state=MessageState.OPEN,
    )
    kept = session.execute(row.on_conflict_do_nothing().returning(store.Message.id))
    fresh = kept.first() is not None
    if fresh and recording is not None:
        transcripts.enter(session, recording.file, TranscriptOrigin.MESSAGE, at)
    return fresh


def still_open(session: Session) -> tuple[Message, ...]:
    """The messages that nobody has attended to: emergencies first, then the oldest."""
    message = store.Message
    query = (
        select(message)
        .where(message.state == MessageState.OPEN)
        .order_by(message.emergency.desc(), message.at, message.id)
    )
    return tuple(_message(row) for row in session.scalars(query))


def by_id(session: Session, message_id: int) -> Message:
    """The message of that id. Raises NotFound."""
    return _message(_row(session, message_id))


def mark_done(session: Session, message_id: int, agent: Agent, now: datetime) -> bool:
    """Someone attended to it. False when it was done before: who and when stay.

    Raises NotFound.
    """
    row = _row(session, message_id, to_change=True)
    if row.state is MessageState.DONE:
        return False
    row.state, row.done_by, row.done_at = MessageState.DONE, agent.id, now
    session.flush()
    return True


def count_open(session: Session) -> tuple[int, int]:
    """How many wait: the emergencies, and the others."""
    message = store.Message
    query = (
        select(message.emergency, func.count().label("number"))
        .where(message.state == MessageState.OPEN)
        .group_by(message.emergency)
    )
    counted = {row.emergency: row.number for row in session.execute(query)}
    return counted.get(True, 0), counted.get(False, 0)


_OPEN_OF_CALLS = select(store.Message.call_id).where(
    store.Message.state == MessageState.OPEN,
    store.Message.call_id.in_(bindparam("call_ids", expanding=True)),
)


def open_of_calls(session: Session, call_ids: Collection[str]) -> frozenset[str]:
    """Those of the calls whose message waits."""
    return frozenset(session.scalars(_OPEN_OF_CALLS, {"call_ids": call_ids}))


def done_before(session: Session, moment: datetime) -> tuple[Message, ...]:
    """The messages that were attended to before ``moment``."""
    message = store.Message
    query = select(message).where(message.state == MessageState.DONE, message.done_at < moment)
    return tuple(_message(row) for row in session.scalars(query))


def forget(session: Session, message_ids: Collection[int]) -> None:
    """Delete messages; their sounds are the caller's to delete first."""
    message = store.Message
    sounds = session.scalars(
        select(message.audio).where(message.id.in_(message_ids), message.audio.is_not(None))
    )
    transcripts.forget(session, [sound for sound in sounds if sound is not None])
    session.execute(delete(message).where(message.id.in_(message_ids)))


def _row(session: Session, message_id: int, to_change: bool = False) -> store.Message:
    row = None
    if 0 < message_id <= GREATEST_ID:
        row = session.get(store.Message, message_id, with_for_update=to_change)
    if row is None:
        raise NotFound(f"no hay un mensaje {message_id}", message_id=message_id)
    return row


def _message(row: store.Message) -> Message:
    recording = None
    if row.audio is not None and row.seconds is not None:
        recording = Recording(row.audio, row.seconds)
    return Message(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        emergency=row.emergency,
        at=row.at,
        recording=recording,
        state=row.state,
        done_by=row.done_by,
        done_at=row.done_at,
    )
