"""A case's history: lines that are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.pqrs.case import Entry
from ivr.services.text import storable

LONGEST_NOTE = 4000


def note(
    session: Session,
    case_id: int,
    kind: str,
    *,
    at: datetime,
    agent_id: int | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Add a line. ``kind``: what was done; ``data``: its figures, by name."""
    entry = store.CaseEntry
    last = session.scalar(select(func.max(entry.position)).where(entry.case_id == case_id))
    session.add(
        entry(
            case_id=case_id,
            position=0 if last is None else last + 1,
            at=at,
            kind=kind,
            agent_id=agent_id,
            note=storable(text, LONGEST_NOTE),
            data=data,
        )
    )
    session.flush()


def of_case(session: Session, case_id: int) -> tuple[Entry, ...]:
    """A case's history, oldest first."""
    query = (
        select(store.CaseEntry, store.Agent.name)
        .outerjoin(store.Agent, store.Agent.id == store.CaseEntry.agent_id)
        .where(store.CaseEntry.case_id == case_id)
        .order_by(store.CaseEntry.position)
    )
    return tuple(
        Entry(row.at, row.kind, row.note, name, row.data) for row, name in session.execute(query)
    )
