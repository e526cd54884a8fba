"""A queue as the store knows it: who waits, who serves it, and how long talks have taken."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from sqlalchemy import select

from ivr import store as tables
from ivr.services import calls
from ivr.services.calls import LeftBecause, LegRole
from ivr.store import AgentState, Store

_numbers = itertools.count(1)


def call_id() -> str:
    """A call of its own."""
    return f"019aabcd-0000-7000-8000-{next(_numbers) + 0x100:012x}"


def agent(store: Store, state: AgentState, now: datetime, queue: str = "attention") -> int:
    """An agent of a queue, in that state; gives the id."""
    with store.unit_of_work() as session:
        row = tables.Agent(
            user=f"u{next(_numbers)}",
            name="Agente de prueba",
            role=tables.Role.AGENT,
            password_hash="",
            state=state,
            state_since=now,
            skills=[tables.Skill(queue=queue, level=1)],
        )
        session.add(row)
        session.flush()
        return row.id


def waiting(
    store: Store, since: datetime, number: str | None = None, queue: str = "attention"
) -> str:
    """A caller who waits in the queue; gives the call's id."""
    key = call_id()
    with store.unit_of_work() as session:
        calls.begin(session, key, started_at=since, number=number)
        calls.queue_entered(session, key, queue, at=since)
    return key


def talks(store: Store, how_many: int, seconds: float, now: datetime) -> None:
    """Talks of the queue that have ended lately, each of that length."""
    with store.unit_of_work() as session:
        someone = session.scalars(select(tables.Agent.id).limit(1)).first()
        for place in range(how_many):
            key, began = call_id(), now - timedelta(minutes=30 + place)
            ended = began + timedelta(seconds=seconds)
            call = tables.Call(call_id=key, started_at=began, ended_at=ended)
            stay = tables.QueueStay(
                call_id=key,
                queue="attention",
                entered_at=began,
                left_at=began,
                reason=LeftBecause.ANSWERED,
            )
            leg = tables.Leg(
                call_id=key,
                channel=f"leg-{key}",
                role=LegRole.AGENT,
                agent_id=someone,
                rang_at=began,
                answered_at=began,
                ended_at=ended,
            )
            session.add_all([call, stay, leg])
