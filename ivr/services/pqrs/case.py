"""Cases as services tell of them: rows of the store made plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ivr import store
from ivr.store import CaseKind, CaseState


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history. ``agent``: who did it, None for the line itself."""

    at: datetime
    kind: str
    note: str
    agent: str | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case in short. ``due_on`` is the last day for its answer; notifying comes after."""

    radicado: str
    kind: CaseKind
    subject: str
    filed_at: datetime
    due_on: date
    answered_at: datetime | None
    notified_at: datetime | None
    state: CaseState
    service: str | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True)
class CaseLine(Case):
    """A case in a list: what it is about, who asks, whose it is, whether it is late."""

    petitioner: str = ""
    anonymous: bool = False
    assigned_to: int | None = None
    assigned: str | None = None
    overdue: bool = False
    due_soon: bool = False
    at_risk_of_silence: bool = False


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """How a case stands, for telling the person who filed it.

    ``overdue``: its last day is past without an answer. ``assigned``: somebody works on it.
    """

    radicado: str
    kind: CaseKind
    state: CaseState
    subject: str
    service: str | None
    filed_at: datetime
    due_on: date
    assigned: bool
    answered_at: datetime | None
    answer_radicado: str | None
    notified_at: datetime | None
    answer_by: str
    transferred_to: str
    complete_by: date | None
    closed_at: datetime | None
    overdue: bool
    account_id: int | None
    document: str
    anonymous: bool


def summary(row: store.Case) -> Case:
    """The case in short."""
    return Case(
        radicado=row.radicado,
        kind=row.kind,
        subject=row.subject,
        filed_at=row.filed_at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        notified_at=row.notified_at,
        state=row.state,
        service=row.service,
        priority=row.priority,
    )
