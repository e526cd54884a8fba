"""The catalogue of recordings: what there is, who listened, what is held and what is due."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import transcripts
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import TranscriptOrigin

CALL, ETHICS, ANONYMOUS = "call", "ethics", "anonymous"
"""Kinds with rules of their own: a part of a whole call, a report to the ethics line, an
anonymous petition."""
UNLINKED = (ETHICS, ANONYMOUS)
"""Kinds that nothing may lead from to a call: neither a name nor an hour nor an order."""
UNWRITTEN = (CALL, ETHICS)
"""Kinds that are never transcribed: whole calls, and what is told to the ethics line."""
ONE_LISTENING = timedelta(minutes=10)
"""A browser asks for a sound in many pieces: within this time they are one listening."""
FIRST_ID = -(2**53)
"""Less than any id. The unlinked have random ones below zero: no order of arrival."""
LONGEST_NAME = 80
LONGEST_REASON = 200
LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording. ``file``: its sealed file, None once purged; ``size``: of its WAV, in bytes."""

    id: int
    name: str
    call_id: str | None
    kind: str
    started_at: datetime
    seconds: float
    channels: int
    size: int
    file: str | None
    hold_reason: str | None
    purged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody listened: an agent by name, or a user of the console."""

    name: str
    who: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken in: ``file`` is sealed already. See :class:`ivr.store.Recording`."""

    name: str
    call_id: str | None
    kind: str
    started_at: datetime
    seconds: float
    channels: int
    size: int
    file: str


def take_in(session: Session, taken: Taken, now: datetime) -> bool:
    """Enter a recording. False where that name is entered already: it stays as it is."""
    out_of_order = {"id": FIRST_ID + 1 + secrets.randbelow(-FIRST_ID - 1)}
    row = insert(session, store.Recording).values(
        **(out_of_order if taken.kind in UNLINKED else {}),
        name=taken.name,
        call_id=taken.call_id,
        kind=taken.kind,
        started_at=taken.started_at,
        seconds=taken.seconds,
        channels=taken.channels,
        size=taken.size,
        file=taken.file,
        taken_in_at=now,
    )
    entered = session.scalar(row.on_conflict_do_nothing().returning(store.Recording.id))
    if entered is not None and taken.kind not in UNWRITTEN:
        transcripts.enter(session, taken.name, TranscriptOrigin.RECORDING, now)
    return entered is not None


def by_name(session: Session, name: str) -> Recording | None:
    """The recording of that name."""
    row = _row(session, name)
    return None if row is None else _recording(row)


def lengths(session: Session, names: Iterable[str]) -> dict[str, float]:
    """Seconds of those of the recordings that were taken in, by name."""
    recording = store.Recording
    rows = session.execute(
        select(recording.name, recording.seconds).where(recording.name.in_(list(names)))
    )
    return {row.name: row.seconds for row in rows}


def of_call(session: Session, call_id: str) -> tuple[Recording, ...]:
    """Everything recorded in a call, in the order recorded."""
    rows = session.scalars(
        select(store.Recording)
        .where(store.Recording.call_id == call_id)
        .order_by(store.Recording.started_at, store.Recording.id)
    )
    return tuple(_recording(row) for row in rows)


def newest(session: Session, *, kind: str | None = None, limit: int = 50) -> tuple[Recording, ...]:
    """The last recordings, newest first; ``limit`` 1 to 500."""
    query = select(store.Recording).order_by(
        store.Recording.started_at.desc(), store.Recording.id.desc()
    )
    if kind is not None:
        query = query.where(store.Recording.kind == kind)
    rows = session.scalars(query.limit(max(1, min(limit, LONGEST_PAGE))))
    return tuple(_recording(row) for row in rows)


def kept(session: Session, after_id: int = FIRST_ID, limit: int = 200) -> tuple[Recording, ...]:
    """Recordings that have a file, by id: those after ``after_id``."""
    rows = session.scalars(
        select(store.Recording)
        .where(store.Recording.id > after_id, store.Recording.file.is_not(None))
        .order_by(store.Recording.id)
        .limit(limit)
    )
    return tuple(_recording(row) for row in rows)


# -- listening -----------------------------------------------------------------------


