"""Calls to be returned: who is on the list, who leaves it, and who never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.queue_place import Place
from ivr.services import callbacks, calls
from ivr.services.calls import LeftBecause, LegRole, Outcome
from ivr.services.missed_calls import MissedCall, missed_calls
from ivr.store import LinkKind, Store
from tests.services import town
from tests.services.town import NOW

NUMBER, OTHER = "+573150000001", "+573150000002"
AGO = timedelta(minutes=30)


@pytest.fixture
def agent_id(store: Store) -> int:
    with store.unit_of_work() as session:
        return town.agent(session).id


def gives_up(
    session: Session,
    number: str | None = NUMBER,
    ago: timedelta = AGO,
    queue: str = "attention",
    rang_at: int | None = None,
) -> str:
    """A caller who hung up in a queue after 40 seconds; it may have rung at somebody's desk."""
    at = NOW - ago
    call_id, left = town.call_id(at), at + timedelta(seconds=50)
    calls.begin(session, call_id, started_at=at, number=number, withheld=number is None)
    calls.set_intent(session, call_id, "factura")
    calls.queue_entered(session, call_id, queue, at=at + timedelta(seconds=10))
    if rang_at is not None:
        calls.leg_started(session, call_id, "d", role=LegRole.AGENT, agent_id=rang_at, at=at)
        calls.leg_ended(session, call_id, "d", at=left, missed=True)
    calls.queue_left(session, call_id, queue, at=left, reason=LeftBecause.ABANDONED)
    calls.end(session, call_id, at=left)
    return call_id


def of(session: Session, agent_id: int) -> tuple[MissedCall, ...]:
    return missed_calls(session, agent_id, ("attention",), NOW)


def test_who_hung_up_in_my_queue_is_on_the_list(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        call_id = gives_up(session)
        gives_up(session, OTHER, queue="emergency")
        (one,) = of(session, agent_id)
    assert (one.call_id, one.number, one.queue, one.waited) == (call_id, NUMBER, "attention", 40)
    assert (one.reason, one.own, one.tries, one.called) == ("factura", False, 1, False)


def test_what_rang_at_my_own_desk_is_mine_whatever_the_queue(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        gives_up(session, queue="emergency", rang_at=agent_id)
        (one,) = of(session, agent_id)
    assert one.own


def test_a_number_is_there_once_with_its_last_try(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        gives_up(session, ago=timedelta(hours=3))
        last = gives_up(session)
        (one,) = of(session, agent_id)
    assert (one.call_id, one.tries) == (last, 2)


def test_who_withheld_the_number_is_seen_and_cannot_be_called(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        gives_up(session, None)
        gives_up(session, None)
        assert [one.number for one in of(session, agent_id)] == [None, None]


def served(session: Session) -> None:
    """The person called again, and an agent answered."""
    at = NOW - timedelta(minutes=5)
    call_id = town.call_id(at)
    calls.begin(session, call_id, started_at=at, number=NUMBER)
    calls.leg_started(session, call_id, "1", role=LegRole.AGENT, agent_id=None, at=at)
    calls.leg_answered(session, call_id, "1", at=at)
    calls.end(session, call_id, at=NOW)


def served_by_the_machine(session: Session) -> None:
    at = NOW - timedelta(minutes=5)
    call_id = town.call_id(at)
    calls.begin(session, call_id, started_at=at, number=NUMBER)
    calls.set_outcome(session, call_id, Outcome.SELF_SERVICE)
    calls.end(session, call_id, at=NOW)


def on_the_line_now(session: Session) -> None:
    at = NOW - timedelta(minutes=1)
    calls.begin(session, town.call_id(at), started_at=at, number=NUMBER)


def owed_a_call(session: Session) -> None:
    call_id = town.call_id(NOW - timedelta(minutes=5))
    place = Place(int(NOW.timestamp()))
    callbacks.ask(
        session, call_id=call_id, number=NUMBER, queue="attention", place=place,
        not_before=NOW, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "reached",
    [served, served_by_the_machine, on_the_line_now, owed_a_call],
    ids=lambda one: one.__name__,
)
def test_who_has_reached_the_line_since_leaves_it(
    store: Store, agent_id: int, reached: object
) -> None:
    with store.unit_of_work() as session:
        gives_up(session)
        gives_up(session, OTHER)
        assert callable(reached)
        reached(session)
        assert [one.number for one in of(session, agent_id)] == [OTHER]


def test_who_called_again_in_vain_stays(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        gives_up(session)
        at = NOW - timedelta(minutes=5)
        again = town.call_id(at)
        calls.begin(session, again, started_at=at, number=NUMBER)
        calls.set_outcome(session, again, Outcome.ABANDONED_IVR)
        calls.end(session, again, at=NOW)
        assert len(of(session, agent_id)) == 1


def test_who_was_called_in_vain_stays_and_it_is_said(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        missed = gives_up(session)
        at = NOW - timedelta(minutes=5)
        placed = town.call_id(at)
        calls.begin(session, placed, started_at=at, number=NUMBER)
        calls.set_outcome(session, placed, Outcome.NOT_REACHED)
        link = tables.CallLink(call_id=placed, of_call_id=missed, kind=LinkKind.CALLBACK)
        session.add(link)
        session.flush()
        assert of(session, agent_id) == ()
        calls.end(session, placed, at=NOW)
        (one,) = of(session, agent_id)
    assert one.called


def test_the_ethics_line_is_never_there(store: Store, agent_id: int) -> None:
    """Its calls have no number and wait in no queue; of who waited before, only the stay is."""
    with store.unit_of_work() as session:
        at = NOW - AGO
        call_id = town.call_id(at)
        calls.begin(session, call_id, started_at=at, number=None)
        calls.queue_entered(session, call_id, "attention", at=at)
        calls.queue_left(session, call_id, "attention", at=NOW - AGO / 2, reason=LeftBecause.KEY)
        calls.end(session, call_id, at=NOW)
        assert of(session, agent_id) == ()


def test_after_two_days_it_is_too_late(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        gives_up(session, ago=timedelta(days=2, minutes=1))
        assert of(session, agent_id) == ()
