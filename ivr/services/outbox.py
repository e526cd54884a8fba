"""The outbox: durable events, relayed to the bus at least once and then swept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ivr import events, store
from ivr.services.upserts import insert


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that no relay has confirmed yet."""

    id: int
    event: events.Event


def add(session: Session, event: events.Event) -> None:
    """Write ``event`` in the session's transaction; one with the same id is kept once."""
    row = insert(session, store.OutboxEvent).values(
        event_id=event.event_id,
        kind=type(event).__name__,
        payload=events.payload(event),
        written_at=event.at,
    )
    session.execute(row.on_conflict_do_nothing())


def waiting(session: Session, limit: int = 100) -> tuple[Waiting, ...]:
    """The oldest events to relay. On PostgreSQL each relay at work sees others' not at all.

    Events of a kind that this code does not know are left to a relay of a newer version.
    """
    query = (
        select(store.OutboxEvent)
        .where(store.OutboxEvent.relayed_at.is_(None), store.OutboxEvent.kind.in_(events.KINDS))
        .order_by(store.OutboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(
        Waiting(row.id, events.from_payload(row.kind, row.payload))
        for row in session.scalars(query)
    )


def mark_relayed(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Remember that the bus took these events."""
    session.execute(
        update(store.OutboxEvent).where(store.OutboxEvent.id.in_(ids)).values(relayed_at=now)
    )


def backlog(session: Session) -> int:
    """How many events wait to be relayed."""
    query = select(func.count()).where(store.OutboxEvent.relayed_at.is_(None))
    return session.scalar(query) or 0


def sweep(session: Session, before: datetime) -> int:
    """Delete events relayed before that moment. Gives how many."""
    event = store.OutboxEvent
    old = delete(event).where(event.relayed_at < before).returning(event.id)
    return len(session.execute(old).all())
