"""Desks: the telephones of the desk page, each lent to one signed-in agent at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class DeskLease:
    """A desk lent. ``taken_from`` is the agent's other session that held it until now."""

    name: str
    leased_until: datetime
    taken_from: int | None = None


def ensure_desks(session: Session, seats: int) -> None:
    """Make desk-01 … desk-NN exist; those beyond ``seats`` go once nobody holds them."""
    wanted = {f"desk-{seat:02}" for seat in range(1, seats + 1)}
    kept = {desk.name: desk for desk in session.scalars(select(store.Desk))}
    session.add_all(store.Desk(name=name) for name in sorted(wanted - kept.keys()))
    for name in kept.keys() - wanted:
        if kept[name].agent_id is None:
            session.delete(kept[name])
    session.flush()


def take_desk(session: Session, session_id: int, now: datetime) -> DeskLease:
    """Lend a desk to a session until it expires; the same one when asked again.

    An agent has one desk: a second session of theirs takes it over from the first. Else
    the first desk that is free or whose lease ran out. Raises Refused when none is free.
    """
    signed_in = session.get(store.AgentSession, session_id)
    if signed_in is None:
        raise NotFound("la sesión ya no existe")
    desk = session.scalar(
        select(store.Desk).where(store.Desk.agent_id == signed_in.agent_id).with_for_update()
    )
    taken_from = None
    if desk is None:
        desk = _free_desk(session, now)
    elif desk.session_id != session_id:
        taken_from = desk.session_id
    desk.agent_id, desk.session_id = signed_in.agent_id, session_id
    desk.leased_until = signed_in.expires_at
    session.flush()
    return DeskLease(desk.name, signed_in.expires_at, taken_from)


def release_desk(session: Session, session_id: int) -> None:
    """Free the desk that a session holds, if any."""
    _release(session, store.Desk.session_id == session_id)


def release_of_agent(session: Session, agent_id: int) -> None:
    """Free the desk that an agent holds, if any."""
    _release(session, store.Desk.agent_id == agent_id)


def _release(session: Session, whose: ColumnElement[bool]) -> None:
    free = {"agent_id": None, "session_id": None, "leased_until": None}
    session.execute(update(store.Desk).where(whose).values(**free))


def _free_desk(session: Session, now: datetime) -> store.Desk:
    desk = session.scalar(
        select(store.Desk)
        .where(or_(store.Desk.agent_id.is_(None), store.Desk.leased_until <= now))
        .order_by(store.Desk.name)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if desk is None:
        raise Refused("todos los puestos están ocupados", code="no_free_desk")
    return desk
