"""A callback promised by an agent: within the rules of contact, in its turn, one a number."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr.errors import Invalid, Refused
from ivr.queue_place import Place
from ivr.services.callbacks.owing import ask, when
from ivr.services.callbacks.record import Callback
from ivr.services.calls import CallRecord
from ivr.services.contact import Allowed

SOONEST = timedelta(minutes=10)
"""Not while the caller still talks."""
LONGEST_AHEAD = timedelta(days=7)
USUAL_QUEUE = "attention"


def possible(session: Session, call: CallRecord, wanted: datetime | None, now: datetime) -> Allowed:
    """When the caller's number may be called back, from the moment ``wanted`` on.

    Raises Refused for a number that is withheld, Invalid for a moment too far ahead.
    """
    if call.number is None:
        raise Refused("el número es privado: no se le puede devolver la llamada")
    moment = max(wanted or now, now + SOONEST)
    if moment - now > LONGEST_AHEAD:
        raise Invalid(f"la llamada se devuelve dentro de {LONGEST_AHEAD.days} días, a lo sumo")
    return when(session, call.number, moment)


def promise(session: Session, call: CallRecord, wanted: datetime | None, now: datetime) -> Callback:
    """Owe the caller a call from ``wanted`` on, or the next moment that the rules allow.

    A number that is owed a call keeps that one. Raises Refused where it may never be called,
    and as :func:`possible`.
    """
    allowed = possible(session, call, wanted, now)
    if allowed.next_moment is None or call.number is None:
        raise Refused("las reglas de contacto no permiten llamar a ese número")
    stay = call.stays[-1] if call.stays else None
    return ask(
        session,
        call_id=call.call_id,
        number=call.number,
        queue=stay.queue if stay else USUAL_QUEUE,
        place=Place(int(now.timestamp())),
        not_before=allowed.next_moment,
        now=now,
    )
