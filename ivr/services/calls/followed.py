"""What followed from a call: cases and damages that were filed in it, and its survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A case filed in a call."""

    radicado: str
    kind: str
    subject: str
    state: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class FiledDamage:
    """A damage reported in a call."""

    ticket: str
    kind: str
    priority: int
    state: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """What the caller thought of the call; None where not asked or not answered."""

    accepted: bool | None
    csat: int | None
    resolved: bool | None
    nps: int | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Followed:
    """All that followed. ``account``: the number of the account that the call was about."""

    account: str | None
    cases: tuple[FiledCase, ...]
    damages: tuple[FiledDamage, ...]
    survey: Answers | None


def followed(session: Session, call_id: str) -> Followed:
    """What followed from a call; nothing where there is no such call."""
    account = session.scalar(
        select(store.Account.number)
        .join(store.Call, store.Call.account_id == store.Account.id)
        .where(store.Call.call_id == call_id)
    )
    return Followed(
        account, _cases(session, call_id), _damages(session, call_id), _survey(session, call_id)
    )


def _cases(session: Session, call_id: str) -> tuple[FiledCase, ...]:
    rows = session.scalars(
        select(store.Case).where(store.Case.call_id == call_id).order_by(store.Case.filed_at)
    )
    return tuple(
        FiledCase(row.radicado, row.kind, row.subject, row.state, row.filed_at) for row in rows
    )


def _damages(session: Session, call_id: str) -> tuple[FiledDamage, ...]:
    damage = store.DamageReport
    rows = session.scalars(
        select(damage).where(damage.call_id == call_id).order_by(damage.opened_at)
    )
    return tuple(
        FiledDamage(row.ticket, row.kind, row.priority, row.state, row.opened_at) for row in rows
    )


def _survey(session: Session, call_id: str) -> Answers | None:
    row = session.scalar(select(store.Survey).where(store.Survey.call_id == call_id))
    if row is None:
        return None
    return Answers(row.accepted, row.csat, row.resolved, row.nps, row.comment)
