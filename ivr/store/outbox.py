"""The outbox: durable events, written in the same transaction as what they tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.columns import JsonObject, Key

WAITING = text("relayed_at IS NULL")


class OutboxEvent(Base):
    """An event to be relayed at least once. ``event_id`` is what handlers recognise it by."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "id", postgresql_where=WAITING, sqlite_where=WAITING),
        Index("ix_outbox_relayed_at", "relayed_at"),
    )

    id: Mapped[Key]
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[JsonObject] = mapped_column(JSON)
    written_at: Mapped[datetime]
    relayed_at: Mapped[datetime | None]
