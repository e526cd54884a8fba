"""What agents are doing, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.services.text import storable
from ivr.store import AgentState

LONGEST_REASON = 60

_STATE = (
    select(store.Agent.state, store.Agent.state_reason, store.Agent.state_since)
    .where(store.Agent.id == bindparam("of"))
    .with_for_update()
)
_SET = (
    update(store.Agent)
    .where(store.Agent.id == bindparam("of"))
    .values(state=bindparam("new"), state_reason=bindparam("because"), state_since=bindparam("now"))
)
_END_LAST = (
    update(store.AgentStateChange)
    .where(
        store.AgentStateChange.agent_id == bindparam("of"),
        store.AgentStateChange.at >= bindparam("since"),  # not all that an agent did in years
        store.AgentStateChange.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"))
)
_BEGIN = insert(store.AgentStateChange)


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
    row = session.execute(_STATE, {"of": agent_id}).one_or_none()
    if row is None:
        raise NotFound("el agente no existe", agent_id=agent_id)
    if (row.state, row.state_reason) == (state, reason):
        return False
    began = {"agent_id": agent_id, "at": now, "state": state, "reason": reason, "call_id": call_id}
    write = session.connection().execute  # each ring does: no session's housekeeping
    write(_END_LAST, {"of": agent_id, "since": row.state_since, "now": now})
    write(_SET, {"of": agent_id, "new": state, "because": reason, "now": now})
    write(_BEGIN, began)
    _read_anew(session, agent_id)
    return True


def _read_anew(session: Session, agent_id: int) -> None:
    """Have an agent whom the session holds already read again when they are next looked at."""
    held = session.identity_map.get(session.identity_key(store.Agent, agent_id))
    if held is not None:
        session.expire(held, ("state", "state_reason", "state_since"))
