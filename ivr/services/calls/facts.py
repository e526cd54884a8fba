"""Calls as they happen: facts written from the dialog, the tracker and CEL, in any order.

Every writer names the call by its id and says one fact; a fact told twice, or late, leaves
the same record. The call's row is made by whoever comes first, and each write locks it, so
that two writers of one call take turns.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ivr import events, store
from ivr.errors import Invalid
from ivr.services import outbox
from ivr.services.calls.outcome import LegFact, StayFact, derive
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import Built, LeftBecause, LegRole, Outcome

SAME_STAY = timedelta(seconds=5)  # AMI and CEL tell one entry a few moments apart
SAME_STEP = timedelta(seconds=2)
LONGEST_HEARD = 2000


class Step(Protocol):
    """A step of the path, as ``ivr.line.PathStep`` has it."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def kind(self) -> str:
        """What it is: said, chosen, answered, …"""

    @property
    def prompt(self) -> str | None:
        """The prompt's id."""

    @property
    def heard(self) -> str | None:
        """Keys or words, masked where sensitive."""

    @property
    def confidence(self) -> float | None:
        """How sure, 0 to 1."""

    @property
    def label(self) -> str | None:
        """The step's name for an agent, in Spanish."""


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
    call = _call(session, call_id, starting_at=started_at)
    call.started_at = min(call.started_at, started_at)
    call.answered_at = _earliest(call.answered_at, answered_at)
    call.number = _kept(store.Call.number, number) or call.number
    call.dialled = _kept(store.Call.dialled, dialled) or call.dialled
    call.withheld = withheld or call.withheld


def add_steps(
    session: Session, call_id: str, steps: Sequence[Step], *, first: int, writer: str = "line"
) -> None:
    """Add ``steps`` to the path; ``first`` is the position of the first, from 0, per writer.

    Writing the same positions again changes nothing.
    """
    if not steps:
        return
    _call(session, call_id)
    rows = [
        {
            "call_id": call_id,
            "writer": writer,
            "position": position,
            "at": step.at,
            "kind": _kept(store.PathStep.kind, step.kind),
            "prompt": _kept(store.PathStep.prompt, step.prompt),
            "heard": _kept(store.PathStep.heard, step.heard),
            "confidence": step.confidence,
            "label": _kept(store.PathStep.label, step.label),
        }
        for position, step in enumerate(steps, start=first)
    ]
    session.execute(insert(session, store.PathStep).on_conflict_do_nothing(), rows)


def add_step_once(session: Session, call_id: str, step: Step, *, writer: str) -> None:
    """Add a step that AMI and CEL both tell, a moment apart: the second changes nothing."""
    told = select(store.PathStep.position).where(
        store.PathStep.call_id == _valid(call_id),
        store.PathStep.writer == writer,
        store.PathStep.label == step.label,
        store.PathStep.at.between(step.at - SAME_STEP, step.at + SAME_STEP),
    )
    minted = minted_at(call_id) or step.at
    if session.scalar(told.limit(1)) is None:
        moment = max(0, round((step.at - minted).total_seconds() * 1000))
        add_steps(session, call_id, [step], first=moment, writer=writer)


def set_account(session: Session, call_id: str, account_id: int, level: int) -> None:
    """The caller's account. ``level``: 1 claimed, 2 second datum given; it only rises."""
    call = _call(session, call_id)
    if call.account_id == account_id:
        call.identity_level = max(call.identity_level, level)
    else:
        call.account_id, call.identity_level = account_id, level


def set_intent(session: Session, call_id: str, intent: str) -> None:
    """What the caller wants, as last understood."""
    _call(session, call_id).intent = _kept(store.Call.intent, intent)


def set_reason(session: Session, call_id: str, reason: str) -> None:
    """Why the caller was handed to a person, as last told."""
    _call(session, call_id).reason = _kept(store.Call.reason, reason)


def set_outcome(session: Session, call_id: str, outcome: Outcome) -> None:
    """What a dialog or the ladder reports; a person or a queue may overrule it."""
    call = _call(session, call_id)
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
    leg.role = role
    leg.agent_id = agent_id if agent_id is not None else leg.agent_id
    leg.rang_at = _earliest(leg.rang_at, at)
    _conclude(session, call)


