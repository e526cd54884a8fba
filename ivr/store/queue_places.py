"""The place that each caller keeps in a queue, and the wait that they were told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId


class QueuePlace(Base):
    """One caller's place in one queue (``priority``: QUEUE_PRIO).

    ``ahead`` and ``predicted_seconds`` are what was reckoned at ``predicted_at``, when the caller
    joined first; the seconds are None where they could not be reckoned.
    """

    __tablename__ = "queue_places"
    __table_args__ = (
        Index("ix_queue_places_queue_predicted_at", "queue", "predicted_at"),
        {"sqlite_with_rowid": False},
    )

    call_id: Mapped[str] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), primary_key=True
    )
    queue: Mapped[str] = mapped_column(String(40), primary_key=True)
    priority: Mapped[int] = mapped_column(BIG)
    ahead: Mapped[int]
    predicted_seconds: Mapped[int | None]
    predicted_at: Mapped[datetime]
