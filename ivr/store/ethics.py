"""Reports to the ethics line. Nothing here refers to a call, a number or a time of day.

Keys are random, only the day is kept, and on SQLite rows lie in the keys' order, so that no
order of arrival puts a report beside a call.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, Key, state


class EthicsMode(StrEnum):
    """How much of themselves people give: nothing, a name to be kept reserved, or their data."""

    ANONYMOUS = "anonymous"
    RESERVED = "reserved"
    NAMED = "named"


class EthicsState(StrEnum):
    """How far a report has come."""

    RECEIVED = "received"
    REVIEWING = "reviewing"
    ANSWERED = "answered"
    CLOSED = "closed"


class EthicsSoundKind(StrEnum):
    """What is told in a recording: the facts, who tells them, or something added later."""

    FACTS = "facts"
    IDENTITY = "identity"
    ADDITION = "addition"


class EthicsEntryKind(StrEnum):
    """What an officer did with a report; reading it counts, listening is on record elsewhere."""

    READ = "read"
    NOTE = "note"
    ANSWER = "answer"
    CLOSED = "closed"


def _random_key() -> str:
    return str(uuid.uuid4())


class EthicsReport(Base):
    """A report. Of its tracking code the hash alone is kept (``ivr.services.ethics``).

    ``complete`` is false when the caller hung up before hearing the code.
    """

    __tablename__ = "ethics_reports"
    __table_args__ = (
        Index("ix_ethics_reports_filed_on", "filed_on"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=_random_key)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    mode: Mapped[EthicsMode] = mapped_column(state(EthicsMode, "mode"))
    state: Mapped[EthicsState] = mapped_column(
        state(EthicsState, "state"), default=EthicsState.RECEIVED
    )
    filed_on: Mapped[date]
    complete: Mapped[bool] = mapped_column(Boolean)


class EthicsSound(Base):
    """One recording of a report, by its name among the recordings."""

    __tablename__ = "ethics_sounds"
    __table_args__ = (
        Index("ix_ethics_sounds_report_id", "report_id"),
        {"sqlite_with_rowid": False},
    )

    recording: Mapped[str] = mapped_column(String(80), primary_key=True)
    report_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey(EthicsReport.id, ondelete="CASCADE")
    )
    kind: Mapped[EthicsSoundKind] = mapped_column(state(EthicsSoundKind, "kind"))
    told_on: Mapped[date]


class EthicsEntry(Base):
    """One line of what officers did: the report's history and its access log at once."""

    __tablename__ = "ethics_entries"
    __table_args__ = (Index("ix_ethics_entries_report_id_at", "report_id", "at"),)

    id: Mapped[Key]
    report_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey(EthicsReport.id, ondelete="CASCADE")
    )
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    at: Mapped[datetime]
    kind: Mapped[EthicsEntryKind] = mapped_column(state(EthicsEntryKind, "kind"))
    text: Mapped[str] = mapped_column(Text, default="")


class EthicsSalt(Base):
    """The one secret behind the hashes of all tracking codes."""

    __tablename__ = "ethics_salt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))


class EthicsFailures(Base):
    """How many codes that don't exist were tried within an hour, by nobody knows whom."""

    __tablename__ = "ethics_failures"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
