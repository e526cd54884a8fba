"""The demonstration's people at work. None can sign in until ``open_users`` gives a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import agents
from ivr.store import AgentState, Role

NO_PASSWORD = "!"
STAFF: tuple[tuple[str, str, Role, dict[str, int]], ...] = (
    ("agente1", "Ana Milena Torres", Role.AGENT, {"attention": 1, "emergency": 1}),
    ("agente2", "Camilo Londoño", Role.AGENT, {"attention": 1, "emergency": 1}),
    ("agente3", "Yolanda Mosquera", Role.AGENT, {"attention": 1, "emergency": 2}),
    ("agente4", "Julián Cifuentes", Role.AGENT, {"attention": 2, "emergency": 2}),
    ("supervisor", "Beatriz Elena Quintero", Role.SUPERVISOR, {}),
    ("calidad", "Ligia Restrepo", Role.QUALITY, {}),
    ("casos", "Óscar Iván Buitrago", Role.CASE_OFFICER, {}),
    ("transparencia", "Nohora Cárdenas", Role.ETHICS, {}),
    ("auditor", "Hernán Darío Pulido", Role.AUDITOR, {}),
    ("admin", "Germán Villamizar", Role.ADMIN, {}),
)


def hire(session: Session, now: datetime) -> list[int]:
    """Make four agents and one person of each other role. Gives the agents' ids."""
    rows = [_person(one, now) for one in STAFF]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows if row.role is Role.AGENT]


def open_users(session: Session, password: str, now: datetime) -> tuple[str, ...]:
    """Let the demonstration's users sign in with ``password``; gives their names.

    A demonstration made by an earlier version gets the people it lacks. A real person who has
    one of the names keeps their password.
    """
    taken = {row.user: row.name for row in session.scalars(select(store.Agent))}
    session.add_all(_person(one, now) for one in STAFF if one[0] not in taken)
    session.flush()
    invented = tuple(user for user, name, *_ in STAFF if taken.get(user, name) == name)
    for user in invented:
        agents.set_password(session, user, password)
    return invented


def _person(one: tuple[str, str, Role, dict[str, int]], now: datetime) -> store.Agent:
    user, name, role, skills = one
    return store.Agent(
        user=user,
        name=name,
        role=role,
        password_hash=NO_PASSWORD,
        active=True,
        state=AgentState.OFFLINE,
        state_since=now,
        skills=[store.Skill(queue=queue, level=level) for queue, level in skills.items()],
    )


def still_open(session: Session) -> tuple[str, ...]:
    """Users of the demonstration who can sign in; real people of that user are not among them."""
    invented = {(user, name) for user, name, *_ in STAFF}
    rows = session.scalars(
        select(store.Agent)
        .where(store.Agent.active, store.Agent.password_hash != NO_PASSWORD)
        .order_by(store.Agent.user)
    )
    return tuple(row.user for row in rows if (row.user, row.name) in invented)
