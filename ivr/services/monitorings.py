"""The audit of monitoring: who was in whose call, in which mode, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from ivr import store
from ivr.store import MonitorMode


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One person in one call in one mode; ``ended_at`` None while it lasts."""

    call_id: str
    agent_id: int
    agent: str
    heard_agent_id: int
    heard_agent: str
    mode: MonitorMode
    at: datetime
    ended_at: datetime | None


def begin(
    session: Session,
    call_id: str,
    *,
    agent_id: int,
    heard_agent_id: int,
    mode: MonitorMode,
    at: datetime,
) -> None:
    """The person is in the call in ``mode`` from now on; told twice it changes nothing."""
    row = store.Monitoring
    present = select(row).where(
        row.agent_id == agent_id, row.ended_at.is_(None), row.call_id == call_id, row.mode == mode
    )
    if session.scalar(present) is not None:
        return
    end(session, agent_id, at)
    session.add(
        row(call_id=call_id, agent_id=agent_id, heard_agent_id=heard_agent_id, mode=mode, at=at)
    )
    session.flush()


def end(session: Session, agent_id: int, at: datetime) -> None:
    """The person is in no call any more."""
    row = store.Monitoring
    present = update(row).where(row.agent_id == agent_id, row.ended_at.is_(None))
    session.execute(present.values(ended_at=at))


def of_call(session: Session, call_id: str) -> tuple[Monitoring, ...]:
    """Who was in a call, in order."""
    row, heard = store.Monitoring, aliased(store.Agent)
    query = (
        select(row, store.Agent.name, heard.name)
        .join(store.Agent, store.Agent.id == row.agent_id)
        .join(heard, heard.id == row.heard_agent_id)
        .where(row.call_id == call_id)
        .order_by(row.at, row.id)
    )
    return tuple(
        Monitoring(
            call_id=one.call_id,
            agent_id=one.agent_id,
            agent=name,
            heard_agent_id=one.heard_agent_id,
            heard_agent=heard_name,
            mode=one.mode,
            at=one.at,
            ended_at=one.ended_at,
        )
        for one, name, heard_name in session.execute(query)
    )
