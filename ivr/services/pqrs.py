"""PQRS: the cases of an account, found by account or by radicado (read side)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.accounts import digits


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history."""

    at: datetime
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case. ``due_on`` is the last day for its answer; notifying comes after answering."""

    radicado: str
    kind: str
    subject: str
    filed_at: datetime
    due_on: date
    answered_at: datetime | None
    notified_at: datetime | None
    state: str


def of_account(
    session: Session, account_id: int, *, open_only: bool = True, limit: int = 5
) -> tuple[Case, ...]:
    """The account's cases, newest first; open are those not yet notified."""
    query = select(store.Case).where(store.Case.account_id == account_id)
    if open_only:
        query = query.where(store.Case.state != store.CaseState.NOTIFIED)
    rows = session.scalars(query.order_by(store.Case.filed_at.desc()).limit(limit))
    return tuple(_case(row) for row in rows)


def history(session: Session, radicado: str) -> tuple[Entry, ...]:
    """What happened to the case, oldest first; empty for an unknown radicado."""
    query = (
        select(store.CaseEntry)
        .join(store.Case, store.Case.id == store.CaseEntry.case_id)
        .where(store.Case.radicado == digits(radicado))
        .order_by(store.CaseEntry.position)
    )
    return tuple(Entry(row.at, row.kind, row.note) for row in session.scalars(query))


def _case(row: store.Case) -> Case:
    return Case(
        radicado=row.radicado,
        kind=row.kind,
        subject=row.subject,
        filed_at=row.filed_at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        notified_at=row.notified_at,
        state=row.state,
    )
