"""What callers had said when they hung up before the end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, JsonObject, Key

OPEN = text("done_at IS NULL")


class Draft(Base):
    """An unfinished filing. Its call may not be in the store yet, so it is no foreign key.

    ``fields``: what was said, by name; ``recorded``: names of recordings between commas.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint("done_by IS NULL OR done_at IS NOT NULL", name="done"),
        Index("ix_drafts_open", "at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_drafts_call_id", "call_id"),
    )

    id: Mapped[Key]
    filing_id: Mapped[str] = mapped_column(String(36), unique=True)
    call_id: Mapped[str | None] = mapped_column(CallId())
    kind: Mapped[str] = mapped_column(String(20))
    fields: Mapped[JsonObject] = mapped_column(JSON)
    recorded: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    outcome: Mapped[str] = mapped_column(String(160), default="")
