"""Agents: the people who sign in, their skills, sessions, desks and states."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key, state


class Role(StrEnum):
    """What a person who signs in is to the line; what each may do is the web's RIGHTS."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    ETHICS = "ethics"
    CASE_OFFICER = "case_officer"
    ADMIN = "admin"
    AUDITOR = "auditor"


class AgentState(StrEnum):
    """What an agent is doing. The first three are chosen, the others follow from calls."""

    AVAILABLE = "available"
    PAUSED = "paused"
    OFFLINE = "offline"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"


class Agent(Base):
    """A person who signs in. ``user`` is lower case; ``password_hash`` an argon2id string."""

    __tablename__ = "agents"

    id: Mapped[Key]
    user: Mapped[str] = mapped_column("user_name", String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(state(Role, "role"))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    state: Mapped[AgentState] = mapped_column(
        state(AgentState, "state"), default=AgentState.OFFLINE
    )
    state_reason: Mapped[str | None] = mapped_column(String(60))
    state_since: Mapped[datetime]

    skills: Mapped[list[Skill]] = relationship(
        lazy="selectin", order_by="Skill.queue", cascade="all, delete-orphan"
    )


class Skill(Base):
    """A queue that an agent serves. ``level`` 1 is called first, 9 last."""

    __tablename__ = "skills"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 9", name="level"),)

    agent_id: Mapped[int] = mapped_column(
        BIG, ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True
    )
    queue: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    level: Mapped[int]


class AgentSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "agent_sessions"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    agent: Mapped[Agent] = relationship(lazy="joined", innerjoin=True)


class LoginFailure(Base):
    """A sign-in refused; ``user_hash`` covers users that do not exist as well."""

    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_user_hash_at", "user_hash", "at"),)

    id: Mapped[Key]
    user_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]


class Desk(Base):
    """A telephone of the desk page (PJSIP endpoint ``name``), lent to one session at a time."""

    __tablename__ = "desks"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id), unique=True)
    session_id: Mapped[int | None] = mapped_column(
        BIG, ForeignKey(AgentSession.id, ondelete="SET NULL"), unique=True
    )
    leased_until: Mapped[datetime | None]


class AgentStateChange(Base):
    """One change of an agent's state; the present one is on the agent.

    ``ended_at`` is when the next one came, ``call_id`` the call that it was about.
    """

    __tablename__ = "agent_state_changes"
    __table_args__ = (
        Index("ix_agent_state_changes_agent_id_at", "agent_id", "at"),
        Index("ix_agent_state_changes_at", "at"),
    )

    id: Mapped[Key]
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id, ondelete="CASCADE"))
    at: Mapped[datetime]
    state: Mapped[AgentState] = mapped_column(state(AgentState, "state"))
    reason: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    call_id: Mapped[str | None] = mapped_column(CallId())
