"""Which telephone an agent answers with: the browser's, or one of the desk."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.agents.people import by_user
from ivr.services.upserts import insert


def telephone_of(session: Session, agent_id: int) -> str | None:
    """The name of the agent's desk telephone; None for the browser's."""
    row = session.get(store.AgentTelephone, agent_id)
    return None if row is None else row.telephone


def set_telephone(session: Session, agent_id: int, telephone: str | None) -> None:
    """The agent answers with that telephone from now on; None: with the browser's."""
    row = store.AgentTelephone
    if telephone is None:
        session.execute(delete(row).where(row.agent_id == agent_id))
        return
    fresh = insert(session, row).values(agent_id=agent_id, telephone=telephone)
    session.execute(
        fresh.on_conflict_do_update(index_elements=["agent_id"], set_={"telephone": telephone})
    )


def set_telephone_of(session: Session, user: str, telephone: str | None) -> None:
    """The same by the name that the agent signs in with. Raises NotFound."""
    set_telephone(session, by_user(session, user).id, telephone)
