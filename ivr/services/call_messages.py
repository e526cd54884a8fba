"""What may be sent to a caller's mobile from the desk: chosen from a list, never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Refused
from ivr.services import billing, contact, outbound
from ivr.services.accounts import Account
from ivr.services.calls import CallRecord
from ivr.services.contact import Allowed
from ivr.services.damage import DamageCatalogue
from ivr.services.identity_notes import VERIFIED_LEVEL
from ivr.services.outbound import Message, Template, is_mobile
from ivr.services.pqrs import Catalogue
from ivr.store import CaseState, ContactChannel, ContactPurpose

ENDING = 3
MOST_CASES, MOST_POINTS = 6, 3
STATES: Mapping[CaseState, str] = {
    CaseState.FILED: "está en trámite",
    CaseState.ASSIGNED: "está en trámite",
    CaseState.INCOMPLETE: "espera que usted lo complete",
    CaseState.ANSWERED: "ya tiene respuesta, y se la vamos a notificar",
    CaseState.NOTIFIED: "ya se respondió y se notificó",
    CaseState.CLOSED: "está cerrado",
    CaseState.TRANSFERRED: "se trasladó a la entidad competente",
    CaseState.WITHDRAWN: "se cerró por desistimiento",
}


@dataclass(frozen=True, slots=True)
class Sendable:
    """A message that may be sent; ``about`` is a radicado or a ticket, empty for the account."""

    template: Template
    about: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Names:
    """How kinds of cases and services are called in a message."""

    pqrs: Catalogue
    damages: DamageCatalogue


def sendable(
    session: Session, call: CallRecord, account: Account | None, names: Names
) -> tuple[Sendable, ...]:
    """What may be sent in this call.

    Of the account's earlier cases nothing, until the caller's identity was verified.
    """
    return (
        *_of_account(session, account),
        *_of_cases(session, call, account, names),
        *_of_damages(session, call, names),
    )


def allowed(session: Session, call: CallRecord, now: datetime) -> Allowed:
    """Whether the caller's number may get a message now. Raises Refused for one that can't."""
    if call.number is None:
        raise Refused("el número es privado: no se le puede escribir")
    if not is_mobile(call.number):
        raise Refused("llama de un teléfono fijo: no recibe mensajes de texto")
    return contact.can_contact(
        session, ContactPurpose.REQUESTED, ContactChannel.SMS, call.number, now
    )


def send(session: Session, call: CallRecord, chosen: Sendable, now: datetime) -> bool:
    """Queue a message that :func:`sendable` gave; False where this call sent it already."""
    assert call.number is not None
    message = Message(
        key=f"{call.call_id}/desk/{chosen.template}/{chosen.about}",
        channel=ContactChannel.SMS,
        recipient=call.number,
        template=chosen.template,
        purpose=ContactPurpose.REQUESTED,
        fields=chosen.fields,
        call_id=call.call_id,
    )
    return outbound.queue(session, message, now)


def _of_account(session: Session, account: Account | None) -> Iterator[Sendable]:
    if account is None:
        return
    yield Sendable(Template.PAYMENT_LINK, "", {"cuenta": account.number[-ENDING:]})
    points = billing.payment_points(session, account.zone_id, limit=MOST_POINTS)
    if points:
        places = tuple(f"{one.name}, {one.address}" for one in points)
        yield Sendable(Template.PAYMENT_POINTS, "", {"puntos": places})


def _of_cases(
    session: Session, call: CallRecord, account: Account | None, names: Names
) -> Iterator[Sendable]:
    case = store.Case
    theirs: list[ColumnElement[bool]] = [case.call_id == call.call_id]
    if account is not None and call.identity_level >= VERIFIED_LEVEL:
        theirs.append(case.account_id == account.id)
    query = select(case).where(or_(*theirs)).order_by(case.filed_at.desc()).limit(MOST_CASES)
    for row in session.scalars(query):
        named = {"tipo": names.pqrs.kind(row.kind).label.lower(), "radicado": row.radicado}
        if row.unfinished:
            yield Sendable(Template.CASE_FILED, row.radicado, {**named, "limite": row.due_on})
        yield Sendable(Template.CASE_STATUS, row.radicado, {**named, "estado": STATES[row.state]})


def _of_damages(session: Session, call: CallRecord, names: Names) -> Iterator[Sendable]:
    report = store.DamageReport
    for row in session.scalars(select(report).where(report.call_id == call.call_id)):
        service = names.damages.name(row.service) if row.service else "emergencia"
        yield Sendable(
            Template.DAMAGE_REPORTED, row.ticket, {"ticket": row.ticket, "servicio": service}
        )
