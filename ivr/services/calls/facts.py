"""Calls as they happen: facts written from the dialog, the tracker and CEL, in any order.

Every writer names the call by its id and says one fact; a fact told twice, or late, leaves
the same record. The call's row is made by whoever comes first, and each write locks it, so
that two writers of one call take turns.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import events, store
from ivr.services import outbox
from ivr.services.calls.offer import keep_offers
from ivr.services.calls.outcome import LegFact, StayFact, derive
from ivr.services.calls.row import kept, locked, valid
from ivr.services.upserts import insert
from ivr.store import Built, LeftBecause, LegRole, Outcome

WAITING = "calls_to_conclude"
SAME_STAY = timedelta(seconds=5)  # AMI and CEL tell one entry a few moments apart


def begin(
    session: Session,
    call_id: str,
    *,
    started_at: datetime,
    number: str | None = None,
    withheld: bool = False,
    dialled: str | None = None,
    answered_at: datetime | None = None,
) -> None:
    """The call exists. ``number`` is E.164. Who does not know a value leaves it out."""
    call = locked(session, call_id, starting_at=started_at)
    call.started_at = min(call.started_at, started_at)
    call.answered_at = _earliest(call.answered_at, answered_at)
    call.number = kept(store.Call.number, number) or call.number
    call.dialled = kept(store.Call.dialled, dialled) or call.dialled
    call.withheld = withheld or call.withheld


def set_account(session: Session, call_id: str, account_id: int, level: int) -> None:
    """The caller's account. ``level``: 1 claimed, 2 second datum given; it only rises."""
    call = locked(session, call_id)
    if call.account_id == account_id:
        call.identity_level = max(call.identity_level, level)
    else:
        call.account_id, call.identity_level = account_id, level


def clear_account(session: Session, call_id: str) -> None:
    """The caller's account is not known after all."""
    call = locked(session, call_id)
    call.account_id, call.identity_level = None, 0


def set_intent(session: Session, call_id: str, intent: str) -> None:
    """What the caller wants, as last understood."""
    locked(session, call_id).intent = kept(store.Call.intent, intent)


def set_reason(session: Session, call_id: str, reason: str) -> None:
    """Why the caller was handed to a person, as last told."""
    locked(session, call_id).reason = kept(store.Call.reason, reason)


def set_danger(session: Session, call_id: str) -> None:
    """People were in danger: a call that is never surveyed."""
    locked(session, call_id).danger = True


def set_outcome(session: Session, call_id: str, outcome: Outcome) -> None:
    """What a dialog or the ladder reports; a person or a queue may overrule it."""
    call = locked(session, call_id)
    call.noted = outcome
    _conclude(session, call)


def leg_started(
    session: Session,
    call_id: str,
    channel: str,
    *,
    role: LegRole,
    at: datetime,
    agent_id: int | None = None,
) -> None:
    """A telephone began to ring (or, for the caller's own, was taken in)."""
    call, leg = _leg(session, call_id, channel)
    spoke = _agent_spoke(leg)
    leg.role = role
    leg.agent_id = agent_id if agent_id is not None else leg.agent_id
    leg.rang_at = _earliest(leg.rang_at, at)
    _tell_answered(session, leg, spoke)
    _conclude(session, call)


