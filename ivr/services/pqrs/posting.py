"""Writing a filed case to the store: once, however often it is tried."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import events, store
from ivr.errors import Invalid, Refused
from ivr.services import calls, numbers, outbox, working_days
from ivr.services.numbers import Series
from ivr.services.pqrs.case_filing import CaseFiling, Contact, EmailAuthorisation, Petitioner
from ivr.services.pqrs.catalogue import Catalogue
from ivr.services.pqrs.deadlines import Due, due
from ivr.services.pqrs.history import note
from ivr.services.pqrs.telling import tell_filed
from ivr.services.pqrs.words import words
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.services.working_days import Calendar
from ivr.store import CaseState

LONGEST_TOLD = 20_000
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class FiledCase:
    """The radicado of a case filed in a unit of work, and its deadline."""

    radicado: str
    filed_at: datetime
    due: Due


def file(session: Session, filing: CaseFiling, catalogue: Catalogue, now: datetime) -> FiledCase:
    """File a case in the session's transaction, as staff do. What was filed already stays."""
    kept = session.scalar(select(store.Case).where(store.Case.filing_id == filing.filing_id))
    if kept is not None:
        days = Due(kept.due_on, kept.working_days, kept.counted_from or kept.due_on, "")
        return FiledCase(kept.radicado, kept.filed_at, days)
    filing = ruled(catalogue, working_days.calendar(session), filing, now)
    assert filing.due is not None
    radicado = str(numbers.take(session, Series.CASE, now))
    post(session, filing, radicado, now)
    return FiledCase(radicado, now, filing.due)


def ruled(catalogue: Catalogue, days: Calendar, filing: CaseFiling, now: datetime) -> CaseFiling:
    """The filing with what the catalogue says of it: when it is due, how its kind is called."""
    label = catalogue.kind(filing.kind).label
    cause = catalogue.causes.get(filing.cause or "")
    return replace(
        filing,
        due=due(catalogue, days, filing.kind, now),
        called=label.lower(),
        subject=filing.subject or (cause.label if cause else label),
    )


def post(session: Session, filing: CaseFiling, radicado: str, at: datetime) -> None:
    """Write a case under ``radicado``, filed ``at``; nothing happens when it is there already.

    Text is cut to its column, what refers to nothing is left out: a filing is never refused
    for what it holds. Raises Invalid without a deadline, Refused where another case carries
    the radicado.
    """
    term = filing.due
    if term is None:
        raise Invalid("la radicación no dice cuándo vence")
    filing = _nameless(filing) if filing.petitioner.anonymous else filing
    call_id = _call(session, filing.call_id)
    fresh = insert(session, store.Case).values(
        radicado=radicado,
        filing_id=filing.filing_id,
        call_id=call_id,
        account_id=_there(session, store.Account, filing.account_id),
        received_by=_there(session, store.Agent, filing.received_by),
        filed_at=at,
        state=CaseState.FILED,
        unfinished=True,
        **_content(filing),
        **_person(filing.petitioner, filing.contact),
        **_term(term),
    )
    case_id = session.scalar(fresh.on_conflict_do_nothing().returning(store.Case.id))
    if case_id is None:
        _same(session, filing.filing_id, radicado)
        return
    found_by = words(filing.subject, filing.petitioner.name)
    session.add_all(store.CaseWord(word=word, case_id=case_id) for word in found_by)
    data = {"due_on": term.on.isoformat(), "rules": term.rule_version}
    note(session, case_id, "filed", at=at, agent_id=filing.received_by, data=data)
    tell_filed(session, filing, radicado, at)
    filed = events.CaseFiled(
        event_id=str(uuid.uuid5(uuid.UUID(filing.filing_id), "CaseFiled")),
        at=at,
        radicado=radicado,
        kind=filing.kind,
        call_id=call_id,
    )
    outbox.add(session, filed)


def _content(filing: CaseFiling) -> dict[str, object]:
    return {
        "kind": filing.kind,
        "service": filing.service and storable(filing.service, 20),
        "cause": filing.cause and storable(filing.cause, 20),
        "subject": storable(" ".join(filing.subject.split()), 160),
        "told": storable(filing.told, LONGEST_TOLD),
        "narrative": [storable(name, 80) for name in filing.narrative[:MOST_NAMES]],
        "documents": [storable(name, 160) for name in filing.documents[:MOST_NAMES]],
        "invoice_number": storable(filing.invoice_number, 40),
        "channel": storable(filing.channel, 20),
        "priority": filing.priority,
    }


def _person(petitioner: Petitioner, contact: Contact) -> dict[str, object]:
    return {
        "anonymous": petitioner.anonymous,
        "petitioner": storable(" ".join(petitioner.name.split()), 160),
        "document_kind": storable(petitioner.document_kind, 10),
        "document": storable(petitioner.document, 20),
        "representative": storable(petitioner.representative, 160),
        "representative_document": storable(petitioner.representative_document, 20),
        "phone": storable(contact.phone, 16),
        "email": storable(contact.email, 160),
        "address": storable(contact.address, 160),
        "answer_by": contact.answer_by or "",
        "text_message": contact.text_message,
        "email_authorisation": _proof(contact.email_authorisation),
    }


def _term(term: Due) -> dict[str, object]:
    return {
        "rule_version": storable(term.rule_version, 20),
        "working_days": term.working_days,
        "counted_from": term.counts_from,
        "first_due_on": term.on,
        "due_on": term.on,
        "silence": term.silence,
    }


def _proof(given: EmailAuthorisation | None) -> dict[str, str] | None:
    if given is None:
        return None
    return {
        "email": storable(given.email, 160),
        "at": given.at.isoformat(),
        "text_version": storable(given.text_version, 40),
        "proof": storable(given.proof, 80),
    }


def _nameless(filing: CaseFiling) -> CaseFiling:
    """An anonymous petition keeps nothing that tells who filed it."""
    return replace(
        filing,
        petitioner=Petitioner(anonymous=True),
        contact=Contact(),
        account_id=None,
        call_id=None,
    )


def _call(session: Session, call_id: str | None) -> str | None:
    """The call's id, its row made if the log has none yet; None for no call of the line."""
    minted = None if call_id is None else calls.minted_at(call_id)
    if call_id is None or minted is None:
        return None
    calls.begin(session, call_id, started_at=minted)
    return call_id


def _there(session: Session, table: type[store.Base], key: int | None) -> int | None:
    return None if key is None or session.get(table, key) is None else key


def _same(session: Session, filing_id: str, radicado: str) -> None:
    """Refuse a radicado that another filing carries: it must never be told twice."""
    case = store.Case
    kept = session.scalar(select(case.radicado).where(case.filing_id == filing_id))
    if kept is None:
        raise Refused("ese radicado ya es de otro caso", radicado=radicado)
