"""A case with everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.pqrs.case import Entry
from ivr.services.pqrs.finding import found
from ivr.services.pqrs.history import of_case
from ivr.services.pqrs.risk import Risk
from ivr.services.pqrs.states import Action, possible
from ivr.services.sounds import Sound, sounds
from ivr.store import CaseKind, CaseState


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and where to reach them. Empty text where it isn't known."""

    anonymous: bool
    name: str
    document_kind: str
    document: str
    representative: str
    representative_document: str
    phone: str
    email: str
    address: str
    answer_by: str
    email_authorisation: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer, and how the person came to know it."""

    radicado: str
    code: str
    text: str
    at: datetime
    notify_by: date | None
    notified_at: datetime | None
    notification_code: str
    notification_means: str
    notification_proof: str


@dataclass(frozen=True, slots=True)
class CaseInFull:
    """A case, its person, its answer, its history, and what may be done with it now.

    ``received_by``: the agent's name, None when the automatic line received it.
    """

    radicado: str
    kind: CaseKind
    state: CaseState
    subject: str
    service: str | None
    cause: str | None
    told: str
    narrative: tuple[Sound, ...]
    documents: tuple[str, ...]
    channel: str
    call_id: str | None
    priority: bool
    account: str | None
    invoice_number: str
    received_by: str | None
    received_by_id: int | None
    person: Person
    filed_at: datetime
    first_due_on: date | None
    due_on: date
    working_days: int
    rule_version: str
    overdue: bool
    due_soon: bool
    at_risk_of_silence: bool
    lapsed_at: datetime | None
    complete_by: date | None
    assigned_to: int | None
    assigned: str | None
    transferred_to: str
    closed_at: datetime | None
    answer: Answer | None
    history: tuple[Entry, ...]
    actions: tuple[Action, ...]


def in_full(session: Session, radicado: str, risk: Risk) -> CaseInFull | None:
    """The case of a radicado; None where there is none."""
    case = store.Case
    row = found(session, radicado)
    if row is None:
        return None
    late, soon, silent = session.execute(
        select(risk.overdue, risk.due_soon, risk.silence).where(case.id == row.id)
    ).one()
    account = None if row.account_id is None else session.get(store.Account, row.account_id)
    return CaseInFull(
        radicado=row.radicado,
        kind=row.kind,
        state=row.state,
        subject=row.subject,
        service=row.service,
        cause=row.cause,
        told=row.told,
        narrative=sounds(session, row.narrative),
        documents=tuple(row.documents),
        channel=row.channel,
        call_id=row.call_id,
        priority=row.priority,
        account=None if account is None else account.number,
        invoice_number=row.invoice_number,
        received_by=_name(session, row.received_by),
        received_by_id=row.received_by,
        person=_person(row),
        filed_at=row.filed_at,
        first_due_on=row.first_due_on,
        due_on=row.due_on,
        working_days=row.working_days,
        rule_version=row.rule_version,
        overdue=bool(late),
        due_soon=bool(soon),
        at_risk_of_silence=bool(silent),
        lapsed_at=row.lapsed_at,
        complete_by=row.complete_by,
        assigned_to=row.assigned_to,
        assigned=_name(session, row.assigned_to),
        transferred_to=row.transferred_to,
        closed_at=row.closed_at,
        answer=_answer(row),
        history=of_case(session, row.id),
        actions=possible(row.state),
    )


def _person(row: store.Case) -> Person:
    return Person(
        anonymous=row.anonymous,
        name=row.petitioner,
        document_kind=row.document_kind,
        document=row.document,
        representative=row.representative,
        representative_document=row.representative_document,
        phone=row.phone,
        email=row.email,
        address=row.address,
        answer_by=row.answer_by,
        email_authorisation=row.email_authorisation,
    )


def _answer(row: store.Case) -> Answer | None:
    if row.answered_at is None:
        return None
    return Answer(
        radicado=row.answer_radicado or "",
        code=row.answer_code,
        text=row.answer,
        at=row.answered_at,
        notify_by=row.notify_by,
        notified_at=row.notified_at,
        notification_code=row.notification_code,
        notification_means=row.notification_means,
        notification_proof=row.notification_proof,
    )


def _name(session: Session, agent_id: int | None) -> str | None:
    agent = None if agent_id is None else session.get(store.Agent, agent_id)
    return None if agent is None else agent.name