def leg_answered(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone was answered. An answered leg is never a missed one."""
    call, leg = _leg(session, call_id, channel)
    spoke = _agent_spoke(leg)
    leg.answered_at = _earliest(leg.answered_at, at)
    leg.missed = False
    _tell_answered(session, leg, spoke)
    _conclude(session, call)


def leg_ended(
    session: Session,
    call_id: str,
    channel: str,
    *,
    at: datetime,
    cause: int | None = None,
    missed: bool = False,
) -> None:
    """That telephone is free again. ``cause`` by Q.850; ``missed``: it rang unanswered."""
    call, leg = _leg(session, call_id, channel)
    leg.ended_at = _latest(leg.ended_at, at)
    leg.hangup_cause = cause if cause is not None else leg.hangup_cause
    leg.missed = (leg.missed or missed) and leg.answered_at is None
    _conclude(session, call)


def queue_entered(
    session: Session, call_id: str, queue: str, *, at: datetime, position: int | None = None
) -> None:
    """The caller joined ``queue`` at ``position`` (1 is next)."""
    call = locked(session, call_id)
    stay = _stay(session, call_id, queue, at)
    stay.entered_at = min(stay.entered_at, at)
    stay.position = position if position is not None else stay.position
    _conclude(session, call)


def queue_left(
    session: Session,
    call_id: str,
    queue: str,
    *,
    at: datetime,
    reason: LeftBecause,
    entered_at: datetime | None = None,
) -> None:
    """The caller left the queue joined at ``entered_at``, or last. The first reason stays."""
    call = locked(session, call_id)
    stay = _stay(session, call_id, queue, entered_at) if entered_at else None
    stay = stay or _last_stay(session, call_id, queue) or _stay(session, call_id, queue, at)
    stay.left_at = _earliest(stay.left_at, at)
    stay.reason = stay.reason or reason
    _conclude(session, call)


def hold_began(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone put the other side on hold."""
    call = locked(session, call_id)
    fresh = insert(session, store.Hold).values(call_id=call.call_id, channel=channel, began_at=at)
    session.execute(fresh.on_conflict_do_nothing())
    _conclude(session, call)


def hold_ended(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone took the other side back; without a hold before it nothing changes."""
    call = locked(session, call_id)
    held = (
        select(store.Hold)
        .where(store.Hold.call_id == call.call_id, store.Hold.channel == channel)
        .where(store.Hold.began_at <= at)
        .order_by(store.Hold.began_at.desc())
    )
    hold = session.scalars(held.limit(1)).first()
    if hold is not None:
        hold.ended_at = _earliest(hold.ended_at, at)
        _conclude(session, call)


def end(session: Session, call_id: str, *, at: datetime, built: Built = Built.LIVE) -> None:
    """The caller is gone: the outcome is derived and ``CallEnded`` goes to the outbox."""
    call = locked(session, call_id)
    call.ended_at = _latest(call.ended_at, at)
    call.built = Built.LIVE if Built.LIVE in (built, call.built) else Built.CEL
    _conclude(session, call)


def _leg(session: Session, call_id: str, channel: str) -> tuple[store.Call, store.Leg]:
    call = locked(session, call_id)
    query = select(store.Leg).where(store.Leg.call_id == call.call_id, store.Leg.channel == channel)
    leg = session.scalar(query)
    if leg is None:
        leg = store.Leg(call_id=call.call_id, channel=channel, missed=False)
        session.add(leg)
    return call, leg


def _stay(session: Session, call_id: str, queue: str, entered_at: datetime) -> store.QueueStay:
    same = [
        stay
        for stay in _stays(session, call_id, queue)
        if abs(stay.entered_at - entered_at) <= SAME_STAY
        and (stay.left_at is None or entered_at <= stay.left_at)
    ]
    if same:
        return min(same, key=lambda stay: abs(stay.entered_at - entered_at))
    stay = store.QueueStay(call_id=valid(call_id), queue=queue, entered_at=entered_at)
    session.add(stay)
    return stay


def _last_stay(session: Session, call_id: str, queue: str) -> store.QueueStay | None:
    return next(reversed(_stays(session, call_id, queue)), None)


def _stays(session: Session, call_id: str, queue: str | None = None) -> Sequence[store.QueueStay]:
    query = select(store.QueueStay).where(store.QueueStay.call_id == valid(call_id))
    if queue is not None:
        query = query.where(store.QueueStay.queue == queue)
    return session.scalars(query.order_by(store.QueueStay.entered_at)).all()


@contextmanager
def concluding_once(session: Session) -> Iterator[None]:
    """Many facts are told within the block: what follows from them is derived once a call.

    It is derived at the block's end, so nothing within may ask for offers and outcomes.
    """
    waiting: dict[str, store.Call] = {}
    session.info[WAITING] = waiting
    try:
        yield
    finally:
        del session.info[WAITING]
    for call in waiting.values():
        _conclude(session, call)


def _conclude(session: Session, call: store.Call) -> None:
    """Derive who spoke last and an ended call's outcome; a new outcome goes to the outbox."""
    waiting = session.info.get(WAITING)
    if waiting is not None:
        waiting[call.call_id] = call
        return
    session.flush()
    legs = session.scalars(select(store.Leg).where(store.Leg.call_id == call.call_id)).all()
    spoke = [(leg.answered_at, leg.agent_id) for leg in legs if leg.answered_at and leg.agent_id]
    call.agent_id = max(spoke)[1] if spoke else None
    stays = _stays(session, call.call_id)
    if stays:
        keep_offers(session, call, stays, legs)
    if call.ended_at is None:
        return
    outcome = derive(
        call.noted,
        [LegFact(leg.role, leg.answered_at is not None) for leg in legs],
        [StayFact(stay.queue, stay.reason) for stay in stays],
    )
    if outcome is call.ended_how:
        return
    call.ended_how = outcome
    told = uuid.uuid5(uuid.UUID(call.call_id), f"CallEnded:{outcome}")
    outbox.add(
        session,
        events.CallEnded(
            event_id=str(told), at=call.ended_at, call_id=call.call_id, ended_how=outcome.value
        ),
    )
    session.flush()


def _agent_spoke(leg: store.Leg) -> bool:
    """Whether it is known that an agent answered this leg."""
    return leg.agent_id is not None and leg.answered_at is not None


def _tell_answered(session: Session, leg: store.Leg, known: bool) -> None:
    """``AgentAnswered`` goes to the outbox once both are known: who, and when."""
    if known or leg.agent_id is None or leg.answered_at is None:
        return
    told = uuid.uuid5(uuid.UUID(leg.call_id), f"AgentAnswered:{leg.channel}")
    answered = events.AgentAnswered(
        event_id=str(told), at=leg.answered_at, call_id=leg.call_id, agent_id=leg.agent_id
    )
    outbox.add(session, answered)


def _earliest(known: datetime | None, told: datetime | None) -> datetime | None:
    return min((moment for moment in (known, told) if moment is not None), default=None)


def _latest(known: datetime | None, told: datetime | None) -> datetime | None:
    return max((moment for moment in (known, told) if moment is not None), default=None)
