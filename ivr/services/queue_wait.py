"""Who waits in a queue, in which order, and how long the next one will wait.

The estimate is our own: handling time of the last calls, shared among the agents at work. What
was told is kept beside the wait that followed, so that its error is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.queue_place import FIRST_COME, HEAD_START, Place
from ivr.services import calls
from ivr.services.upserts import insert
from ivr.store import AgentState, CallbackState, LeftBecause, LegRole

RECENT = timedelta(hours=2)
"""How far back a talk counts for the handling time."""
FEWEST_TALKS, MOST_TALKS = 3, 30
LONGEST_WRAP_UP = timedelta(minutes=2)
LONGEST_STAY = timedelta(hours=1)
"""A stay without an end that began earlier was not seen to end."""
AT_WORK = (AgentState.AVAILABLE, AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A caller in a queue; ``priority`` is QUEUE_PRIO, greater is served earlier."""

    call_id: str
    priority: int


@dataclass(frozen=True, slots=True)
class Staff:
    """How many agents serve a queue now, and how many of them are free."""

    at_work: int
    free: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """``ahead``: callers and owed calls before this one; ``seconds`` None where unknown."""

    ahead: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How the waits that were told compare with those that followed, in seconds.

    ``mean_error`` above 0: callers waited less than they were told.
    """

    compared: int
    mean_error: float | None
    mean_absolute_error: float | None
    within_a_minute: float | None


def waiting(session: Session, queue: str, now: datetime) -> tuple[Waiting, ...]:
    """The callers in a queue, in the order in which they are served."""
    stay, place = store.QueueStay, store.QueuePlace
    query = (
        select(stay.call_id, stay.entered_at, place.priority)
        .join(store.Call, store.Call.call_id == stay.call_id)
        .outerjoin(place, (place.call_id == stay.call_id) & (place.queue == stay.queue))
        .where(
            stay.queue == queue,
            stay.left_at.is_(None),
            stay.entered_at > now - LONGEST_STAY,
            store.Call.ended_at.is_(None),
        )
        .order_by(stay.entered_at)
    )
    found = [
        Waiting(row.call_id, row.priority or FIRST_COME - int(row.entered_at.timestamp()))
        for row in session.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: -one.priority))


def staff(session: Session, queue: str) -> Staff:
    """The agents who serve a queue now."""
    query = (
        select(store.Agent.state, func.count().label("agents"))
        .join(store.Skill, store.Skill.agent_id == store.Agent.id)
        .where(store.Skill.queue == queue, store.Agent.active, store.Agent.state.in_(AT_WORK))
        .group_by(store.Agent.state)
    )
    counted = {row.state: row.agents for row in session.execute(query)}
    return Staff(sum(counted.values()), counted.get(AgentState.AVAILABLE, 0))


def estimate(
    session: Session, queue: str, place: Place, now: datetime, *, call_id: str | None = None
) -> Estimate:
    """What a caller at ``place`` has before them; ``call_id`` is their own call."""
    before = [
        one
        for one in waiting(session, queue, now)
        if one.call_id != call_id and one.priority >= place.priority
    ]
    ahead = len(before) + _owed_before(session, queue, place, now, call_id)
    return Estimate(ahead, _seconds(session, queue, ahead, now))


def take_place(
    session: Session, call_id: str, queue: str, place: Place, told: Estimate, now: datetime
) -> None:
    """Keep a caller's place; what they were told when they joined first stays."""
    calls.begin(session, call_id, started_at=calls.minted_at(call_id) or now)
    row = insert(session, store.QueuePlace).values(
        call_id=call_id,
        queue=queue,
        priority=place.priority,
        ahead=told.ahead,
        predicted_seconds=told.seconds,
        predicted_at=now,
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["call_id", "queue"], set_={"priority": place.priority}
        )
    )


_PLACE = select(store.QueuePlace.priority, store.QueuePlace.predicted_at).where(
    store.QueuePlace.call_id == bindparam("call_id"), store.QueuePlace.queue == bindparam("queue")
)


