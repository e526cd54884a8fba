"""What follows from a call's facts: who spoke last, what it was to each queue, how it ended."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from ivr import events, store
from ivr.services import outbox
from ivr.services.calls.in_hand import CallInHand, kept_in_hand
from ivr.services.calls.offer import keep_offers
from ivr.services.calls.outcome import LegFact, StayFact, derive

WAITING = "calls_to_conclude"


@contextmanager
def concluding_once(session: Session) -> Iterator[None]:
    """Many facts are told within the block: what follows from them is derived once a call.

    It is derived at the block's end, so nothing within may ask for offers and outcomes.
    """
    waiting: dict[str, CallInHand] = {}
    session.info[WAITING] = waiting
    try:
        with kept_in_hand(session):
            yield
    finally:
        del session.info[WAITING]
    _conclude(session, waiting.values())


def conclude(session: Session, call: CallInHand) -> None:
    """Derive what follows from the facts told of a call; a new outcome goes to the outbox."""
    waiting = session.info.get(WAITING)
    if waiting is None:
        _conclude(session, [call])
    else:
        waiting[call.call_id] = call


def _conclude(session: Session, calls: Collection[CallInHand]) -> None:
    for call in calls:
        call.row.agent_id = _last_to_speak(call.legs)
    ended_anew = [call.row for call in calls if _ended_anew(call)]
    keep_offers(session, calls)
    for row in ended_anew:
        _tell_ended(session, row)
    session.flush()


def _last_to_speak(legs: Iterable[store.Leg]) -> int | None:
    spoke = [(leg.answered_at, leg.agent_id) for leg in legs if leg.answered_at and leg.agent_id]
    return max(spoke)[1] if spoke else None


def _ended_anew(call: CallInHand) -> bool:
    """Derive how the call ended, if it did; whether that is news."""
    row = call.row
    if row.ended_at is None:
        return False
    outcome = derive(
        row.noted,
        [LegFact(leg.role, leg.answered_at is not None) for leg in call.legs],
        [StayFact(stay.queue, stay.reason) for stay in call.stays()],
    )
    known, row.ended_how = row.ended_how, outcome
    return outcome is not known


def _tell_ended(session: Session, row: store.Call) -> None:
    assert row.ended_at is not None
    assert row.ended_how is not None
    told = uuid.uuid5(uuid.UUID(row.call_id), f"CallEnded:{row.ended_how}")
    outbox.add(
        session,
        events.CallEnded(
            event_id=str(told),
            at=row.ended_at,
            call_id=row.call_id,
            ended_how=row.ended_how.value,
        ),
    )
