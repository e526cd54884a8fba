"""What a call was to each queue: the one place where stays and legs become offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.calls.in_hand import CallInHand
from ivr.services.upserts import insert
from ivr.store import LeftBecause, LegRole, OfferEnd

OF_AN_OFFER = ("entered_at", "ended", "wait", "talk", "hold")


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a queue, as kept; ``left_at`` and ``reason`` None until known."""

    queue: str
    entered_at: datetime
    left_at: datetime | None
    reason: LeftBecause | None


@dataclass(frozen=True, slots=True)
class Talk:
    """An agent's finished talk; ``held`` of it the caller was on hold."""

    answered_at: datetime
    ended_at: datetime
    held: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Offered:
    """A call at one queue. Seconds are whole ones, as in Asterisk's queue_log."""

    queue: str
    entered_at: datetime
    ended: OfferEnd | None
    wait: int | None
    talk: int
    hold: int


def offered(
    stays: Sequence[Stay], talks: Iterable[Talk], call_ended_at: datetime | None
) -> tuple[Offered, ...]:
    """A call's offers, in the order in which its queues were first joined.

    ``stays`` in the order joined. Several stays in one queue are one offer (domain: Offered
    counts the first joining): its wait is the sum of those until it was answered or gone.
    """
    by_queue: dict[str, list[Stay]] = {}
    for stay in stays:
        by_queue.setdefault(stay.queue, []).append(stay)
    talked: dict[str, list[Talk]] = {}
    for talk in talks:
        before = [stay.queue for stay in stays if stay.entered_at <= talk.answered_at]
        if before:
            talked.setdefault(before[-1], []).append(talk)
    return tuple(
        _offered(queue, of_queue, talked.get(queue, []), call_ended_at)
        for queue, of_queue in by_queue.items()
    )


def _offered(
    queue: str, stays: list[Stay], talks: list[Talk], call_ended_at: datetime | None
) -> Offered:
    ended, counted = _end(stays, call_ended_at)
    wait = None
    if ended is not None:
        lasting = [(stay.left_at or call_ended_at or stay.entered_at) for stay in counted]
        spans = (end - stay.entered_at for stay, end in zip(counted, lasting, strict=True))
        wait = _whole(sum(spans, timedelta()))
    held = sum((talk.held for talk in talks), timedelta())
    length = sum((talk.ended_at - talk.answered_at for talk in talks), timedelta())
    return Offered(queue, stays[0].entered_at, ended, wait, _whole(length - held), _whole(held))


def _end(stays: list[Stay], call_ended_at: datetime | None) -> tuple[OfferEnd | None, list[Stay]]:
    """What became of the offer, and the stays in which its caller waited for that."""
    for turn, stay in enumerate(stays):
        if stay.reason is LeftBecause.ANSWERED:
            return OfferEnd.ANSWERED, stays[: turn + 1]
    last = stays[-1]
    if last.reason is None:
        return (None if call_ended_at is None else OfferEnd.ABANDONED), stays
    abandoned = last.reason is LeftBecause.ABANDONED
    return (OfferEnd.ABANDONED if abandoned else OfferEnd.ELSEWHERE), stays


def _whole(length: timedelta) -> int:
    return max(0, int(length.total_seconds()))


def keep_offers(session: Session, calls: Iterable[CallInHand]) -> None:
    """Write what the calls were to each queue, as their stays and legs say by now."""
    queued = [call for call in calls if call.stays()]
    holds = _holds(session, queued)
    offers = [
        {"call_id": call.call_id, **asdict(offer)}
        for call in queued
        for offer in offered(
            _stays(call), _talks(call, holds.get(call.call_id, ())), call.row.ended_at
        )
    ]
    if not offers:
        return
    row = insert(session, store.Offer)
    told = {name: row.excluded[name] for name in OF_AN_OFFER}
    session.execute(
        row.on_conflict_do_update(index_elements=["call_id", "queue"], set_=told), offers
    )


def _stays(call: CallInHand) -> list[Stay]:
    return [Stay(stay.queue, stay.entered_at, stay.left_at, stay.reason) for stay in call.stays()]


def _holds(session: Session, calls: Iterable[CallInHand]) -> dict[str, list[store.Hold]]:
    """The holds of those calls of which an agent's talk is over, by call."""
    talked = [call.call_id for call in calls if any(_talked(leg) for leg in call.legs)]
    if not talked:
        return {}
    found: dict[str, list[store.Hold]] = {}
    for hold in session.scalars(select(store.Hold).where(store.Hold.call_id.in_(talked))):
        found.setdefault(hold.call_id, []).append(hold)
    return found


def _talked(leg: store.Leg) -> bool:
    return leg.role is LegRole.AGENT and bool(leg.answered_at and leg.ended_at)


def _talks(call: CallInHand, holds: Sequence[store.Hold]) -> list[Talk]:
    """The agents' finished talks, each with the time for which it was on hold."""
    return [
        Talk(leg.answered_at, leg.ended_at, _held(leg.channel, leg.ended_at, holds))
        for leg in call.legs
        if leg.role is LegRole.AGENT and leg.answered_at and leg.ended_at
    ]


def _held(channel: str, talk_ended_at: datetime, holds: Sequence[store.Hold]) -> timedelta:
    """How long a talk was on hold; what was never taken back lasted until its end."""
    spans = (
        min(hold.ended_at or talk_ended_at, talk_ended_at) - hold.began_at
        for hold in holds
        if hold.channel == channel
    )
    return sum((max(span, timedelta()) for span in spans), timedelta())
