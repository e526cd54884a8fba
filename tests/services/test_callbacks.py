"""Callbacks: asked for once, dialled in their turn, tried again, and what staff may do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.errors import NotFound
from ivr.queue_place import Place
from ivr.services import callbacks, calls, contact
from ivr.services.callbacks import Callback, CallbackRules
from ivr.services.callbacks.turn import Floor, is_due
from ivr.store import AgentState, Attempt, CallbackState, OutboundMessage, Store
from tests.running.queue_rows import agent, call_id, waiting

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CONTACT = Path(__file__).parents[2] / "config" / "catalogues" / "contact.toml"
RULES = CallbackRules(enabled=True, attempts=2, minutes_between=10)
OVERTAKES_WITHIN = 0.3
"""How long the other worker gets to take a second person; it must not."""
NUMBER = "+573150000001"

# callers waiting, free agents, at work, being called -> whether the call owed at 100 is due
TURNS = [
    ([], 1, 1, 0, True),
    ([], 0, 1, 0, False),
    ([], 1, 1, 1, False),
    ([], 2, 2, 1, True),
    ([100], 1, 1, 0, False),
    ([101, 102], 2, 2, 0, False),
    ([101, 102], 3, 3, 0, True),
    ([99], 0, 2, 0, True),
    ([99, 98, 97], 0, 2, 1, False),
    ([101, 99], 0, 2, 0, False),
    ([99], 0, 0, 0, False),
]


@pytest.mark.parametrize(("callers", "free", "at_work", "calling", "due"), TURNS)
def test_whose_turn(callers: list[int], free: int, at_work: int, calling: int, due: bool) -> None:
    assert is_due(100, Floor(callers, free, at_work, calling)) is due


def ask(store: Store, number: str = NUMBER, joined: datetime = NOW) -> Callback:
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(CONTACT))
        return callbacks.ask(
            session,
            call_id=call_id(),
            number=number,
            queue="attention",
            place=Place(int(joined.timestamp())),
            not_before=NOW,
            now=NOW,
        )


def take(store: Store, now: datetime = NOW) -> Callback | None:
    with store.unit_of_work() as session:
        return callbacks.take_next(session, "attention", now)


def state(store: Store, one: Callback) -> Callback:
    with store.reading() as session:
        return callbacks.by_id(session, one.id)


def test_a_number_is_owed_one_call(store: Store) -> None:
    first = ask(store)
    assert ask(store).id == first.id
    assert ask(store, "+573150000002").id != first.id


def test_a_mobile_has_the_promise_in_writing_once(store: Store) -> None:
    ask(store)
    owed = ask(store)
    ask(store, "+576087654321")
    with store.reading() as session:
        (message,) = session.scalars(select(OutboundMessage))
    assert (message.recipient, message.template) == (NUMBER, "devolucion")
    assert message.fields == {"cuando": NOW.isoformat()}
    assert message.key == f"callback:{owed.id}"


def test_they_are_called_by_their_places_as_agents_are_free(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    later = ask(store, "+573150000002", NOW)
    sooner = ask(store, "+573150000001", NOW - timedelta(minutes=5))
    taken = take(store)
    assert taken is not None
    assert (taken.id, taken.attempts) == (sooner.id, 1)
    assert take(store) is None  # one at a time for the one agent who is free
    with store.unit_of_work() as session:
        callbacks.reached(session, taken.id, NOW)
    following = take(store)
    assert following is not None
    assert following.id == later.id


def test_two_workers_call_one_person_for_one_free_agent(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    ask(store, "+573150000001")
    ask(store, "+573150000002")
    with ThreadPoolExecutor(1) as other, store.unit_of_work() as session:
        assert callbacks.take_next(session, "attention", NOW) is not None
        same_moment = other.submit(take, store)
        with pytest.raises(TimeoutError):
            same_moment.result(OVERTAKES_WITHIN)  # it waits for what this one takes
        session.commit()
        assert same_moment.result(10) is None


def test_who_came_first_is_not_overtaken_while_all_are_busy(store: Store) -> None:
    agent(store, AgentState.TALKING, NOW)
    owed = ask(store, joined=NOW - timedelta(minutes=5))
    assert take(store) is None
    waiting(store, NOW - timedelta(minutes=1))
    taken = take(store)
    assert taken is not None
    assert taken.id == owed.id


def test_who_is_on_the_line_already_is_not_called(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    ask(store)
    call = call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call, started_at=NOW, number=NUMBER)
    assert take(store) is None
    with store.unit_of_work() as session:
        calls.end(session, call, at=NOW)
    assert take(store) is not None


def test_nobody_is_called_outside_the_hours_of_contact(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    owed = ask(store)
    night = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert take(store, night) is None
    morning = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert state(store, owed).not_before == morning
    assert take(store, morning) is not None


def test_a_try_in_vain_is_repeated_and_then_given_up(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    owed, now = ask(store), NOW
    for expected in (CallbackState.WAITING, CallbackState.FAILED):
        assert take(store, now) is not None
        with store.unit_of_work() as session:
            callbacks.missed(session, owed.id, Attempt.NO_ANSWER, RULES, now)
        assert state(store, owed).state is expected
        assert take(store, now) is None
        now += timedelta(minutes=10)
    with store.reading() as session:
        assert [one.state for one in callbacks.owed(session, now)] == [CallbackState.FAILED]
        assert not callbacks.owed(session, now + timedelta(days=2))


def test_a_try_of_which_nothing_is_heard_counts_and_one_not_dialled_does_not(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    owed = ask(store)
    take(store)
    with store.unit_of_work() as session:
        callbacks.put_back(session, owed.id, NOW)
    assert state(store, owed).attempts == 0
    take(store)
    with store.unit_of_work() as session:
        assert callbacks.has_silent(session, NOW + timedelta(minutes=5))
        assert callbacks.give_up_on_silent(session, NOW + timedelta(minutes=5), RULES, NOW) == 1
    after = state(store, owed)
    assert (after.state, after.attempts) == (CallbackState.WAITING, 1)


def test_calling_in_withdraws_it_and_gives_the_place(store: Store) -> None:
    owed = ask(store, joined=NOW - timedelta(minutes=5))
    with store.unit_of_work() as session:
        given = callbacks.withdraw(session, NUMBER, NOW)
        assert callbacks.withdraw(session, NUMBER, NOW) is None
    assert given is not None
    assert given.place == owed.place
    assert state(store, owed).state is CallbackState.WITHDRAWN
    assert ask(store).id != owed.id


def test_who_calls_in_while_being_called_is_not_called_again(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    owed = ask(store)
    assert take(store) is not None
    with store.unit_of_work() as session:
        assert callbacks.withdraw(session, NUMBER, NOW) is not None
        callbacks.missed(session, owed.id, Attempt.BUSY, RULES, NOW)
    assert state(store, owed).state is CallbackState.WITHDRAWN


def test_staff_may_have_it_dialled_now_or_cancel_it(store: Store) -> None:
    someone = agent(store, AgentState.TALKING, NOW)
    waits, urgent = ask(store), ask(store, "+573150000002", NOW + timedelta(minutes=1))
    with store.unit_of_work() as session:
        assert callbacks.call_now(session, urgent.id, NOW)
        assert callbacks.cancel(session, waits.id, someone, NOW)
        assert not callbacks.cancel(session, waits.id, someone, NOW)
    taken = take(store)
    assert taken is not None
    assert taken.id == urgent.id
    with store.unit_of_work() as session:
        assert not callbacks.call_now(session, urgent.id, NOW)
        with pytest.raises(NotFound):
            callbacks.cancel(session, 2**40, someone, NOW)


def test_a_number_that_refused_to_be_called_fails(store: Store) -> None:
    agent(store, AgentState.AVAILABLE, NOW)
    owed = ask(store)
    with store.unit_of_work() as session:
        contact.refuse(session, NUMBER, NOW, how="llamada")
    assert take(store) is None
    assert state(store, owed).state is CallbackState.FAILED
