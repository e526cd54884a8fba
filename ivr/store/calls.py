"""Calls: one caller's journey, with its legs, its stays in queues and the path walked."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key, state


class Outcome(StrEnum):
    """How a call ended, from the caller's side.

    ``callback``: they are owed a call in place of waiting. ``not_reached``: a call that we
    placed found nobody.
    """

    SELF_SERVICE = "self_service"
    AGENT = "agent"
    ABANDONED_IVR = "abandoned_ivr"
    ABANDONED_QUEUE = "abandoned_queue"
    LADDER_MESSAGE = "ladder_message"
    LADDER_ONCALL = "ladder_oncall"
    EMERGENCY = "emergency"
    FAILED = "failed"
    CALLBACK = "callback"
    NOT_REACHED = "not_reached"


class Built(StrEnum):
    """Whether a call's end was seen live or rebuilt from Asterisk's CEL."""

    LIVE = "live"
    CEL = "cel"


class LegRole(StrEnum):
    """Whose telephone a leg leads to."""

    CALLER = "caller"
    AGENT = "agent"
    ONCALL = "oncall"


class LeftBecause(StrEnum):
    """Why a caller left a queue."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMEOUT = "timeout"
    EMPTY = "empty"
    KEY = "key"


FLOWS = text("kind IN ('intent', 'done')")


class Call(Base):
    """One caller's journey through menus, queues and transfers.

    ``noted`` is the outcome that a dialog or the ladder reported, ``ended_how`` the one
    derived from all facts. ``identity_level``: 0 unknown, 1 claimed, 2 second datum given.
    ``danger``: people were in danger; such a call is never surveyed.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_number_started_at", "number", "started_at"),
        Index("ix_calls_account_id_started_at", "account_id", "started_at"),
        Index("ix_calls_agent_id_started_at", "agent_id", "started_at"),
        Index("ix_calls_started_at", "started_at"),
        {"sqlite_with_rowid": False},  # the id is in order of time: one tree is enough
    )

    call_id: Mapped[str] = mapped_column(CallId(), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(16))  # E.164
    withheld: Mapped[bool] = mapped_column(Boolean, default=False)
    dialled: Mapped[str | None] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    identity_level: Mapped[int] = mapped_column(default=0)
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))  # who spoke last
    intent: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(60))
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    noted: Mapped[Outcome | None] = mapped_column(state(Outcome, "noted"))
    ended_how: Mapped[Outcome | None] = mapped_column(state(Outcome, "ended_how"))
    built: Mapped[Built | None] = mapped_column(state(Built, "built"))
    danger: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class Leg(Base):
    """One telephone within a call. ``channel`` is Asterisk's Uniqueid, kept as evidence."""

    __tablename__ = "legs"
    __table_args__ = (
        UniqueConstraint("call_id", "channel"),
        Index("ix_legs_agent_id_rang_at", "agent_id", "rang_at"),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(80))
    role: Mapped[LegRole | None] = mapped_column(state(LegRole, "role"))
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    rang_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    hangup_cause: Mapped[int | None]  # Q.850
    missed: Mapped[bool] = mapped_column(Boolean, default=False)


class QueueStay(Base):
    """One stay of a call in a queue; ``position`` is the place at which it joined."""

    __tablename__ = "queue_stays"
    __table_args__ = (
        UniqueConstraint("call_id", "queue", "entered_at"),
        Index("ix_queue_stays_queue_entered_at", "queue", "entered_at"),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    queue: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    reason: Mapped[LeftBecause | None] = mapped_column(state(LeftBecause, "reason"))
    position: Mapped[int | None]


class PathStep(Base):
    """One step of the path that a caller walked. ``writer`` numbers its own positions from 0."""

    __tablename__ = "path_steps"
    __table_args__ = (
        Index(
            "ix_path_steps_flows",
            "at",
            "kind",
            "heard",
            sqlite_where=FLOWS,
            postgresql_where=FLOWS,
        ),
        {"sqlite_with_rowid": False},
    )

    call_id: Mapped[str] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), primary_key=True
    )
    writer: Mapped[str] = mapped_column(String(10), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    prompt: Mapped[str | None] = mapped_column(String(80))
    heard: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[float | None]
    label: Mapped[str | None] = mapped_column(String(200))
    answered_by: Mapped[str | None] = mapped_column(String(10))
    certainty: Mapped[str | None] = mapped_column(String(10))
