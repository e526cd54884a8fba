"""Drafts: what callers had said of a filing when they hung up before its end."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import NotFound
from ivr.services import cursor as cursors
from ivr.services.agents import Agent
from ivr.services.sounds import Sound, sounds
from ivr.services.text import storable
from ivr.services.upserts import insert

LONGEST_KIND, LONGEST_FIELD, LONGEST_OUTCOME = 20, 2000, 160
MOST_FIELDS = 60
GREATEST_ID = 2**63 - 1
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFiling:
    """A draft to keep. ``fields``: what was said, by name; ``recorded``: names of recordings."""

    kind: str
    call_id: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    recorded: tuple[str, ...] = ()
    filing_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as staff see it. ``done_by``: the agent who saw to it."""

    id: int
    kind: str
    call_id: str | None
    fields: Mapping[str, str]
    recorded: tuple[Sound, ...]
    at: datetime
    done_at: datetime | None
    done_by: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page of a list; ``next`` is the cursor of the page after it, None on the last."""

    drafts: tuple[Draft, ...]
    next: str | None


def post(session: Session, draft: DraftFiling, _number: str, at: datetime) -> None:
    """Keep a draft; one that is kept already stays as it is."""
    fields = {
        storable(str(name), 40): storable(str(value), LONGEST_FIELD)
        for name, value in list(draft.fields.items())[:MOST_FIELDS]
    }
    row = insert(session, store.Draft).values(
        filing_id=draft.filing_id,
        call_id=draft.call_id,
        kind=storable(draft.kind, LONGEST_KIND),
        fields=fields,
        recorded=list(draft.recorded),
        at=at,
        outcome="",
    )
    session.execute(row.on_conflict_do_nothing())


def still_open(
    session: Session, *, cursor: str | None = None, limit: int = LONGEST_PAGE
) -> DraftPage:
    """Those that nobody saw to, the newest first. Raises Invalid for a false cursor."""
    limit = max(1, min(limit, LONGEST_PAGE))
    draft = store.Draft
    query = select(draft).where(draft.done_at.is_(None)).order_by(draft.at.desc(), draft.id.desc())
    if cursor is not None:
        query = query.where(_older(cursor))
    found = session.scalars(query.limit(limit + 1)).all()
    rows = found[:limit]
    after = cursors.cursor(rows[-1].at, rows[-1].id) if len(found) > limit else None
    return DraftPage(tuple(_draft(session, row) for row in rows), after)


def count_open(session: Session) -> int:
    """How many nobody saw to."""
    query = select(func.count()).where(store.Draft.done_at.is_(None))
    return session.scalar(query) or 0


def by_id(session: Session, draft_id: int) -> Draft:
    """The draft of that id. Raises NotFound."""
    return _draft(session, _row(session, draft_id))


def open_of_calls(session: Session, call_ids: Collection[str]) -> tuple[Draft, ...]:
    """Those of some calls that nobody saw to, the newest first."""
    draft = store.Draft
    query = (
        select(draft)
        .where(draft.call_id.in_(call_ids), draft.done_at.is_(None))
        .order_by(draft.at.desc(), draft.id.desc())
    )
    return tuple(_draft(session, row) for row in session.scalars(query))


def mark_done(session: Session, draft_id: int, agent: Agent, outcome: str, now: datetime) -> bool:
    """Someone saw to it. False when it was done before: who and when stay. Raises NotFound."""
    row = _row(session, draft_id, to_change=True)
    if row.done_at is not None:
        return False
    row.done_at, row.done_by = now, agent.id
    row.outcome = storable(outcome, LONGEST_OUTCOME)
    session.flush()
    return True


def _older(cursor: str) -> ColumnElement[bool]:
    draft, (place, key) = store.Draft, cursors.parts(cursor, 2)
    at = cursors.moment(place)
    return or_(draft.at < at, and_(draft.at == at, draft.id < cursors.key(key)))


def _row(session: Session, draft_id: int, to_change: bool = False) -> store.Draft:
    row = None
    if 0 < draft_id <= GREATEST_ID:
        row = session.get(store.Draft, draft_id, with_for_update=to_change)
    if row is None:
        raise NotFound(f"no hay una solicitud sin terminar {draft_id}", draft_id=draft_id)
    return row


def _draft(session: Session, row: store.Draft) -> Draft:
    return Draft(
        id=row.id,
        kind=row.kind,
        call_id=row.call_id,
        fields=row.fields,
        recorded=sounds(session, row.recorded),
        at=row.at,
        done_at=row.done_at,
        done_by=row.done_by,
        outcome=row.outcome,
    )