def is_ahead(session: Session, call_id: str, queue: str) -> bool:
    """Whether the caller stands ahead of the moment at which they joined: by a head start."""
    kept = session.execute(_PLACE, {"call_id": call_id, "queue": queue}).first()
    if kept is None:
        return False
    priority, joined_at = kept
    return bool(joined_at.timestamp() - Place.kept(priority).joined >= HEAD_START / 2)


def accuracy(
    session: Session, since: datetime, until: datetime, *, queue: str | None = None
) -> Accuracy:
    """The error of the estimates told in ``[since, until)`` to callers who were answered."""
    place, stay = store.QueuePlace, store.QueueStay
    query = (
        select(place.predicted_seconds, place.predicted_at, func.min(stay.left_at))
        .join(stay, (stay.call_id == place.call_id) & (stay.queue == place.queue))
        .where(
            place.predicted_seconds.is_not(None),
            place.predicted_at >= since,
            place.predicted_at < until,
            stay.reason == LeftBecause.ANSWERED,
        )
        .group_by(place.call_id, place.queue, place.predicted_seconds, place.predicted_at)
    )
    if queue is not None:
        query = query.where(place.queue == queue)
    return _compared(
        [
            predicted - (answered_at - predicted_at).total_seconds()
            for predicted, predicted_at, answered_at in session.execute(query)
            if predicted is not None and answered_at is not None
        ]
    )


def _compared(errors: Sequence[float]) -> Accuracy:
    if not errors:
        return Accuracy(0, None, None, None)
    number = len(errors)
    return Accuracy(
        compared=number,
        mean_error=sum(errors) / number,
        mean_absolute_error=sum(map(abs, errors)) / number,
        within_a_minute=sum(abs(error) <= 60 for error in errors) / number,
    )


def _owed_before(
    session: Session, queue: str, place: Place, now: datetime, call_id: str | None
) -> int:
    owed = store.Callback
    query = select(func.count()).where(
        owed.queue == queue,
        owed.state.in_((CallbackState.WAITING, CallbackState.CALLING)),
        owed.not_before <= now,
        owed.priority >= place.priority,
    )
    if call_id is not None:
        query = query.where(owed.call_id != call_id)
    return session.scalar(query) or 0


def _seconds(session: Session, queue: str, ahead: int, now: datetime) -> int | None:
    people = staff(session, queue)
    if people.free > ahead:
        return 0
    handling = _handling_seconds(session, queue, now)
    if handling is None or not people.at_work:
        return None
    return round((ahead - people.free + 1) * handling / people.at_work)


def _handling_seconds(session: Session, queue: str, now: datetime) -> float | None:
    """Mean talk and wrap-up of the queue's last talks; None where there were too few."""
    leg, stay, noted = store.Leg, store.QueueStay, store.WrapUp
    query = (
        select(leg.answered_at, leg.ended_at, noted.at)
        .join(stay, stay.call_id == leg.call_id)
        .outerjoin(noted, (noted.call_id == leg.call_id) & (noted.agent_id == leg.agent_id))
        .where(
            stay.queue == queue,
            stay.reason == LeftBecause.ANSWERED,
            leg.role == LegRole.AGENT,
            leg.answered_at.is_not(None),
            leg.ended_at > now - RECENT,
        )
        .order_by(leg.ended_at.desc())
        .limit(MOST_TALKS)
    )
    talks = [
        (ended_at - answered_at) + _wrap_up(ended_at, noted_at)
        for answered_at, ended_at, noted_at in session.execute(query)
        if answered_at and ended_at
    ]
    if len(talks) < FEWEST_TALKS:
        return None
    return sum(talks, timedelta()).total_seconds() / len(talks)


def _wrap_up(ended_at: datetime, noted_at: datetime | None) -> timedelta:
    took = noted_at - ended_at if noted_at else timedelta()
    return min(max(took, timedelta()), LONGEST_WRAP_UP)
