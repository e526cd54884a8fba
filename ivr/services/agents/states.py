"""What agents are doing, since when, and what they did today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.errors import NotFound
from ivr.services.text import storable
from ivr.store import AgentState

LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """An agent's own day so far; ``talk_seconds`` of finished and present calls."""

    answered: int
    missed: int
    talk_seconds: int


def set_state(
    session: Session,
    agent_id: int,
    state: AgentState,
    reason: str | None,
    now: datetime,
    call_id: str | None = None,
) -> bool:
    """Set what the agent is doing; the same state and reason again keeps its moment.

    ``call_id`` is the call that it is about. Gives whether it changed. Raises NotFound.
    """
    reason = None if reason is None else storable(reason, LONGEST_REASON)
    row = session.get(store.Agent, agent_id, with_for_update=True)
    if row is None:
        raise NotFound("el agente no existe", agent_id=agent_id)
    if (row.state, row.state_reason) == (state, reason):
        return False
    row.state, row.state_reason, row.state_since = state, reason, now
    change = store.AgentStateChange
    before = update(change).where(change.agent_id == agent_id, change.ended_at.is_(None))
    session.execute(before.values(ended_at=now))
    session.add(change(agent_id=agent_id, at=now, state=state, reason=reason, call_id=call_id))
    session.flush()
    return True


def figures_today(session: Session, agent_id: int, now: datetime) -> Figures:
    """The agent's calls since midnight in Bogotá."""
    midnight = datetime.combine(now.astimezone(BOGOTA).date(), time(), BOGOTA)
    legs = session.scalars(
        select(store.Leg).where(store.Leg.agent_id == agent_id, store.Leg.rang_at >= midnight)
    ).all()
    talked = sum(
        ((leg.ended_at or now) - leg.answered_at for leg in legs if leg.answered_at), timedelta()
    )
    return Figures(
        answered=sum(leg.answered_at is not None for leg in legs),
        missed=sum(leg.missed for leg in legs),
        talk_seconds=int(talked.total_seconds()),
    )
