"""The time that calls took their agents, and what agents did with their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, literal, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import figures
from ivr.services.figures import Mean, Share
from ivr.services.reports import moments
from ivr.services.reports.period import Period
from ivr.store import AgentState, OfferEnd
from ivr.store.columns import Moment

LONGEST_STATE = timedelta(days=2)
"""A state that began earlier than that before a period is not looked for."""


@dataclass(frozen=True, slots=True)
class Handling:
    """Seconds that agents spent on ``handled`` calls; ``occupancy`` is the whole staff's."""

    handled: int
    talk: int
    hold: int
    wrap_up: int
    aht: Mean
    occupancy: Share


def handling(session: Session, period: Period, queue: str | None, now: datetime) -> Handling:
    """What was handled in a period; talks by when their callers joined, states by the clock."""
    offer = store.Offer
    talks = select(
        func.coalesce(func.sum(case((offer.ended == OfferEnd.ANSWERED, 1), else_=0)), 0),
        func.coalesce(func.sum(offer.talk), 0),
        func.coalesce(func.sum(offer.hold), 0),
    ).where(offer.entered_at >= period.since, offer.entered_at < period.until)
    if queue is not None:
        talks = talks.where(offer.queue == queue)
    handled, talk, hold = session.execute(talks).one()
    lengths = spent(session, period, now)
    wrap_up = lengths.get(AgentState.WRAP_UP, 0)
    if queue is not None:
        wrap_up = spent(session, period, now, _of_queue(queue)).get(AgentState.WRAP_UP, 0)
    return Handling(
        handled=handled,
        talk=talk,
        hold=hold,
        wrap_up=wrap_up,
        aht=figures.aht(talk, hold, wrap_up, handled),
        occupancy=figures.occupancy(
            lengths.get(AgentState.TALKING, 0),
            lengths.get(AgentState.WRAP_UP, 0),
            lengths.get(AgentState.AVAILABLE, 0) + lengths.get(AgentState.RINGING, 0),
        ),
    )


def spent(
    session: Session, period: Period, now: datetime, *only: ColumnElement[bool]
) -> dict[AgentState, int]:
    """Whole seconds that agents, those that ``only`` holds of, spent in each state."""
    change = store.AgentStateChange
    until = literal(min(period.until, now), Moment())
    since = literal(period.since, Moment())
    ended = func.coalesce(change.ended_at, until)
    start = case((change.at < since, since), else_=change.at)
    end = case((ended > until, until), else_=ended)
    query = (
        select(change.state, func.sum(moments.seconds(session, start, end)))
        .where(
            change.at >= period.since - LONGEST_STATE,
            change.at < until,
            ended > since,
            *only,
        )
        .group_by(change.state)
    )
    return {state: round(total) for state, total in session.execute(query)}


def _of_queue(queue: str) -> ColumnElement[bool]:
    offer = store.Offer
    return exists().where(offer.call_id == store.AgentStateChange.call_id, offer.queue == queue)
