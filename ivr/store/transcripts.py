"""What callers dictated, in writing: made by a machine after the call."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.columns import state

DUE = text("due_at IS NOT NULL")


class TranscriptOrigin(StrEnum):
    """What a transcript is of: a sealed recording, or a message left on the ladder."""

    RECORDING = "recording"
    MESSAGE = "message"


class TranscriptState(StrEnum):
    """How far it is. ``no_model``: no model for dictation is set up, so nothing is written."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    NO_MODEL = "no_model"


class Transcript(Base):
    """A transcript, by the name of its sound: no number of its own would tell an order.

    ``due_at``: when it is taken up next (while it is worked on, when it is given up for lost);
    ``tries`` so far; ``confidence`` is the mean of its words', 0 to 1, none without a word.
    Of what is unlinked from its call ``due_at`` and ``made_at`` are a day alone.
    """

    __tablename__ = "transcripts"
    __table_args__ = (
        CheckConstraint("(due_at IS NULL) = (state IN ('done', 'failed'))", name="due"),
        CheckConstraint("(made_at IS NOT NULL) = (state = 'done')", name="made"),
        Index("ix_transcripts_due_at", "due_at", sqlite_where=DUE, postgresql_where=DUE),
        {"sqlite_with_rowid": False},
    )

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    origin: Mapped[TranscriptOrigin] = mapped_column(state(TranscriptOrigin, "origin"))
    state: Mapped[TranscriptState] = mapped_column(state(TranscriptState, "state"))
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    model: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[float | None]
    made_at: Mapped[datetime | None]


class TranscriptWord(Base):
    """A word of a transcript, by which what was said in a call is found."""

    __tablename__ = "transcript_words"
    __table_args__ = (Index("ix_transcript_words_name", "name"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(
        String(80), ForeignKey(Transcript.name, ondelete="CASCADE"), primary_key=True
    )