def leg_answered(session: Session, call_id: str, channel: str, *, at: datetime) -> None:
    """That telephone was answered. An answered leg is never a missed one."""
    call, leg = _leg(session, call_id, channel)
    leg.answered_at = _earliest(leg.answered_at, at)
    leg.missed = False
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
    call = _call(session, call_id)
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
    call = _call(session, call_id)
    stay = _stay(session, call_id, queue, entered_at) if entered_at else None
    stay = stay or _last_stay(session, call_id, queue) or _stay(session, call_id, queue, at)
    stay.left_at = _earliest(stay.left_at, at)
    stay.reason = stay.reason or reason
    _conclude(session, call)


def end(session: Session, call_id: str, *, at: datetime, built: Built = Built.LIVE) -> None:
    """The caller is gone: the outcome is derived and ``CallEnded`` goes to the outbox."""
    call = _call(session, call_id)
    call.ended_at = _latest(call.ended_at, at)
    call.built = Built.LIVE if Built.LIVE in (built, call.built) else Built.CEL
    _conclude(session, call)


def _call(session: Session, call_id: str, *, starting_at: datetime | None = None) -> store.Call:
    """The call's row, made if need be and locked until the unit of work ends."""
    key = _valid(call_id)
    mine = select(store.Call).where(store.Call.call_id == key).with_for_update()
    call = session.scalar(mine.execution_options(populate_existing=True))
    if call is not None:
        return call
    started_at = starting_at or minted_at(key)
    if started_at is None:
        raise Invalid("la llamada es desconocida y su identificador no dice cuándo empezó")
    fresh = insert(session, store.Call).values(
        call_id=key, started_at=started_at, withheld=False, identity_level=0
    )
    session.execute(fresh.on_conflict_do_nothing())
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def _leg(session: Session, call_id: str, channel: str) -> tuple[store.Call, store.Leg]:
    call = _call(session, call_id)
    query = select(store.Leg).where(store.Leg.call_id == call.call_id, store.Leg.channel == channel)
    leg = session.scalar(query)
    if leg is None:
        leg = store.Leg(call_id=call.call_id, channel=channel, missed=False)
        session.add(leg)
    return call, leg


def _stay(session: Session, call_id: str, queue: str, entered_at: datetime) -> store.QueueStay:
    for stay in _stays(session, call_id, queue):
        if abs(stay.entered_at - entered_at) <= SAME_STAY:
            return stay
    stay = store.QueueStay(call_id=_valid(call_id), queue=queue, entered_at=entered_at)
    session.add(stay)
    return stay


def _last_stay(session: Session, call_id: str, queue: str) -> store.QueueStay | None:
    return next(reversed(_stays(session, call_id, queue)), None)


def _stays(session: Session, call_id: str, queue: str | None = None) -> Sequence[store.QueueStay]:
    query = select(store.QueueStay).where(store.QueueStay.call_id == _valid(call_id))
    if queue is not None:
        query = query.where(store.QueueStay.queue == queue)
    return session.scalars(query.order_by(store.QueueStay.entered_at)).all()


def _conclude(session: Session, call: store.Call) -> None:
    """Derive who spoke last and an ended call's outcome; a new outcome goes to the outbox."""
    session.flush()
    legs = session.scalars(select(store.Leg).where(store.Leg.call_id == call.call_id)).all()
    spoke = [(leg.answered_at, leg.agent_id) for leg in legs if leg.answered_at and leg.agent_id]
    call.agent_id = max(spoke)[1] if spoke else None
    if call.ended_at is None:
        return
    outcome = derive(
        call.noted,
        [LegFact(leg.role, leg.answered_at is not None) for leg in legs],
        [StayFact(stay.queue, stay.reason) for stay in _stays(session, call.call_id)],
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


def minted_at(call_id: str) -> datetime | None:
    """The moment inside a UUIDv7 (RFC 9562), None for other versions."""
    value = uuid.UUID(call_id)
    if value.version != 7:
        return None
    return datetime.fromtimestamp((value.int >> 80) / 1000, UTC)


def _valid(call_id: str) -> str:
    try:
        return str(uuid.UUID(call_id))
    except ValueError as failure:
        raise Invalid("el identificador de la llamada no es un UUID") from failure


def _kept(column: InstrumentedAttribute[Any], text: str | None) -> str | None:
    """``text`` as ``column`` can hold it: what a network sends has no limit of its own."""
    return None if text is None else storable(text, column.type.length or LONGEST_HEARD)


def _earliest(known: datetime | None, told: datetime | None) -> datetime | None:
    return min((moment for moment in (known, told) if moment is not None), default=None)


def _latest(known: datetime | None, told: datetime | None) -> datetime | None:
    return max((moment for moment in (known, told) if moment is not None), default=None)
