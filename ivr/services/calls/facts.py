"""Calls as they happen: facts written from the dialog, the tracker and CEL, in any order.

Every writer names the call by its id and says one fact; a fact told twice, or late, leaves
the same record. The call's row is made by whoever comes first, and each write locks it, so
that two writers of one call take turns. What follows from the facts is concluded where one
could change it (ivr.services.calls.conclusion).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import events, store
from ivr.services import outbox
from ivr.services.calls.conclusion import conclude
from ivr.services.calls.in_hand import in_hand
from ivr.services.calls.row import kept
from ivr.services.upserts import insert
from ivr.store import Built, LeftBecause, LegRole, Outcome


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
    call = in_hand(session, call_id, starting_at=started_at).row
    call.started_at = min(call.started_at, started_at)
    call.answered_at = _earliest(call.answered_at, answered_at)
    call.number = kept(store.Call.number, number) or call.number
    call.dialled = kept(store.Call.dialled, dialled) or call.dialled
    call.withheld = withheld or call.withheld


def set_account(session: Session, call_id: str, account_id: int, level: int) -> None:
    """The caller's account. ``level``: 1 claimed, 2 second datum given; it only rises."""
    call = in_hand(session, call_id).row
    if call.account_id == account_id:
        call.identity_level = max(call.identity_level, level)
    else:
        call.account_id, call.identity_level = account_id, level


def clear_account(session: Session, call_id: str) -> None:
    """The caller's account is not known after all."""
    call = in_hand(session, call_id).row
    call.account_id, call.identity_level = None, 0


def set_intent(session: Session, call_id: str, intent: str) -> None:
    """What the caller wants, as last understood."""
    in_hand(session, call_id).row.intent = kept(store.Call.intent, intent)


def set_reason(session: Session, call_id: str, reason: str) -> None:
    """Why the caller was handed to a person, as last told."""
    in_hand(session, call_id).row.reason = kept(store.Call.reason, reason)


def set_danger(session: Session, call_id: str) -> None:
    """People were in danger: a call that is never surveyed."""
    in_hand(session, call_id).row.danger = True


def set_outcome(session: Session, call_id: str, outcome: Outcome) -> None:
    """What a dialog or the ladder reports; a person or a queue may overrule it."""
    call = in_hand(session, call_id)
    call.row.noted = outcome
    conclude(session, call)


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
    call = in_hand(session, call_id)
    leg = call.leg(channel)
    spoke = _agent_spoke(leg)
    leg.role = role
    leg.agent_id = agent_id if agent_id is not None else leg.agent_id
    leg.rang_at = _earliest(leg.rang_at, at)
    _tell_answered(session, leg, spoke)
    if leg.answered_at is not None:
        conclude(session, call)


def leg_answered(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone was answered. An answered leg is never a missed one."""
    call = in_hand(session, call_id)
    leg = call.leg(channel)
    spoke = _agent_spoke(leg)
    leg.answered_at = _earliest(leg.answered_at, at)
    leg.missed = False
    _tell_answered(session, leg, spoke)
    conclude(session, call)


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
    call = in_hand(session, call_id)
    leg = call.leg(channel)
    leg.ended_at = _latest(leg.ended_at, at)
    leg.hangup_cause = cause if cause is not None else leg.hangup_cause
    leg.missed = (leg.missed or missed) and leg.answered_at is None
    if leg.answered_at is not None:
        conclude(session, call)


def queue_entered(
    session: Session, call_id: str, queue: str, *, at: datetime, position: int | None = None
) -> None:
    """The caller joined ``queue`` at ``position`` (1 is next)."""
    call = in_hand(session, call_id)
    stay = call.stay(queue, at)
    stay.entered_at = min(stay.entered_at, at)
    stay.position = position if position is not None else stay.position
    conclude(session, call)


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
    call = in_hand(session, call_id)
    if entered_at:
        stay = call.stay(queue, entered_at)
    else:
        known = call.stays(queue)
        stay = known[-1] if known else call.stay(queue, at)
    stay.left_at = _earliest(stay.left_at, at)
    stay.reason = stay.reason or reason
    conclude(session, call)


def hold_began(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone put the other side on hold."""
    call = in_hand(session, call_id)
    fresh = insert(session, store.Hold).values(call_id=call.call_id, channel=channel, began_at=at)
    session.execute(fresh.on_conflict_do_nothing())
    conclude(session, call)


def hold_ended(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone took the other side back; without a hold before it nothing changes."""
    call = in_hand(session, call_id)
    held = (
        select(store.Hold)
        .where(store.Hold.call_id == call.call_id, store.Hold.channel == channel)
        .where(store.Hold.began_at <= at)
        .order_by(store.Hold.began_at.desc())
    )
    hold = session.scalars(held.limit(1)).first()
    if hold is not None:
        hold.ended_at = _earliest(hold.ended_at, at)
        conclude(session, call)


def end(session: Session, call_id: str, *, at: datetime, built: Built = Built.LIVE) -> None:
    """The caller is gone: the outcome is derived and ``CallEnded`` goes to the outbox."""
    call = in_hand(session, call_id)
    row = call.row
    row.ended_at = _latest(row.ended_at, at)
    row.built = Built.LIVE if Built.LIVE in (built, row.built) else Built.CEL
    conclude(session, call)


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
