"""Callbacks that callers asked for in place of waiting, and how calls hang together."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, state

OPEN = text("state IN ('waiting', 'calling')")


class CallbackState(StrEnum):
    """Where a callback stands. The first two are open, the others are how it ended."""

    WAITING = "waiting"
    CALLING = "calling"
    REACHED = "reached"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Attempt(StrEnum):
    """How the last try to reach a person came out."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NOT_CONFIRMED = "not_confirmed"
    LATER = "later"


class LinkKind(StrEnum):
    """Why a call was placed by us: asked for in place of waiting, or by an agent's own choice."""

    CALLBACK = "callback"
    PLACED = "placed"


class Callback(Base):
    """A call that a caller is owed. No number is owed two at once.

    ``call_id`` is the call in which it was asked for, ``placed_call_id`` the one placed last;
    ``priority`` the place kept in the queue (QUEUE_PRIO). ``urgent``: staff want it dialled now.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        Index(
            "uq_callbacks_open_number",
            "number",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index("ix_callbacks_state_not_before", "state", "not_before"),
        Index("ix_callbacks_call_id", "call_id"),
        Index("ix_callbacks_placed_call_id", "placed_call_id"),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(16))  # E.164
    queue: Mapped[str] = mapped_column(String(40))
    priority: Mapped[int] = mapped_column(BIG)
    head_start: Mapped[int]
    requested_at: Mapped[datetime]
    last_attempt: Mapped[Attempt | None] = mapped_column(state(Attempt, "last_attempt"))
    state: Mapped[CallbackState] = mapped_column(state(CallbackState, "state"))
    not_before: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None]
    placed_call_id: Mapped[str | None] = mapped_column(CallId())
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))


class CallLink(Base):
    """A call that we placed, and the call or case (``radicado``) that it came of, if any.

    ``purpose`` (a ContactPurpose) and ``overrode`` (what an emergency passed over) of one that
    an agent placed.
    """

    __tablename__ = "call_links"

    call_id: Mapped[str] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), primary_key=True
    )
    of_call_id: Mapped[str | None] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), index=True
    )
    kind: Mapped[LinkKind] = mapped_column(state(LinkKind, "kind"))
    radicado: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(30))
    overrode: Mapped[str | None] = mapped_column(String(30))
