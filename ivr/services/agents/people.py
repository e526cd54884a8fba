"""The people who sign in: made, listed, given a password, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound
from ivr.services.agents import desks, passwords
from ivr.services.agents.states import set_state
from ivr.services.text import storable
from ivr.store import AgentState, Role

LONGEST_USER = 60
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who signs in. ``skills`` maps a queue to a level, 1 called first."""

    id: int
    user: str
    name: str
    role: Role
    active: bool
    state: AgentState
    state_reason: str | None
    state_since: datetime
    skills: Mapping[str, int]


def by_id(session: Session, agent_id: int) -> Agent | None:
    """The person of that id."""
    row = session.get(store.Agent, agent_id)
    return None if row is None else agent(row)


def by_user(session: Session, user: str) -> Agent:
    """The person who signs in by that name. Raises NotFound."""
    return agent(_of(session, user))


def everyone(session: Session) -> tuple[Agent, ...]:
    """All of them, by user."""
    return tuple(
        agent(row) for row in session.scalars(select(store.Agent).order_by(store.Agent.user))
    )


def create(
    session: Session,
    *,
    user: str,
    name: str,
    role: Role,
    password: str,
    now: datetime,
    skills: Mapping[str, int] | None = None,
) -> Agent:
    """Make a person. Raises Invalid when the user exists or the password is too short."""
    user = normal(user)
    if not user:
        raise Invalid("el usuario no puede estar vacío")
    if session.scalar(select(store.Agent.id).where(store.Agent.user == user)) is not None:
        raise Invalid(f"el usuario {user} ya existe", user=user)
    row = store.Agent(
        user=user,
        name=storable(name, LONGEST_NAME).strip(),
        role=role,
        password_hash=passwords.hashed(password),
        active=True,
        state=AgentState.OFFLINE,
        state_since=now,
        skills=[store.Skill(queue=queue, level=level) for queue, level in (skills or {}).items()],
    )
    session.add(row)
    session.flush()
    return agent(row)


def set_password(session: Session, user: str, password: str) -> None:
    """Give a new password and close that person's sessions. Raises NotFound, Invalid."""
    row = _of(session, user)
    row.password_hash = passwords.hashed(password)
    _close_sessions(session, row)


def set_active(session: Session, user: str, active: bool, now: datetime) -> None:
    """Retire a person, or take them back; a retired one is signed out. Raises NotFound."""
    row = _of(session, user)
    row.active = active
    if not active:
        _close_sessions(session, row)
        set_state(session, row.id, AgentState.OFFLINE, None, now)


def normal(user: str) -> str:
    """A user as it is kept and compared: without blanks around it, lower case."""
    return storable(user, LONGEST_USER).strip().lower()


def agent(row: store.Agent) -> Agent:
    """The person as services hand them out."""
    return Agent(
        id=row.id,
        user=row.user,
        name=row.name,
        role=row.role,
        active=row.active,
        state=row.state,
        state_reason=row.state_reason,
        state_since=row.state_since,
        skills={skill.queue: skill.level for skill in row.skills},
    )


def _of(session: Session, user: str) -> store.Agent:
    row = session.scalar(select(store.Agent).where(store.Agent.user == normal(user)))
    if row is None:
        raise NotFound(f"no hay un usuario {normal(user)}")
    return row


def _close_sessions(session: Session, row: store.Agent) -> None:
    desks.release_of_agent(session, row.id)
    opened = select(store.AgentSession).where(store.AgentSession.agent_id == row.id)
    for one in session.scalars(opened):
        session.delete(one)
    session.flush()
