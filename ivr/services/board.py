"""What the board shows of today, counted in the store by the same formulas as the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.services import callbacks, figures, messages, pqrs, surveys
from ivr.services.figures import Promise, QueueFigures
from ivr.services.pqrs import AtRisk
from ivr.services.reports import Period, offered
from ivr.services.surveys import SurveyResults
from ivr.store import DamageState

DANGER = 1
"""Damage reports of this priority put people in danger."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Today's calls of one wish (the flow's code); None: they left before saying it."""

    flow: str | None
    calls: int


@dataclass(frozen=True, slots=True)
class Today:
    """The day so far, counted at ``at``."""

    at: datetime
    day: date
    calls: int
    queues: Mapping[str, QueueFigures]
    together: QueueFigures
    reasons: tuple[Reason, ...]
    survey: SurveyResults
    cases: AtRisk
    dangers_open: int
    callbacks_waiting: int
    messages_open: int
    emergency_messages_open: int
    agents: Mapping[int, str]


def today(session: Session, promise: Promise, now: datetime, due_soon_days: int) -> Today:
    """Count the day so far. Quick: it is read again and again while a board is open.

    Cases are due soon with ``due_soon_days`` working days left.
    """
    day = now.astimezone(BOGOTA).date()
    period = Period(day, day)
    rows = offered.rows(session, period)
    reasons = _reasons(session, period)
    emergencies, others = messages.count_open(session)
    return Today(
        at=now,
        day=day,
        calls=sum(reason.calls for reason in reasons),
        queues={
            name: figures.of_queues((row for row in rows if row.queue == name), promise)
            for name in offered.queues(session, period)
        },
        together=figures.of_queues(rows, promise),
        reasons=reasons,
        survey=surveys.results(session, period.since, period.until),
        cases=pqrs.at_risk(session, day, due_soon_days),
        dangers_open=_dangers(session),
        callbacks_waiting=len(callbacks.waiting(session)),
        messages_open=others,
        emergency_messages_open=emergencies,
        agents=_agents(session),
    )


def _reasons(session: Session, period: Period) -> tuple[Reason, ...]:
    call, many = store.Call, func.count()
    query = (
        select(call.intent, many)
        .where(call.started_at >= period.since, call.started_at < period.until)
        .group_by(call.intent)
        .order_by(many.desc(), call.intent)
    )
    return tuple(Reason(flow, count) for flow, count in session.execute(query))


def _dangers(session: Session) -> int:
    damage = store.DamageReport
    query = select(func.count()).where(
        damage.priority == DANGER, damage.state != DamageState.CLOSED
    )
    return session.scalar(query) or 0


def _agents(session: Session) -> dict[int, str]:
    """Those who serve a queue, by id."""
    agent = store.Agent
    query = select(agent.id, agent.name).join(store.Skill).where(agent.active).distinct()
    return {row.id: row.name for row in session.execute(query)}
