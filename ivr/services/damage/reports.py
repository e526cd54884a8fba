"""Damage reports as staff work on them: found, assigned, joined to an outage, closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, literal, select, tuple_
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import cursor as cursors
from ivr.services.sounds import Sound, sounds
from ivr.services.text import storable
from ivr.services.transcripts import Transcript
from ivr.store import DamageState
from ivr.store.columns import Moment

LONGEST_CREW, LONGEST_CLOSING = 80, 160
LONGEST_TICKET = 20
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class DamageReport:
    """A damage as reported. ``priority``: 1 danger to people … 4 no hurry.

    ``place_recording`` names the sound in which the caller said where it is; ``place_seconds``
    is its length, None until it was taken in, ``place_transcript`` what it says.
    """

    ticket: str
    service: str | None
    kind: str
    priority: int
    address: str
    opened_at: datetime
    closed_at: datetime | None
    state: str
    zone_id: int | None = None
    zone: str | None = None
    call_id: str | None = None
    outage_id: int | None = None
    place_recording: str | None = None
    place_seconds: float | None = None
    place_transcript: Transcript | None = None
    crew: str = ""
    closing: str = ""
    notifies: bool = False


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of a list; ``next`` is the cursor of the page after it, None on the last."""

    damages: tuple[DamageReport, ...]
    next: str | None


_OF_ACCOUNT = (
    select(store.DamageReport)
    .where(store.DamageReport.account_id == bindparam("account_id"))
    .order_by(store.DamageReport.opened_at.desc())
    .limit(bindparam("most"))
)
_OPEN_OF_ACCOUNT = _OF_ACCOUNT.where(store.DamageReport.state != DamageState.CLOSED)


def of_account(
    session: Session, account_id: int, *, open_only: bool = True, limit: int = 5
) -> tuple[DamageReport, ...]:
    """The account's damage reports, newest first."""
    query = _OPEN_OF_ACCOUNT if open_only else _OF_ACCOUNT
    rows = session.scalars(query, {"account_id": account_id, "most": limit})
    return tuple(_report(row) for row in rows)


def by_ticket(session: Session, ticket: str) -> DamageReport:
    """The report of a ticket. Raises NotFound."""
    (report,) = _with_sounds(session, [_row(session, ticket, to_change=False)])
    return report


def reports(
    session: Session,
    *,
    states: Collection[DamageState] = (DamageState.OPEN, DamageState.ASSIGNED),
    service: str | None = None,
    zone_id: int | None = None,
    cursor: str | None = None,
    limit: int = LONGEST_PAGE,
) -> ReportPage:
    """The reports of some states, the most dangerous first, then the oldest.

    Raises Invalid for a cursor not given by a page.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    report = store.DamageReport
    query = select(report).where(report.state.in_(states))
    if service is not None:
        query = query.where(report.service == service)
    if zone_id is not None:
        query = query.where(report.zone_id == zone_id)
    if cursor is not None:
        query = query.where(_behind(cursor))
    query = query.order_by(report.priority, report.opened_at, report.id)
    found = session.scalars(query.limit(limit + 1)).all()
    rows = found[:limit]
    after = None
    if len(found) > limit:
        last = rows[-1]
        after = cursors.cursor(last.priority, last.opened_at, last.id)
    return ReportPage(_with_sounds(session, rows), after)


def assign(session: Session, ticket: str, crew: str, *, agent_id: int, now: datetime) -> None:
    """Give the damage to a crew. Raises Invalid without one, NotFound, Refused when closed."""
    crew = storable(" ".join(crew.split()), LONGEST_CREW)
    if not crew:
        raise Invalid("diga qué cuadrilla va")
    row = _open(session, ticket)
    row.crew, row.state, row.assigned_at = crew, DamageState.ASSIGNED, now
    row.changed_by = agent_id


def close(session: Session, ticket: str, closing: str, *, agent_id: int, now: datetime) -> None:
    """The damage is mended, or was none: ``closing`` says which. Raises as :func:`assign`."""
    closing = storable(" ".join(closing.split()), LONGEST_CLOSING)
    if not closing:
        raise Invalid("diga cómo quedó el daño")
    row = _open(session, ticket)
    row.closing, row.state, row.closed_at = closing, DamageState.CLOSED, now
    row.changed_by = agent_id


def reopen(session: Session, ticket: str, *, agent_id: int) -> None:
    """What was closed by mistake is open again. Raises NotFound."""
    row = _row(session, ticket)
    row.state = DamageState.ASSIGNED if row.crew else DamageState.OPEN
    row.closing, row.closed_at, row.changed_by = "", None, agent_id


def join(session: Session, tickets: Sequence[str], outage_id: int, *, agent_id: int) -> None:
    """These reports are of that outage. Raises NotFound, Refused for one that is over."""
    outage = session.get(store.Outage, outage_id)
    if outage is None:
        raise NotFound("ese daño general no existe")
    if outage.ended_at is not None:
        raise Refused("ese daño general ya terminó")
    for ticket in tickets:
        row = _open(session, ticket)
        row.outage_id, row.changed_by = outage_id, agent_id
        row.zone_id = row.zone_id or outage.zone_id


def _behind(cursor: str) -> ColumnElement[bool]:
    """What a list holds behind the place of a cursor."""
    priority, opened, key = cursors.parts(cursor, 3)
    place = (cursors.key(priority), cursors.moment(opened), cursors.key(key))
    report = store.DamageReport
    return tuple_(report.priority, report.opened_at, report.id) > tuple_(
        literal(place[0]), literal(place[1], Moment()), literal(place[2])
    )


def _with_sounds(session: Session, rows: Sequence[store.DamageReport]) -> tuple[DamageReport, ...]:
    places = [row.place_recording for row in rows if row.place_recording]
    told = {sound.name: sound for sound in sounds(session, places)}
    return tuple(_report(row, told.get(row.place_recording or "")) for row in rows)


def _open(session: Session, ticket: str) -> store.DamageReport:
    row = _row(session, ticket)
    if row.state is DamageState.CLOSED:
        raise Refused("ese reporte ya está cerrado")
    return row


def _row(session: Session, ticket: str, *, to_change: bool = True) -> store.DamageReport:
    named = storable(ticket, LONGEST_TICKET)
    query = select(store.DamageReport).where(store.DamageReport.ticket == named)
    if to_change:
        query = query.with_for_update(of=store.DamageReport)
    row = session.scalar(query)
    if row is None:
        raise NotFound("ese reporte de daño no existe")
    return row


def _report(row: store.DamageReport, place: Sound | None = None) -> DamageReport:
    return DamageReport(
        ticket=row.ticket,
        service=row.service,
        kind=row.kind,
        priority=row.priority,
        address=row.address,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        state=row.state,
        zone_id=row.zone_id,
        zone=row.zone.name if row.zone else None,
        call_id=row.call_id,
        outage_id=row.outage_id,
        place_recording=row.place_recording,
        place_seconds=None if place is None else place.seconds,
        place_transcript=None if place is None else place.transcript,
        crew=row.crew,
        closing=row.closing,
        notifies=row.notify is not None,
    )
