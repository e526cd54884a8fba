"""Wrap-ups: what an agent notes after a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, Refused
from ivr.services.calls import minted_at
from ivr.services.text import storable
from ivr.services.upserts import insert

LONGEST_NOTE = 2000
LONGEST_CODE = 40


def wrap_up(
    session: Session, call_id: str, agent_id: int, disposition: str, note: str, now: datetime
) -> None:
    """Note how a call of this agent went; noted again it replaces the former.

    Raises Refused unless the agent answered that call, Invalid for an unknown disposition
    or a note above 2,000 characters.
    """
    note = storable(note.strip(), LONGEST_NOTE + 1)
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"la nota no puede pasar de {LONGEST_NOTE} caracteres")
    chosen = session.get(store.Disposition, storable(disposition, LONGEST_CODE))
    if chosen is None or not chosen.active:
        raise Invalid("esa tipificación no existe", disposition=disposition)
    if not _answered(session, call_id, agent_id):
        raise Refused("solo quien atendió la llamada puede tipificarla")
    values = {"disposition": disposition, "note": note, "at": now}
    row = insert(session, store.WrapUp).values(call_id=call_id, agent_id=agent_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["call_id", "agent_id"], set_=values))


def _answered(session: Session, call_id: str, agent_id: int) -> bool:
    try:
        minted_at(call_id)
    except ValueError:
        return False
    leg = store.Leg
    query = select(leg.agent_id).where(leg.call_id == call_id, leg.answered_at.is_not(None))
    return agent_id in session.scalars(query)  # a call has few legs, an agent those of years
