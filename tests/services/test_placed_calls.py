"""Whom agents may call when, what such a call hangs together with, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.preparation import CONTACT_RULES
from ivr.clock import BOGOTA
from ivr.errors import Invalid, NotFound
from ivr.queue_place import Place
from ivr.services import callbacks, calls, contact, placed_calls, working_days
from ivr.services.calls import LegRole, Outcome
from ivr.services.contact import Why
from ivr.services.placed_calls import NotNow, PlacedCall, Wish
from ivr.store import (
    AgentState,
    Callback,
    CallbackState,
    CallLink,
    ContactMade,
    ContactPurpose,
    Store,
)
from tests.running.queue_rows import agent
from tests.running.queue_rows import call_id as new_call_id

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BOGOTA)
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=BOGOTA)
NUMBER, OTHER = "+573155550101", "3155550102"


@pytest.fixture
def ruled(store: Store) -> Store:
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(CONTACT_RULES))
        working_days.seed(session, date(2026, 11, 22))
    return store


def came_in(
    store: Store, at: datetime, number: str | None = NUMBER, queue: str = "attention"
) -> str:
    """A call that was abandoned in a queue."""
    call_id = calls.minted(at)
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=at, number=number)
        calls.queue_entered(session, call_id, queue, at=at)
        calls.end(session, call_id, at=at + timedelta(minutes=2))
    return call_id


def prepare(store: Store, wish: Wish, now: datetime = MONDAY) -> PlacedCall:
    with store.unit_of_work() as session:
        return placed_calls.prepare(
            session, wish, call_id=calls.minted(now), area_code="608", now=now
        )


def test_who_was_not_attended_is_called_as_a_service_within_the_hours(ruled: Store) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1))
    placed = prepare(ruled, Wish(before))
    assert (placed.number, placed.purpose) == (NUMBER, ContactPurpose.SERVICE)
    with ruled.reading() as session:
        assert placed_calls.followed_call(session, placed.call_id) == before
        record = calls.by_id(session, placed.call_id)
    assert record is not None
    assert (record.number, record.outcome) == (NUMBER, None)
    assert [step.label for step in record.steps] == ["Llamada de un asesor"]


@pytest.mark.parametrize(
    ("moment", "why", "allowed_at"),
    [
        ("2026-11-23 06:30", Why.OUTSIDE_HOURS, "2026-11-23 07:00"),
        ("2026-11-23 19:30", Why.OUTSIDE_HOURS, "2026-11-24 07:00"),
        ("2026-11-28 16:00", Why.OUTSIDE_HOURS, "2026-11-30 07:00"),
        ("2026-11-29 10:00", Why.OUTSIDE_HOURS, "2026-11-30 07:00"),
        ("2026-12-08 10:00", Why.OUTSIDE_HOURS, "2026-12-09 07:00"),
    ],
)
def test_outside_the_hours_the_refusal_says_which_rule_and_until_when(
    ruled: Store, moment: str, why: Why, allowed_at: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=BOGOTA)
    before = came_in(ruled, now - timedelta(hours=2))
    with pytest.raises(NotNow) as refusal:
        prepare(ruled, Wish(before), now)
    allowed = refusal.value.allowed
    assert (allowed.why, refusal.value.basis[:8]) == (why, "Ley 2300")
    expected = datetime.fromisoformat(allowed_at).replace(tzinfo=BOGOTA)
    assert allowed.next_moment == expected
    with ruled.reading() as session:
        assert session.scalars(select(CallLink)).all() == []


def test_a_collection_counts_against_the_day_and_the_week(ruled: Store) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1))
    placed = prepare(ruled, Wish(before, collection=True))
    assert placed.purpose is ContactPurpose.COLLECTION
    with ruled.unit_of_work() as session:
        placed_calls.reached(session, placed.call_id, 1, MONDAY)
    with pytest.raises(NotNow) as refusal:
        prepare(ruled, Wish(before, collection=True), MONDAY + timedelta(hours=1))
    assert refusal.value.allowed.why is Why.TODAY_ALREADY
    assert prepare(ruled, Wish(before), MONDAY + timedelta(hours=1))  # no collection


def test_who_was_reached_is_noted_once_though_asterisk_s_record_tells_it_again(
    ruled: Store,
) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1))
    placed = prepare(ruled, Wish(before))
    with ruled.unit_of_work() as session:
        placed_calls.reached(session, placed.call_id, None, MONDAY)
        placed_calls.reached(session, placed.call_id, None, MONDAY)
        placed_calls.reached(session, before, None, MONDAY)  # came in: nobody placed it
    with ruled.reading() as session:
        (made,) = session.scalars(select(ContactMade))
        assert (made.call_id, made.purpose) == (placed.call_id, placed.purpose)


def test_who_asked_not_to_be_called_is_not_called(ruled: Store) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1))
    with ruled.unit_of_work() as session:
        contact.refuse(session, NUMBER, MONDAY, how="por teléfono")
    with pytest.raises(NotNow) as refusal:
        prepare(ruled, Wish(before))
    assert (refusal.value.allowed.why, refusal.value.allowed.next_moment) == (Why.REFUSED, None)


def test_an_emergency_that_was_cut_off_is_called_at_any_hour_and_noted(ruled: Store) -> None:
    before = came_in(ruled, NIGHT - timedelta(minutes=5), queue="emergency")
    placed = prepare(ruled, Wish(before), NIGHT)
    assert (placed.purpose, placed.overrode) == (ContactPurpose.EMERGENCY, Why.OUTSIDE_HOURS)
    with ruled.unit_of_work() as session:
        placed_calls.reached(session, placed.call_id, 1, NIGHT)
    with ruled.reading() as session:
        (made,) = session.scalars(select(ContactMade))
        assert (made.purpose, made.overrode) == (ContactPurpose.EMERGENCY, "outside_hours")
    with pytest.raises(NotNow):  # what was an emergency yesterday is none today
        prepare(ruled, Wish(before), NIGHT + timedelta(days=1))


def test_a_call_that_is_owed_is_what_the_person_asked_for_and_is_kept(ruled: Store) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1))
    with ruled.unit_of_work() as session:
        callbacks.ask(
            session,
            call_id=before,
            number=NUMBER,
            queue="attention",
            place=Place(int(MONDAY.timestamp())),
            not_before=MONDAY,
            now=MONDAY,
        )
    placed = prepare(ruled, Wish(before))
    assert placed.purpose is ContactPurpose.REQUESTED
    ana = agent(ruled, AgentState.TALKING, MONDAY)
    with ruled.unit_of_work() as session:
        placed_calls.reached(session, placed.call_id, ana, MONDAY)
    with ruled.reading() as session:
        (owed,) = session.scalars(select(Callback))
        assert (owed.state, owed.placed_call_id) == (CallbackState.REACHED, placed.call_id)


def test_another_telephone_of_the_same_person(ruled: Store) -> None:
    before = came_in(ruled, MONDAY - timedelta(hours=1), number=None)
    with pytest.raises(Invalid, match="no dejó un número"):
        prepare(ruled, Wish(before))
    assert prepare(ruled, Wish(before, number=OTHER)).number == f"+57{OTHER}"


@pytest.mark.parametrize("number", ["123", "01900123456", "abc", "", "'; DROP"])
def test_what_is_no_telephone_is_not_called(ruled: Store, number: str) -> None:
    with pytest.raises(Invalid):
        prepare(ruled, Wish(number=number))


def test_what_does_not_exist_is_not_called(ruled: Store) -> None:
    for wish in (Wish(new_call_id()), Wish("x"), Wish(radicado="20260000001")):
        with pytest.raises(NotFound):
            prepare(ruled, wish)
    with pytest.raises(Invalid, match="a quién"):
        prepare(ruled, Wish())


def test_who_is_not_reached_is_not_talked_to(ruled: Store) -> None:
    placed = prepare(ruled, Wish(number=OTHER))
    at = MONDAY.astimezone(UTC)
    with ruled.unit_of_work() as session:
        calls.leg_started(session, placed.call_id, "a", role=LegRole.AGENT, at=at)
        calls.leg_answered(session, placed.call_id, "a", at=at)
        calls.leg_started(session, placed.call_id, "b", role=LegRole.CALLER, at=at)
        calls.end(session, placed.call_id, at=at + timedelta(seconds=30))
        record = calls.by_id(session, placed.call_id)
        assert record is not None
        assert record.outcome == Outcome.NOT_REACHED
        calls.leg_answered(session, placed.call_id, "b", at=at)
        record = calls.by_id(session, placed.call_id)
        assert record is not None
        assert record.outcome == Outcome.AGENT


def test_without_rules_nobody_is_called(store: Store) -> None:
    with pytest.raises(NotNow) as refusal:
        prepare(store, Wish(number=OTHER))
    assert replace(refusal.value.allowed, ok=False).why is Why.NO_RULE
