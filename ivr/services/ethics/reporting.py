"""The caller's side of the ethics line: a report is filed, followed and added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.services.ethics.codes import count_failure
from ivr.services.upserts import insert
from ivr.store import EthicsEntryKind, EthicsMode, EthicsSoundKind, EthicsState


@dataclass(frozen=True, slots=True)
class Progress:
    """What a caller with the code may know. ``answer`` is the officer's last, empty if none."""

    report_id: str
    state: EthicsState
    filed_on: date
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EthicsFiling:
    """A report as it is filed. ``filing_id`` is random, makes filing it twice harmless, and
    becomes the report's key.
    """

    filing_id: str
    code_hash: bytes
    mode: EthicsMode
    facts: tuple[str, ...]
    identity: tuple[str, ...] = ()
    complete: bool = True
    filed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EthicsAddition:
    """What is told of a report later: names of recordings. ``filing_id`` as of a report."""

    filing_id: str
    report_id: str
    recordings: tuple[str, ...]
    told_on: date


def post(session: Session, filing: EthicsFiling, _number: str, _at: datetime) -> None:
    """Keep a report; the same again changes nothing. It has neither number nor hour."""
    fresh = insert(session, store.EthicsReport).values(
        id=filing.filing_id,
        code_hash=filing.code_hash,
        mode=filing.mode,
        state=EthicsState.RECEIVED,
        filed_on=filing.filed_on,
        complete=filing.complete,
    )
    session.execute(fresh.on_conflict_do_nothing())
    for kind, names in (
        (EthicsSoundKind.FACTS, filing.facts),
        (EthicsSoundKind.IDENTITY, filing.identity),
    ):
        _add_sounds(session, filing.filing_id, kind, names, filing.filed_on)


def post_addition(session: Session, added: EthicsAddition, _number: str, _at: datetime) -> None:
    """Keep what the caller tells later; a closed report is taken up again. Raises NotFound."""
    report = session.get(store.EthicsReport, added.report_id, with_for_update=True)
    if report is None:
        raise NotFound("esa denuncia no existe")
    addition = EthicsSoundKind.ADDITION
    fresh = _add_sounds(session, report.id, addition, added.recordings, added.told_on)
    if fresh and report.state is EthicsState.CLOSED:
        report.state = EthicsState.REVIEWING


def progress(session: Session, hashed: bytes, now: datetime) -> Progress | None:
    """The report behind a code; None counts as a failure of this hour."""
    report = session.scalar(
        select(store.EthicsReport).where(store.EthicsReport.code_hash == hashed)
    )
    if report is None:
        count_failure(session, now)
        return None
    return Progress(report.id, report.state, report.filed_on, _last_answer(session, report.id))


def _add_sounds(
    session: Session, report_id: str, kind: EthicsSoundKind, names: Sequence[str], day: date
) -> int:
    """Add those that aren't there yet; gives how many."""
    added = 0
    for name in names:
        fresh = insert(session, store.EthicsSound).values(
            recording=name, report_id=report_id, kind=kind, told_on=day
        )
        kept = fresh.on_conflict_do_nothing().returning(store.EthicsSound.recording)
        added += session.scalar(kept) is not None
    return added


def _last_answer(session: Session, report_id: str) -> str:
    entry = store.EthicsEntry
    answers = select(entry.text).where(
        entry.report_id == report_id, entry.kind == EthicsEntryKind.ANSWER
    )
    return session.scalar(answers.order_by(entry.id.desc()).limit(1)) or ""
