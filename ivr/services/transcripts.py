"""What was dictated, in writing: what waits to be transcribed, and what came of it.

Reports to the ethics line are not among it: they are heard by who reads them, and by nothing
else (decision 0016).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import TranscriptOrigin, TranscriptState

LONGEST_TEXT = 20_000
LONGEST_MODEL = 80
_OPEN = (TranscriptState.WAITING, TranscriptState.WORKING)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as staff see it. ``confidence``: mean of its words', 0 to 1."""

    state: TranscriptState
    text: str
    model: str
    confidence: float | None
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Task:
    """A sound to transcribe, by name; ``tries`` counts this one."""

    name: str
    origin: TranscriptOrigin
    tries: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a recogniser made of a sound."""

    text: str
    confidence: float | None


def enter(session: Session, name: str, origin: TranscriptOrigin, due_at: datetime) -> None:
    """A sound that may be transcribed came; nothing happens where it is entered."""
    row = insert(session, store.Transcript).values(
        name=name,
        origin=origin,
        state=TranscriptState.WAITING,
        tries=0,
        due_at=due_at,
        model="",
        text="",
    )
    session.execute(row.on_conflict_do_nothing())


def of(session: Session, names: Iterable[str]) -> dict[str, Transcript]:
    """The transcripts of those sounds, by name."""
    rows = session.scalars(select(store.Transcript).where(store.Transcript.name.in_(list(names))))
    return {
        row.name: Transcript(row.state, row.text, row.model, row.confidence, row.made_at)
        for row in rows
    }


def take(session: Session, now: datetime, lost_at: datetime) -> Task | None:
    """Take up what is due longest. Nobody else does before ``lost_at``."""
    transcript = store.Transcript
    row = session.scalar(
        select(transcript)
        .where(transcript.due_at <= now, transcript.state.in_(_OPEN))
        .order_by(transcript.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.state, row.due_at, row.tries = TranscriptState.WORKING, lost_at, row.tries + 1
    return Task(row.name, row.origin, row.tries)


def write(
    session: Session,
    name: str,
    written: Written,
    *,
    model: str,
    now: datetime,
    found_by: Collection[str] = (),
) -> bool:
    """Keep what a recogniser wrote, and by which words. False where the sound is purged."""
    kept = _settle(
        session,
        name,
        state=TranscriptState.DONE,
        due_at=None,
        text=storable(written.text, LONGEST_TEXT),
        confidence=written.confidence,
        model=storable(model, LONGEST_MODEL),
        made_at=now,
    )
    if kept:
        _drop_words(session, name)
        session.add_all(store.TranscriptWord(word=word, name=name) for word in found_by)
    return kept


def fail(session: Session, name: str, again_at: datetime | None) -> None:
    """It came to nothing: it waits until ``again_at``, or has failed for good without one."""
    state = TranscriptState.FAILED if again_at is None else TranscriptState.WAITING
    _settle(session, name, state=state, due_at=again_at)


def put_back(session: Session, task: Task, due_at: datetime) -> None:
    """Nothing was tried, by no fault of the sound's: that doesn't count."""
    _settle(session, task.name, state=TranscriptState.WAITING, due_at=due_at, tries=task.tries - 1)


def again(session: Session, name: str, now: datetime) -> bool:
    """Transcribe anew what is done or has failed. False where there is no such transcript."""
    _drop_words(session, name)
    return _settle(
        session,
        name,
        state=TranscriptState.WAITING,
        tries=0,
        due_at=now,
        text="",
        confidence=None,
        made_at=None,
    )


def stand_still(session: Session) -> None:
    """There is no model for dictation: what waits says so."""
    _turn(session, _OPEN, TranscriptState.NO_MODEL)


def wake(session: Session) -> None:
    """There is a model now: what had none waits."""
    _turn(session, (TranscriptState.NO_MODEL,), TranscriptState.WAITING)


def forget(session: Session, names: Collection[str]) -> None:
    """The sounds are deleted, so what was written of them is."""
    session.execute(delete(store.Transcript).where(store.Transcript.name.in_(names)))


def count_waiting(session: Session) -> int:
    """How many wait or are worked on."""
    query = select(func.count()).where(
        store.Transcript.due_at.is_not(None), store.Transcript.state.in_(_OPEN)
    )
    return session.scalar(query) or 0


def _drop_words(session: Session, name: str) -> None:
    session.execute(delete(store.TranscriptWord).where(store.TranscriptWord.name == name))


def _settle(session: Session, name: str, **values: object) -> bool:
    transcript = store.Transcript
    settled = update(transcript).where(transcript.name == name).values(**values)
    return session.scalar(settled.returning(transcript.name)) is not None


def _turn(session: Session, old: Collection[TranscriptState], new: TranscriptState) -> None:
    transcript = store.Transcript
    turned = update(transcript).where(transcript.due_at.is_not(None), transcript.state.in_(old))
    session.execute(turned.values(state=new))
