"""Calls that agents place: whom, whether they may be called now, and what it hangs together with.

The purpose follows from what the call is about, so that nobody chooses a laxer one: an
emergency that was cut off, what the person asked for, else service; a collection is said to be
one. The rules of each are data (``ivr.services.contact``, Ley 2300 de 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.call import PathStep
from ivr.errors import Invalid, NotFound, Refused
from ivr.phone_number import normalise
from ivr.services import accounts, calls, contact, messages
from ivr.services.callbacks import record as callbacks
from ivr.services.calls import CallRecord
from ivr.services.contact import Allowed, Why
from ivr.services.contact.rules import rule_for
from ivr.services.pqrs.finding import found
from ivr.store import CallbackState, ContactChannel, ContactPurpose, LinkKind, Outcome

EMERGENCY_LASTS = timedelta(hours=6)
"""Who told of a danger is called back as an emergency for so long."""
EMERGENCY_QUEUE = "emergency"
ID_GOOD_FOR = timedelta(minutes=10)
"""How far from now the moment inside a client's own identifier may be."""
WRITER = "placed"
LONGEST_RADICADO = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom an agent wants to call: who made ``call_id``, or who filed ``radicado``.

    ``number``, as people write it, is another telephone of theirs, or somebody's of whom
    nothing is known yet. ``collection``: to ask for a payment.
    """

    call_id: str | None = None
    radicado: str | None = None
    number: str | None = None
    collection: bool = False


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call to be placed. ``number``: E.164; ``overrode``: the rule that an emergency passes."""

    call_id: str
    number: str
    purpose: ContactPurpose
    overrode: Why | None = None


class NotNow(Refused):
    """The rules of contact forbid it now; ``allowed`` says which and until when."""

    code = "contact_not_allowed"

    def __init__(self, allowed: Allowed, basis: str) -> None:
        super().__init__("las normas de contacto no lo permiten ahora")
        self.allowed = allowed
        self.basis = basis


def was_placed(session: Session, call_id: str, now: datetime) -> bool:
    """Whether the call with this identifier of the client's own was placed before.

    Raises Refused where another call has it, Invalid for what is no fresh UUIDv7 (RFC 9562).
    """
    link = session.get(store.CallLink, call_id)
    if link is not None and link.kind is LinkKind.PLACED:
        return True
    if calls.by_id(session, call_id) is not None:
        raise Refused("ese identificador es de otra llamada")
    minted_at = calls.minted_at(call_id)
    if minted_at is None or abs(now - minted_at) > ID_GOOD_FOR:
        raise Invalid("el identificador debe ser un UUIDv7 de este momento", field="placing_id")
    return False


def prepare(
    session: Session, wish: Wish, *, call_id: str, area_code: str, now: datetime
) -> PlacedCall:
    """Make the record of a call that an agent is about to place, if it may be placed.

    Raises NotFound and Invalid for whom nobody can call, NotNow where the rules forbid it.
    """
    about = _About.of(session, wish, area_code)
    purpose = _purpose(session, wish, about, now)
    allowed = contact.can_contact(session, purpose, ContactChannel.CALL, about.number, now)
    if not allowed:
        rule = rule_for(session, purpose, ContactChannel.CALL)
        raise NotNow(allowed, rule.basis if rule else "")
    calls.begin(session, call_id, started_at=now, number=about.number)
    calls.set_outcome(session, call_id, Outcome.NOT_REACHED)
    if about.account_id is not None:
        calls.set_account(session, call_id, about.account_id, level=1)
    if about.call is not None and about.call.intent is not None:
        calls.set_intent(session, call_id, about.call.intent)
    session.add(
        store.CallLink(
            call_id=call_id,
            of_call_id=about.of_call_id,
            kind=LinkKind.PLACED,
            radicado=about.radicado,
            purpose=purpose.value,
            overrode=allowed.overrode,
        )
    )
    label = f"Llamada por el caso {about.radicado}" if about.radicado else "Llamada de un asesor"
    calls.add_steps(
        session, call_id, [PathStep(at=now, kind="placed", label=label)], first=0, writer=WRITER
    )
    session.flush()
    return PlacedCall(call_id, about.number, purpose, allowed.overrode)


def reached(session: Session, call_id: str, agent_id: int | None, now: datetime) -> None:
    """The person picked up: a contact made, noted once, and what they were owed is kept.

    ``agent_id`` is who called, None where only Asterisk's own record tells of it. Nothing
    happens for a call that no agent placed.
    """
    link = session.get(store.CallLink, call_id)
    call = session.get(store.Call, call_id)
    if link is None or call is None or link.purpose is None or call.number is None:
        return
    contacts = select(store.ContactMade.id).where(
        store.ContactMade.call_id == call_id, store.ContactMade.recipient == call.number
    )
    if session.scalar(contacts.limit(1)) is not None:
        return
    contact.made(
        session,
        ContactPurpose(link.purpose),
        ContactChannel.CALL,
        call.number,
        now,
        overrode=link.overrode,
        call_id=call_id,
    )
    owed = session.scalar(callbacks.open_of(call.number))
    if owed is not None:
        owed.placed_call_id, owed.closed_by = call_id, agent_id
        callbacks.close(owed, CallbackState.REACHED, now)


def followed_call(session: Session, call_id: str) -> str | None:
    """The call that a call placed by us came of, None for any other call."""
    link = session.get(store.CallLink, call_id)
    return link.of_call_id if link is not None else None


@dataclass(frozen=True, slots=True)
class _About:
    """What a call is about, and whom it reaches."""

    number: str
    call: CallRecord | None = None
    account_id: int | None = None
    of_call_id: str | None = None
    radicado: str | None = None

    @classmethod
    def of(cls, session: Session, wish: Wish, area_code: str) -> _About:
        other = None
        if wish.number is not None:
            other = normalise(wish.number, area_code)
            if other is None:
                raise Invalid("ese número de teléfono no sirve")
        if wish.call_id is not None:
            call = calls.by_id(session, wish.call_id)
            if call is None:
                raise NotFound("esa llamada no existe")
            number = _known(other or call.number, "esa llamada no dejó un número de teléfono")
            return cls(number, call, call.account_id, call.call_id)
        if wish.radicado is not None:
            case = found(session, wish.radicado[:LONGEST_RADICADO])
            if case is None:
                raise NotFound("ese caso no existe")
            number = _known(
                other or normalise(case.phone, area_code), "ese caso no tiene un teléfono"
            )
            return cls(number, None, case.account_id, case.call_id, case.radicado)
        number = _known(other, "falta a quién llamar")
        known = accounts.by_phone(session, number)
        return cls(number, None, known[0].id if len(known) == 1 else None)


def _known(number: str | None, otherwise: str) -> str:
    if number is None:
        raise Invalid(otherwise)
    return number


def _purpose(session: Session, wish: Wish, about: _About, now: datetime) -> ContactPurpose:
    if wish.collection:
        return ContactPurpose.COLLECTION
    call = about.call
    if call is not None and now - call.started_at < EMERGENCY_LASTS and _was_danger(session, call):
        return ContactPurpose.EMERGENCY
    owed = session.scalar(callbacks.open_of(about.number)) is not None
    asked = call is not None and bool(messages.open_of_calls(session, [call.call_id]))
    return ContactPurpose.REQUESTED if owed or asked else ContactPurpose.SERVICE


def _was_danger(session: Session, call: CallRecord) -> bool:
    danger = session.scalar(select(store.Call.danger).where(store.Call.call_id == call.call_id))
    return bool(danger) or any(stay.queue == EMERGENCY_QUEUE for stay in call.stays)
