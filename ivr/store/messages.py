"""Messages that callers left on the ladder, when nobody could take the call."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key, state

OPEN = text("state = 'open'")


class MessageState(StrEnum):
    """Whether someone has attended to a message."""

    OPEN = "open"
    DONE = "done"


class Message(Base):
    """A message. Its call may be unknown: the ladder needs none of our Python.

    ``audio`` is a file's name in the folder of messages, none when the caller hung up at the
    tone; ``seconds`` is its length.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("(audio IS NULL) = (seconds IS NULL)", name="audio"),
        Index("ix_messages_open", "number", postgresql_where=OPEN, sqlite_where=OPEN),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), unique=True)
    number: Mapped[str | None] = mapped_column(String(16))  # E.164
    emergency: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime]
    audio: Mapped[str | None] = mapped_column(String(60))
    seconds: Mapped[float | None]
    state: Mapped[MessageState] = mapped_column(state(MessageState, "state"))
    done_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    done_at: Mapped[datetime | None]
