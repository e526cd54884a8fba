"""Queueing a message, in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid
from ivr.services.outbound.message import Message
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import DeliveryState
from ivr.store.outbound import LONGEST_RECIPIENT

LONGEST_KEY = 120
LONGEST_TEXT = 4000


def queue(session: Session, message: Message, now: datetime) -> bool:
    """Keep ``message`` for the worker to deliver. False when its key is there already.

    It never stands in the way of what it tells: one that can't ever be delivered is kept as a
    dead letter. When it may be sent is asked at its delivery (``contact.can_contact``).
    Raises Invalid for a key or a field that can't be kept: a mistake of whoever queues.
    """
    if not message.key or len(message.key) > LONGEST_KEY:
        raise Invalid("la clave del mensaje está vacía o es muy larga")
    fault = message.fault
    row = insert(session, store.OutboundMessage).values(
        key=message.key,
        channel=message.channel,
        purpose=message.purpose,
        recipient=storable(message.recipient, LONGEST_RECIPIENT),
        template=message.template,
        fields=_kept(message.fields),
        call_id=message.call_id,
        written_at=now,
        due_at=now,
        state=DeliveryState.DEAD if fault else DeliveryState.WAITING,
        attempts=0,
        ended_at=now if fault else None,
        why=fault,
    )
    added = row.on_conflict_do_nothing().returning(store.OutboundMessage.id)
    return session.execute(added).first() is not None


def _kept(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    """A value as JSON keeps it. Raises Invalid for one of another kind."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return storable(value, LONGEST_TEXT)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    raise Invalid(f"un mensaje no puede llevar un valor de tipo {type(value).__name__}")
