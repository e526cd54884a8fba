"""Cases (PQRS): three dates, the rule version that set the deadline, an append-only history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, state


class CaseKind(StrEnum):
    """What a person files."""

    PETITION = "peticion"
    COMPLAINT = "queja"
    CLAIM = "reclamo"
    SUGGESTION = "sugerencia"
    PRAISE = "felicitacion"


class CaseState(StrEnum):
    """How far a case has come: answering is not finishing, notifying is."""

    FILED = "filed"
    INCOMPLETE = "incomplete"
    ANSWERED = "answered"
    NOTIFIED = "notified"


class Case(Base):
    """A petition, complaint, claim or suggestion.

    ``due_on`` was computed when it was filed, by the rules called ``rule_version``. Its
    answer has a radicado of its own.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR answered_at >= filed_at", name="answered"),
        CheckConstraint("notified_at IS NULL OR notified_at >= answered_at", name="notified"),
        Index("ix_cases_account_id_filed_at", "account_id", "filed_at"),
        Index("ix_cases_state_due_on", "state", "due_on"),
    )

    id: Mapped[Key]
    radicado: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[CaseKind] = mapped_column(state(CaseKind, "kind"))
    subject: Mapped[str] = mapped_column(String(160))
    told: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    call_id: Mapped[str | None] = mapped_column(CallId(), ForeignKey(Call.call_id))
    channel: Mapped[str] = mapped_column(String(20), default="telefono")
    rule_version: Mapped[str] = mapped_column(String(20))
    filed_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answer_radicado: Mapped[str | None] = mapped_column(String(20), unique=True)
    notified_at: Mapped[datetime | None]
    state: Mapped[CaseState] = mapped_column(state(CaseState, "state"), default=CaseState.FILED)


class CaseEntry(Base):
    """One line of a case's history. The database refuses to change or delete it."""

    __tablename__ = "case_history"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(BIG, ForeignKey(Case.id))
    position: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    agent_id: Mapped[int | None] = mapped_column(BIG)
    note: Mapped[str] = mapped_column(Text, default="")
