"""Calls offered to queues: what the board and the reports count, and how long agents held."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import CallId, Key, state


class OfferEnd(StrEnum):
    """What became of a call that was offered to a queue."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    ELSEWHERE = "elsewhere"
    """It left the queue alive: a callback, a key, the queue's own time, no agent there."""


class Offer(Base):
    """One call at one queue, however often it stayed there: derived from stays and legs.

    ``wait``, ``talk`` and ``hold`` are whole seconds: waited until answered or gone, talked
    and held by agents. ``ended`` is None while the caller waits.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_entered_at", "entered_at", "queue", "ended", "wait"),
        {"sqlite_with_rowid": False},
    )

    call_id: Mapped[str] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), primary_key=True
    )
    queue: Mapped[str] = mapped_column(String(40), primary_key=True)
    entered_at: Mapped[datetime]
    ended: Mapped[OfferEnd | None] = mapped_column(state(OfferEnd, "ended"))
    wait: Mapped[int | None]
    talk: Mapped[int] = mapped_column(default=0)
    hold: Mapped[int] = mapped_column(default=0)


class Hold(Base):
    """One time that a telephone put the other side on hold; open until taken back."""

    __tablename__ = "holds"
    __table_args__ = (UniqueConstraint("call_id", "channel", "began_at"),)

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
