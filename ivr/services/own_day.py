"""An agent's own day so far, by the formulas of board and reports (docs/figures.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.services import figures, surveys
from ivr.services.reports import Period, spent
from ivr.store import AgentState


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What an agent did since midnight in Bogotá, seconds for lengths.

    ``talk_mean`` is of finished talks, ``wrap_up_mean`` of talks that a wrap-up followed;
    ``occupancy`` from 0 to 1; ``satisfaction`` the mean of ``ratings`` from 1 to 5. None
    where there is nothing to count yet.
    """

    answered: int
    missed: int
    talk_seconds: int
    talk_mean: int | None
    wrap_up_mean: int | None
    occupancy: float | None
    satisfaction: float | None
    ratings: int


def own_day(session: Session, agent_id: int, now: datetime) -> OwnDay:
    """Count the agent's day."""
    day = now.astimezone(BOGOTA).date()
    period = Period(day, day)
    answered, missed, talked, present = _legs(session, agent_id, period.since, now)
    in_state = spent(session, period, now, store.AgentStateChange.agent_id == agent_id)
    talking, wrapping = (in_state.get(one, 0) for one in (AgentState.TALKING, AgentState.WRAP_UP))
    free = in_state.get(AgentState.AVAILABLE, 0) + in_state.get(AgentState.RINGING, 0)
    rated = surveys.results(session, period.since, period.until, agent_id=agent_id)
    return OwnDay(
        answered=answered,
        missed=missed,
        talk_seconds=int((sum(talked.values(), timedelta()) + present).total_seconds()),
        talk_mean=_mean(sum(talked.values(), timedelta()).total_seconds(), len(talked)),
        wrap_up_mean=_mean(wrapping, _wrap_ups(session, agent_id, period)),
        occupancy=figures.occupancy(talking, wrapping, free).value,
        satisfaction=rated.csat_mean,
        ratings=rated.answered,
    )


def _legs(
    session: Session, agent_id: int, since: datetime, now: datetime
) -> tuple[int, int, dict[str, timedelta], timedelta]:
    """Answered, missed, how long each finished call was talked, and the present talk so far.

    A call that came back to a desk that was lost is one call.
    """
    legs = session.scalars(
        select(store.Leg).where(store.Leg.agent_id == agent_id, store.Leg.rang_at >= since)
    ).all()
    answered = {leg.call_id for leg in legs if leg.answered_at}
    talked: dict[str, timedelta] = {}
    for leg in legs:
        if leg.answered_at and leg.ended_at:
            talked[leg.call_id] = talked.get(leg.call_id, timedelta()) + (
                leg.ended_at - leg.answered_at
            )
    present = [now - leg.answered_at for leg in legs if leg.answered_at and not leg.ended_at]
    return len(answered), sum(leg.missed for leg in legs), talked, sum(present, timedelta())


def _wrap_ups(session: Session, agent_id: int, period: Period) -> int:
    change = store.AgentStateChange
    query = select(func.count()).where(
        change.agent_id == agent_id,
        change.state == AgentState.WRAP_UP,
        change.at >= period.since,
        change.at < period.until,
    )
    return session.scalar(query) or 0


def _mean(total: float, count: int) -> int | None:
    value = figures.Mean(total, count).value
    return None if value is None else round(value)
