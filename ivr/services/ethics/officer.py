"""The officer's side of the ethics line: reports read, noted, answered and closed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import cursor as cursors
from ivr.services.text import storable
from ivr.store import EthicsEntryKind, EthicsMode, EthicsSoundKind, EthicsState

LONGEST_PAGE = 200
LONGEST_TEXT = 2000
LONGEST_ANSWER = 600
"""Characters that a caller will listen to: about 45 s."""

_WRITTEN = {
    EthicsEntryKind.NOTE: EthicsState.REVIEWING,
    EthicsEntryKind.ANSWER: EthicsState.ANSWERED,
    EthicsEntryKind.CLOSED: EthicsState.CLOSED,
}
"""The state that each thing written leads to."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One recording of a report. ``told_on`` is Bogotá's civil date.

    ``seconds`` is None until the recording is sealed, a moment after its call.
    """

    recording: str
    kind: EthicsSoundKind
    told_on: date
    seconds: float | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as one line of the officer's list; ``sounds`` is how many recordings it has."""

    id: str
    mode: EthicsMode
    state: EthicsState
    filed_on: date
    complete: bool
    sounds: int


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of a list; ``next`` is the cursor of the page after it, None on the last."""

    reports: tuple[ReportLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer did."""

    at: datetime
    agent: str
    kind: EthicsEntryKind
    text: str


@dataclass(frozen=True, slots=True)
class Listened:
    """Somebody heard one of a report's recordings."""

    at: datetime
    agent: str
    recording: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report in full; sounds, entries and listenings in the order in which they came."""

    id: str
    mode: EthicsMode
    state: EthicsState
    filed_on: date
    complete: bool
    sounds: tuple[Sound, ...]
    entries: tuple[Entry, ...]
    listened: tuple[Listened, ...]


def reports(
    session: Session,
    *,
    state: EthicsState | None = None,
    cursor: str | None = None,
    limit: int = LONGEST_PAGE,
) -> ReportList:
    """The reports, newest day first. Raises Invalid for a cursor not given by a page."""
    limit = max(1, min(limit, LONGEST_PAGE))
    report, sound = store.EthicsReport, store.EthicsSound
    how_many = (
        select(func.count()).where(sound.report_id == report.id).correlate(report).scalar_subquery()
    )
    query = select(report, how_many).order_by(report.filed_on.desc(), report.id)
    if state is not None:
        query = query.where(report.state == state)
    if cursor is not None:
        query = query.where(_earlier(cursor))
    found = [
        ReportLine(row.id, row.mode, row.state, row.filed_on, row.complete, sounds)
        for row, sounds in session.execute(query.limit(limit + 1))
    ]
    after = None
    if len(found) > limit:
        last = found[limit - 1]
        after = cursors.cursor(last.filed_on, last.id)
    return ReportList(tuple(found[:limit]), after)


def _earlier(cursor: str) -> ColumnElement[bool]:
    """What a list holds behind the place of a cursor."""
    report, (day, key) = store.EthicsReport, cursors.parts(cursor, 2)
    try:
        filed_on, last = date.fromisoformat(day), str(uuid.UUID(key))
    except ValueError:
        raise cursors.no_page() from None
    return or_(report.filed_on < filed_on, and_(report.filed_on == filed_on, report.id > last))


def read(session: Session, report_id: str, agent_id: int, now: datetime) -> Report:
    """A report in full; that it was read is kept. Raises NotFound."""
    _report(session, report_id)
    _enter(session, report_id, agent_id, now, EthicsEntryKind.READ)
    return _in_full(session, report_id)


def write(
    session: Session,
    report_id: str,
    agent_id: int,
    kind: EthicsEntryKind,
    text: str,
    now: datetime,
) -> Report:
    """Note, answer or close. The answer is what the caller will hear.

    Raises NotFound, Invalid for a text that is empty or too long, Refused once closed.
    """
    report = _report(session, report_id)
    if kind not in _WRITTEN:
        raise Invalid("eso no se escribe en una denuncia")
    if report.state is EthicsState.CLOSED:
        raise Refused("esta denuncia está cerrada")
    longest = LONGEST_ANSWER if kind is EthicsEntryKind.ANSWER else LONGEST_TEXT
    text = " ".join(text.split())
    if not text or len(text) > longest:
        raise Invalid(f"escriba un texto de hasta {longest} caracteres")
    _enter(session, report_id, agent_id, now, kind, storable(text, longest))
    if kind is not EthicsEntryKind.NOTE or report.state is EthicsState.RECEIVED:
        report.state = _WRITTEN[kind]
    return _in_full(session, report_id)


def _report(session: Session, report_id: str) -> store.EthicsReport:
    mine = select(store.EthicsReport).where(store.EthicsReport.id == report_id).with_for_update()
    report = session.scalar(mine)
    if report is None:
        raise NotFound("esa denuncia no existe")
    return report


def _in_full(session: Session, report_id: str) -> Report:
    report = _report(session, report_id)
    sound, entry = store.EthicsSound, store.EthicsEntry
    sounds = (
        select(sound, store.Recording.seconds)
        .outerjoin(store.Recording, store.Recording.name == sound.recording)
        .where(sound.report_id == report_id)
        .order_by(sound.told_on, sound.kind)
    )
    entries = (
        select(entry, store.Agent.name)
        .join(store.Agent, store.Agent.id == entry.agent_id)
        .where(entry.report_id == report_id)
        .order_by(entry.id)
    )
    return Report(
        report.id,
        report.mode,
        report.state,
        report.filed_on,
        report.complete,
        tuple(
            Sound(row.recording, row.kind, row.told_on, seconds)
            for row, seconds in session.execute(sounds)
        ),
        tuple(Entry(row.at, name, row.kind, row.text) for row, name in session.execute(entries)),
        _listened(session, report_id),
    )


def _listened(session: Session, report_id: str) -> tuple[Listened, ...]:
    """Who heard the report's recordings, as the log of listenings tells it."""
    access, recording, sound = store.RecordingAccess, store.Recording, store.EthicsSound
    rows = session.execute(
        select(access.at, store.Agent.name, recording.name)
        .join(recording, recording.id == access.recording_id)
        .join(sound, sound.recording == recording.name)
        .join(store.Agent, store.Agent.id == access.agent_id)
        .where(sound.report_id == report_id)
        .order_by(access.id)
    )
    return tuple(Listened(*row) for row in rows)


def _enter(
    session: Session,
    report_id: str,
    agent_id: int,
    now: datetime,
    kind: EthicsEntryKind,
    text: str = "",
) -> None:
    session.add(
        store.EthicsEntry(report_id=report_id, agent_id=agent_id, at=now, kind=kind, text=text)
    )
    session.flush()
