"""What was done with a person's number or address: contacts made, refusals given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import ContactChannel, ContactPurpose

MAY_BE_REFUSED = (
    ContactPurpose.COLLECTION,
    ContactPurpose.COMMERCIAL,
    ContactPurpose.SERVICE,
    ContactPurpose.REQUESTED,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact made."""

    channel: ContactChannel
    purpose: ContactPurpose
    at: datetime


def made(
    session: Session,
    purpose: ContactPurpose,
    channel: ContactChannel,
    recipient: str,
    now: datetime,
    *,
    overrode: str | None = None,
    message_id: int | None = None,
    call_id: str | None = None,
) -> None:
    """Note a contact, and what an emergency passed over (``Allowed.overrode``)."""
    session.add(
        store.ContactMade(
            recipient=recipient,
            channel=channel,
            purpose=purpose,
            at=now,
            message_id=message_id,
            call_id=call_id,
            overrode=overrode,
        )
    )
    session.flush()


def since(
    session: Session, recipient: str, moment: datetime, purposes: Collection[ContactPurpose]
) -> tuple[Contact, ...]:
    """The contacts with a person for these purposes from that moment on, oldest first."""
    contact = store.ContactMade
    query = (
        select(contact)
        .where(contact.recipient == recipient, contact.at >= moment, contact.purpose.in_(purposes))
        .order_by(contact.at)
    )
    return tuple(Contact(row.channel, row.purpose, row.at) for row in session.scalars(query))


def refuse(
    session: Session,
    recipient: str,
    now: datetime,
    *,
    how: str,
    purposes: Collection[ContactPurpose] = MAY_BE_REFUSED,
) -> None:
    """The owner of a number or address asked not to be contacted; said twice, once is kept."""
    for purpose in purposes:
        row = insert(session, store.ContactRefusal).values(
            recipient=recipient, purpose=purpose, refused_at=now, how=storable(how, 60)
        )
        session.execute(row.on_conflict_do_nothing())


def take_back(
    session: Session, recipient: str, purposes: Collection[ContactPurpose] = MAY_BE_REFUSED
) -> None:
    """They allow it again."""
    refusal = store.ContactRefusal
    session.execute(
        delete(refusal).where(refusal.recipient == recipient, refusal.purpose.in_(purposes))
    )


def has_refused(session: Session, recipient: str, purpose: ContactPurpose) -> bool:
    """Whether they asked not to be contacted for ``purpose``."""
    return session.get(store.ContactRefusal, (recipient, purpose)) is not None
