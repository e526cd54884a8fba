"""Recordings: what was recorded, where its sealed file is, and who listened to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key


class Recording(Base):
    """One recording. ``kind``: ``call`` for a part of a whole call, else what was dictated.

    ``started_at`` of an ethics report or an anonymous petition is its day alone, and it has no
    ``call_id``: nothing may lead from it to a call. ``file`` is relative to the folder of
    recordings, None once purged; ``size`` is of the WAV inside it, in bytes. A hold keeps it
    from being purged.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("channels IN (1, 2)", name="channels"),
        CheckConstraint("(file IS NULL) = (purged_at IS NOT NULL)", name="purged"),
        CheckConstraint("(hold_reason IS NULL) = (held_at IS NULL)", name="hold"),
        Index("ix_recordings_kind_started_at", "kind", "started_at"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    call_id: Mapped[str | None] = mapped_column(CallId, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    seconds: Mapped[float]
    channels: Mapped[int]
    size: Mapped[int] = mapped_column(BIG)
    file: Mapped[str | None] = mapped_column(String(120), unique=True)
    taken_in_at: Mapped[datetime]
    hold_reason: Mapped[str | None] = mapped_column(String(200))
    held_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]


class RecordingAccess(Base):
    """Somebody listened to a recording: never changed, never deleted.

    ``who`` names who was not signed in to a page (the console's user); ``address`` is where
    they were.
    """

    __tablename__ = "recording_accesses"
    __table_args__ = (
        CheckConstraint("(agent_id IS NULL) <> (who IS NULL)", name="somebody"),
        Index("ix_recording_accesses_recording_id_at", "recording_id", "at"),
        Index("ix_recording_accesses_agent_id_at", "agent_id", "at"),
    )

    id: Mapped[Key]
    recording_id: Mapped[int] = mapped_column(BIG, ForeignKey(Recording.id))
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    who: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
