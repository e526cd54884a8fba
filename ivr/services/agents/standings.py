"""Where agents stand, kept so that a restart of the desks' server loses nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.agents.states import LONGEST_REASON
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import AgentState


@dataclass(frozen=True, slots=True)
class Standing:
    """What an agent chose, and the call talked on or wrapped up meanwhile.

    ``call_id`` without ``wrap_up_until`` is a talk; ``prolonged``: more time was asked for.
    """

    chosen: AgentState
    reason: str | None = None
    call_id: str | None = None
    wrap_up_until: datetime | None = None
    prolonged: bool = False


def keep_standing(session: Session, agent_id: int, standing: Standing) -> None:
    """Keep where an agent stands now, in place of what was kept before."""
    reason = standing.reason
    values = {
        "chosen": standing.chosen,
        "reason": None if reason is None else storable(reason, LONGEST_REASON),
        "call_id": standing.call_id,
        "wrap_up_until": standing.wrap_up_until,
        "prolonged": standing.prolonged,
    }
    row = insert(session, store.AgentStanding).values(agent_id=agent_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["agent_id"], set_=values))


def standings(session: Session) -> dict[int, Standing]:
    """Where everyone stood who was ever seen, by the agent's id."""
    return {
        row.agent_id: Standing(
            row.chosen, row.reason, row.call_id, row.wrap_up_until, row.prolonged
        )
        for row in session.scalars(select(store.AgentStanding))
    }
