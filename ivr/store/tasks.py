"""Follow-up tasks: what somebody promised to do after a call, until it is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key

OPEN_TASK = text("done_at IS NULL")


class Task(Base):
    """Something to be done by ``due_at``: by one person, or by whoever takes it from a queue.

    ``queue`` is where it came from, also once ``agent_id`` took it; ``postponed`` counts how
    often it was put off.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("agent_id IS NOT NULL OR queue IS NOT NULL", name="whose"),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
        Index(
            "ix_tasks_agent_id_due_at",
            "agent_id",
            "due_at",
            sqlite_where=OPEN_TASK,
            postgresql_where=OPEN_TASK,
        ),
        Index("ix_tasks_call_id", "call_id"),
    )

    id: Mapped[Key]
    what: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    queue: Mapped[str | None] = mapped_column(String(40))
    call_id: Mapped[str | None] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="SET NULL")
    )
    made_by: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    made_at: Mapped[datetime]
    postponed: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
