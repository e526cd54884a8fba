"""What followed from a call: what was filed, promised and asked for in it, and its survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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
class MadePromise:
    """A payment promised in a call, whole pesos."""

    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class AskedCallback:
    """A call back that was asked for in a call."""

    state: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class NotedTask:
    """What is to be done after a call."""

    what: str
    due_at: datetime
    done: bool


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
    promises: tuple[MadePromise, ...]
    callbacks: tuple[AskedCallback, ...]
    tasks: tuple[NotedTask, ...]
    survey: Answers | None


def followed(session: Session, call_id: str) -> Followed:
    """What followed from a call; nothing where there is no such call."""
    account = session.scalar(
        select(store.Account.number)
        .join(store.Call, store.Call.account_id == store.Account.id)
        .where(store.Call.call_id == call_id)
    )
    return Followed(
        account=account,
        cases=_cases(session, call_id),
        damages=_damages(session, call_id),
        promises=_promises(session, call_id),
        callbacks=_callbacks(session, call_id),
        tasks=_tasks(session, call_id),
        survey=_survey(session, call_id),
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


def _promises(session: Session, call_id: str) -> tuple[MadePromise, ...]:
    """Those that hold: of what was promised anew in the same call, the last."""
    row = store.PaymentPromise
    query = (
        select(row)
        .where(row.call_id == call_id, row.replaced_at.is_(None))
        .order_by(row.made_at, row.id)
    )
    return tuple(MadePromise(one.amount, one.due_on) for one in session.scalars(query))


def _callbacks(session: Session, call_id: str) -> tuple[AskedCallback, ...]:
    row = store.Callback
    query = select(row).where(row.call_id == call_id).order_by(row.requested_at, row.id)
    return tuple(AskedCallback(one.state, one.requested_at) for one in session.scalars(query))


def _tasks(session: Session, call_id: str) -> tuple[NotedTask, ...]:
    row = store.Task
    query = select(row).where(row.call_id == call_id).order_by(row.due_at, row.id)
    return tuple(
        NotedTask(one.what, one.due_at, one.done_at is not None) for one in session.scalars(query)
    )


def _survey(session: Session, call_id: str) -> Answers | None:
    row = session.scalar(select(store.Survey).where(store.Survey.call_id == call_id))
    if row is None:
        return None
    return Answers(row.accepted, row.csat, row.resolved, row.nps, row.comment)
