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
    rows = [
        store.Agent(
            user=user,
            name=name,
            role=role,
            password_hash=NO_PASSWORD,
            active=True,
            state=AgentState.OFFLINE,
            state_since=now,
            skills=[store.Skill(queue=queue, level=level) for queue, level in skills.items()],
        )
        for user, name, role, skills in STAFF
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows if row.role is Role.AGENT]


def open_users(session: Session, password: str) -> tuple[str, ...]:
    """Let the demonstration's users sign in with ``password``; gives their names."""
    for user, *_ in STAFF:
        agents.set_password(session, user, password)
    return tuple(user for user, *_ in STAFF)


def still_open(session: Session) -> tuple[str, ...]:
    """Users of the demonstration who can sign in; real people of that user are not among them."""
    invented = {(user, name) for user, name, *_ in STAFF}
    rows = session.scalars(
        select(store.Agent)
        .where(store.Agent.active, store.Agent.password_hash != NO_PASSWORD)
        .order_by(store.Agent.user)
    )
    return tuple(row.user for row in rows if (row.user, row.name) in invented)
