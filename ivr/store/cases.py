"""Cases (PQRS): three dates, the rule version that set the deadline, an append-only history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, JsonObject, Key, state


class CaseKind(StrEnum):
    """What a person files."""

    PETITION = "peticion"
    INFORMATION = "informacion"
    QUERY = "consulta"
    COMPLAINT = "queja"
    CLAIM = "reclamo"
    SUGGESTION = "sugerencia"
    PRAISE = "felicitacion"


class CaseState(StrEnum):
    """How far a case has come: answering is not finishing, notifying is."""

    FILED = "filed"
    ASSIGNED = "assigned"
    INCOMPLETE = "incomplete"
    ANSWERED = "answered"
    NOTIFIED = "notified"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class Case(Base):
    """A petition, complaint, claim or suggestion.

    ``due_on`` was computed when it was filed, by the rules called ``rule_version``, and
    changes by an extension or a completion alone. Its answer has a radicado of its own.
    ``silence``: whether silence decides in the person's favour; ``lapsed_at``: when it did;
    ``notify_by``: the last day to summon the person to the answer; ``complete_by``: the last
    day to complete it; ``suspended_on``: since when the clock stands still for that.
    ``unfinished`` follows from ``state``: it is what lists are found by.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR answered_at >= filed_at", name="answered"),
        CheckConstraint("notified_at IS NULL OR notified_at >= answered_at", name="notified"),
        CheckConstraint(
            "unfinished = (state IN ('filed', 'assigned', 'incomplete', 'answered'))",
            name="unfinished",
        ),
        Index("ix_cases_account_id_filed_at", "account_id", "filed_at"),
        Index("ix_cases_unfinished_due_on", "unfinished", "due_on"),
        Index("ix_cases_unfinished_filed_at", "unfinished", "filed_at"),
        Index("ix_cases_assigned_to_unfinished_due_on", "assigned_to", "unfinished", "due_on"),
        Index("ix_cases_filed_at", "filed_at"),
        Index("ix_cases_kind_filed_at", "kind", "filed_at"),
        Index("ix_cases_service_filed_at", "service", "filed_at"),
        Index("ix_cases_document", "document"),
        Index("ix_cases_phone", "phone"),
        Index("ix_cases_call_id", "call_id"),
    )

    id: Mapped[Key]
    radicado: Mapped[str] = mapped_column(String(20), unique=True)
    filing_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    kind: Mapped[CaseKind] = mapped_column(state(CaseKind, "kind"))
    service: Mapped[str | None] = mapped_column(String(20))
    cause: Mapped[str | None] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(160))
    told: Mapped[str] = mapped_column(Text, default="")
    narrative: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    documents: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    invoice_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    call_id: Mapped[str | None] = mapped_column(CallId(), ForeignKey(Call.call_id))
    channel: Mapped[str] = mapped_column(String(20), default="telefono")
    received_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    priority: Mapped[bool] = mapped_column(default=False, server_default=false())

    anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    petitioner: Mapped[str] = mapped_column(String(160), default="", server_default="")
    document_kind: Mapped[str] = mapped_column(String(10), default="", server_default="")
    document: Mapped[str] = mapped_column(String(20), default="", server_default="")
    representative: Mapped[str] = mapped_column(String(160), default="", server_default="")
    representative_document: Mapped[str] = mapped_column(String(20), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(16), default="", server_default="")
    email: Mapped[str] = mapped_column(String(160), default="", server_default="")
    address: Mapped[str] = mapped_column(String(160), default="", server_default="")
    answer_by: Mapped[str] = mapped_column(String(20), default="", server_default="")
    text_message: Mapped[bool] = mapped_column(default=False, server_default=false())
    email_authorisation: Mapped[JsonObject | None] = mapped_column(JSON)

    rule_version: Mapped[str] = mapped_column(String(20))
    working_days: Mapped[int] = mapped_column(default=15, server_default=text("15"))
    counted_from: Mapped[date | None]
    silence: Mapped[bool] = mapped_column(default=False, server_default=false())
    filed_at: Mapped[datetime]
    first_due_on: Mapped[date | None]
    due_on: Mapped[date]
    lapsed_at: Mapped[datetime | None]
    assigned_to: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    complete_by: Mapped[date | None]
    suspended_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answer_radicado: Mapped[str | None] = mapped_column(String(20), unique=True)
    answer_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    notify_by: Mapped[date | None]
    notified_at: Mapped[datetime | None]
    notification_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    notification_means: Mapped[str] = mapped_column(String(20), default="", server_default="")
    notification_proof: Mapped[str] = mapped_column(String(400), default="", server_default="")
    transferred_to: Mapped[str] = mapped_column(String(160), default="", server_default="")
    closed_at: Mapped[datetime | None]
    state: Mapped[CaseState] = mapped_column(state(CaseState, "state"), default=CaseState.FILED)
    unfinished: Mapped[bool] = mapped_column(default=True, server_default=true())


class CaseWord(Base):
    """A word by which a case is found: of its subject, its petitioner."""

    __tablename__ = "case_words"
    __table_args__ = (Index("ix_case_words_case_id", "case_id"),)

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    case_id: Mapped[int] = mapped_column(
        BIG, ForeignKey(Case.id), primary_key=True, autoincrement=False
    )


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
    data: Mapped[JsonObject | None] = mapped_column(JSON)
