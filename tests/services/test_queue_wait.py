"""The queue as the store knows it: its order, the estimated wait, and how good that was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.queue_place import HEAD_START, Place
from ivr.services import callbacks, calls, queue_wait
from ivr.services.calls import LeftBecause
from ivr.services.queue_wait import Estimate, Staff
from ivr.store import AgentState, Store
from tests.running.queue_rows import agent, call_id, talks, waiting

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def at(seconds: float, head_start: int = 0) -> Place:
    return Place(int((NOW + timedelta(seconds=seconds)).timestamp()), head_start)


def estimate(store: Store, place: Place, call: str | None = None) -> Estimate:
    with store.reading() as session:
        return queue_wait.estimate(session, "attention", place, NOW, call_id=call)


def test_the_order_is_that_of_the_places_kept(store: Store) -> None:
    first, second, third = (waiting(store, NOW - timedelta(seconds=s)) for s in (30, 20, 10))
    told = Estimate(0, None)
    with store.unit_of_work() as session:
        queue_wait.take_place(session, third, "attention", at(-10, HEAD_START), told, NOW)
    gone = waiting(store, NOW)
    with store.unit_of_work() as session:
        calls.end(session, gone, at=NOW)
        order = [one.call_id for one in queue_wait.waiting(session, "attention", NOW)]
        assert order == [third, first, second]
        assert not queue_wait.waiting(session, "emergency", NOW)
        assert not queue_wait.waiting(session, "attention", NOW + timedelta(hours=2))


def test_who_serves_the_queue(store: Store) -> None:
    for state in AgentState:
        agent(store, state, NOW)
    agent(store, AgentState.AVAILABLE, NOW, queue="emergency")
    with store.reading() as session:
        assert queue_wait.staff(session, "attention") == Staff(at_work=4, free=1)


# agents: free, talking; talks of 120 s; callers before -> ahead, seconds
ESTIMATES = [
    (1, 0, 4, 0, Estimate(0, 0)),
    (1, 0, 4, 1, Estimate(1, 120)),
    (0, 1, 4, 0, Estimate(0, 120)),
    (0, 2, 4, 3, Estimate(3, 240)),
    (1, 1, 4, 2, Estimate(2, 120)),
    (0, 1, 2, 1, Estimate(1, None)),
    (0, 0, 0, 1, Estimate(1, None)),
]


@pytest.mark.parametrize(("free", "talking", "ended", "before", "expected"), ESTIMATES)
def test_the_estimate(
    store: Store, free: int, talking: int, ended: int, before: int, expected: Estimate
) -> None:
    for state, how_many in ((AgentState.AVAILABLE, free), (AgentState.TALKING, talking)):
        for _ in range(how_many):
            agent(store, state, NOW)
    talks(store, ended, 120, NOW)
    for seconds in range(before):
        waiting(store, NOW - timedelta(seconds=60 + seconds))
    assert estimate(store, at(0)) == expected


def test_who_is_owed_a_call_is_before_who_came_later_and_oneself_is_not(store: Store) -> None:
    mine = waiting(store, NOW - timedelta(seconds=5))
    with store.unit_of_work() as session:
        callbacks.ask(
            session,
            call_id=call_id(),
            number="+573150000001",
            queue="attention",
            place=at(-30),
            not_before=NOW,
            now=NOW,
        )
    assert estimate(store, at(-5), mine).ahead == 1
    assert estimate(store, at(-40), mine).ahead == 0


def test_the_first_estimate_stays_and_is_compared_with_the_wait(store: Store) -> None:
    for told, waited in ((60, 90), (60, 40), (300, 100)):
        call = waiting(store, NOW)
        with store.unit_of_work() as session:
            place = at(0)
            queue_wait.take_place(session, call, "attention", place, Estimate(1, told), NOW)
            queue_wait.take_place(session, call, "attention", place, Estimate(0, 5), LATER)
            left = NOW + timedelta(seconds=waited)
            calls.queue_left(
                session, call, "attention", at=left, reason=LeftBecause.ANSWERED, entered_at=NOW
            )
    with store.reading() as session:
        error = queue_wait.accuracy(session, NOW, LATER)
        assert error.compared == 3
        assert error.mean_error == pytest.approx((-30 + 20 + 200) / 3)
        assert error.mean_absolute_error == pytest.approx(250 / 3)
        assert error.within_a_minute == pytest.approx(2 / 3)
        assert queue_wait.accuracy(session, LATER, LATER).compared == 0
        assert queue_wait.accuracy(session, NOW, LATER, queue="emergency").mean_error is None
