"""Filing a damage report: durable before its ticket is spoken, and harmless when filed twice."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import events, store
from ivr.services import calls, numbers, outbox
from ivr.services.numbers import Series
from ivr.services.text import storable

DANGER = 1
LONGEST_KIND, LONGEST_ADDRESS = 60, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageFiling:
    """A damage as a caller told it, plain enough for a journal.

    ``filing_id`` (a UUID) is what makes it one report however often it is posted.
    ``service`` is None for a danger that belongs to none. ``place_recording`` names the sound
    in which the caller said where; ``notify`` is the mobile (E.164) of who wants to know when
    it is mended; ``outage_id`` the outage that the caller says it is.
    """

    kind: str
    priority: int
    service: str | None = None
    call_id: str | None = None
    account_id: int | None = None
    zone_id: int | None = None
    address: str = ""
    place_recording: str | None = None
    outage_id: int | None = None
    notify: str | None = None
    filing_id: str = field(default_factory=lambda: str(uuid.uuid4()))


def post(session: Session, filing: DamageFiling, ticket: str, at: datetime) -> None:
    """Write the report under ``ticket``; nothing happens when that filing is there already.

    ``at`` is the moment of filing. Its call is marked as one of danger when it is.
    """
    if _posted(session, filing.filing_id) is not None:
        return
    if filing.call_id is not None:
        calls.begin(session, filing.call_id, started_at=at)
        if filing.priority == DANGER:
            calls.set_danger(session, filing.call_id)
    row = store.DamageReport(
        ticket=ticket,
        filing_id=filing.filing_id,
        service=None if filing.service is None else store.Service(filing.service),
        kind=storable(filing.kind, LONGEST_KIND),
        priority=filing.priority,
        account_id=filing.account_id,
        zone_id=filing.zone_id,
        call_id=filing.call_id,
        outage_id=filing.outage_id,
        address=storable(filing.address, LONGEST_ADDRESS),
        place_recording=filing.place_recording,
        notify=filing.notify,
        opened_at=at,
    )
    session.add(row)
    _place(session, row)
    session.flush()
    reported = events.DamageReported(
        event_id=str(uuid.uuid5(uuid.UUID(filing.filing_id), "DamageReported")),
        at=at,
        ticket=ticket,
        kind=row.kind,
        priority=filing.priority,
        service=filing.service,
        call_id=filing.call_id,
    )
    outbox.add(session, reported)


def file(session: Session, filing: DamageFiling, now: datetime) -> str:
    """File a report in the session's transaction, as staff do; gives its ticket.

    What was filed already keeps the ticket that it has.
    """
    there = _posted(session, filing.filing_id)
    if there is not None:
        return there.ticket
    ticket = str(numbers.take(session, Series.DAMAGE, now))
    post(session, filing, ticket, now)
    return ticket


def complete(
    session: Session,
    filing_id: str,
    *,
    account_id: int | None = None,
    notify: str | None = None,
) -> bool:
    """Add what became known after the filing; what it says already stays.

    False when it isn't posted yet (it waits in a journal).
    """
    row = _posted(session, filing_id)
    if row is None:
        return False
    row.account_id = row.account_id or account_id
    row.notify = row.notify or notify
    _place(session, row)
    session.flush()
    return True


def _place(session: Session, row: store.DamageReport) -> None:
    """Take zone and address from the account where the caller gave no other place."""
    if row.account_id is None or row.place_recording is not None:
        return
    account = session.get_one(store.Account, row.account_id)
    row.zone_id = row.zone_id or account.zone_id
    row.address = row.address or account.address


def _posted(session: Session, filing_id: str) -> store.DamageReport | None:
    report = store.DamageReport
    return session.scalar(select(report).where(report.filing_id == filing_id))
