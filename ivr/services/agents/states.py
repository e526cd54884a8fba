"""What agents are doing, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.services.text import storable
from ivr.store import AgentState

LONGEST_REASON = 60


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