def note_access(
    session: Session,
    recording: Recording,
    *,
    now: datetime,
    address: str,
    agent_id: int | None = None,
    who: str | None = None,
) -> None:
    """Note that an agent, or ``who`` at the console, listens. Once a listening."""
    access = store.RecordingAccess
    same = select(access.id).where(
        access.recording_id == recording.id,
        access.agent_id == agent_id,
        access.address == storable(address, 64),
        access.at > now - ONE_LISTENING,
    )
    if agent_id is not None and session.scalar(same.limit(1)) is not None:
        return
    session.add(
        access(
            recording_id=recording.id,
            agent_id=agent_id,
            who=None if who is None else storable(who, 60),
            address=storable(address, 64),
            at=now,
        )
    )


def accesses(session: Session, call_id: str) -> tuple[Access, ...]:
    """Who listened to what was recorded in a call, newest first."""
    access, recording = store.RecordingAccess, store.Recording
    rows = session.execute(
        select(recording.name, store.Agent.name, access.who, access.address, access.at)
        .join(recording, access.recording_id == recording.id)
        .outerjoin(store.Agent, access.agent_id == store.Agent.id)
        .where(recording.call_id == call_id)
        .order_by(access.at.desc(), access.id.desc())
        .limit(LONGEST_PAGE)
    )
    return tuple(
        Access(name, agent or f"consola: {who}", address, at)
        for name, agent, who, address, at in rows
    )


# -- how long they stay -----------------------------------------------------------------


def hold(session: Session, name: str, reason: str, now: datetime) -> None:
    """Keep a recording whatever its age, for a reason. Raises NotFound, Invalid, Refused."""
    row = _existing(session, name)
    if not (reason := storable(reason, LONGEST_REASON).strip()):
        raise Invalid("diga por qué se retiene la grabación")
    if row.purged_at is not None:
        raise Refused("esa grabación ya se borró")
    row.hold_reason, row.held_at = reason, now


def release(session: Session, name: str) -> None:
    """Hold a recording no more. Raises NotFound."""
    row = _existing(session, name)
    row.hold_reason = row.held_at = None


def due(
    session: Session,
    now: datetime,
    *,
    calls_days: int,
    dictated_days: int,
    after: Recording | None = None,
    limit: int = 200,
) -> tuple[Recording, ...]:
    """Recordings older than their kind may stay, and not held; oldest first, behind ``after``.

    Reports to the ethics line are never due: who reads them decides.
    """
    recording = store.Recording
    old = or_(
        and_(recording.kind == CALL, recording.started_at < now - timedelta(days=calls_days)),
        and_(
            recording.kind.not_in((CALL, ETHICS)),
            recording.started_at < now - timedelta(days=dictated_days),
        ),
    )
    query = select(recording).where(old, recording.purged_at.is_(None), recording.held_at.is_(None))
    if after is not None:
        same_moment = and_(recording.started_at == after.started_at, recording.name > after.name)
        query = query.where(or_(recording.started_at > after.started_at, same_moment))
    rows = session.scalars(query.order_by(recording.started_at, recording.name).limit(limit))
    return tuple(_recording(row) for row in rows)


def purged(session: Session, name: str, now: datetime) -> None:
    """Note that a recording's file is deleted, and delete what was written of it.

    That there was one stays. Raises NotFound.
    """
    row = _existing(session, name)
    transcripts.forget(session, [row.name])
    row.file, row.purged_at = None, now


def seconds_of_calls(session: Session, call_ids: tuple[str, ...]) -> dict[str, float]:
    """Which of the calls have a recording that can be heard, and how long it is in all."""
    recording = store.Recording
    rows = session.execute(
        select(recording.call_id, recording.seconds).where(
            recording.call_id.in_(call_ids), recording.kind == CALL, recording.file.is_not(None)
        )
    )
    totals: dict[str, float] = {}
    for call_id, seconds in rows:
        if call_id is not None:
            totals[call_id] = totals.get(call_id, 0.0) + seconds
    return totals


def _existing(session: Session, name: str) -> store.Recording:
    row = _row(session, name)
    if row is None:
        raise NotFound("no hay una grabación con ese nombre")
    return row


def _row(session: Session, name: str) -> store.Recording | None:
    return session.scalar(
        select(store.Recording).where(store.Recording.name == storable(name, LONGEST_NAME))
    )


def _recording(row: store.Recording) -> Recording:
    return Recording(
        id=row.id,
        name=row.name,
        call_id=row.call_id,
        kind=row.kind,
        started_at=row.started_at,
        seconds=row.seconds,
        channels=row.channels,
        size=row.size,
        file=row.file,
        hold_reason=row.hold_reason,
        purged_at=row.purged_at,
    )
