"""The catalogue of recordings, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from ivr.errors import Invalid, NotFound, StoreUnavailable
from ivr.services import agents, recordings
from ivr.services.agents import Role
from ivr.services.recordings import Taken
from ivr.store import Store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL_ID = "019aabcd-0000-7000-8000-000000000001"


def taken(name: str = "a", *, kind: str = "call", age_days: int = 0) -> Taken:
    began = NOW - timedelta(days=age_days)
    return Taken(name, CALL_ID, kind, began, 12.5, 2, 400_044, f"{name}.sealed")


def listener(session: Session) -> int:
    return agents.create(
        session, user="oye", name="Quien oye", role=Role.QUALITY, password="x" * 12, now=NOW
    ).id


def test_a_recording_is_entered_once(store: Store) -> None:
    with store.unit_of_work() as session:
        assert recordings.take_in(session, taken(), NOW)
        assert not recordings.take_in(session, taken(), NOW)
        (one,) = recordings.of_call(session, CALL_ID)
    assert (one.name, one.seconds, one.file) == ("a", 12.5, "a.sealed")


@pytest.mark.parametrize("name", ["", "../a", "a\x00", "ñ" * 300, "\udcff"])
def test_a_name_that_can_t_be_is_just_not_found(store: Store, name: str) -> None:
    with store.reading() as session:
        assert recordings.by_name(session, name) is None


def test_a_listening_in_many_pieces_is_noted_once(store: Store) -> None:
    with store.unit_of_work() as session:
        recordings.take_in(session, taken(), NOW)
        one = recordings.by_name(session, "a")
        assert one is not None
        agent = listener(session)
        for minutes in (0, 3, 9, 20):
            at = NOW + timedelta(minutes=minutes)
            recordings.note_access(session, one, now=at, address="10.0.0.1", agent_id=agent)
        recordings.note_access(session, one, now=NOW, address="10.0.0.2", agent_id=agent)
        recordings.note_access(session, one, now=NOW, address="consola", who="root")
        noted = recordings.accesses(session, CALL_ID)
    assert sorted((access.who, access.address) for access in noted) == [
        ("Quien oye", "10.0.0.1"),
        ("Quien oye", "10.0.0.1"),
        ("Quien oye", "10.0.0.2"),
        ("consola: root", "consola"),
    ]


@pytest.mark.parametrize(
    "change", ["UPDATE recording_accesses SET who = 'x'", "DELETE FROM recording_accesses"]
)
def test_who_listened_can_t_be_changed(store: Store, change: str) -> None:
    with store.unit_of_work() as session:
        recordings.take_in(session, taken(), NOW)
        one = recordings.by_name(session, "a")
        assert one is not None
        recordings.note_access(session, one, now=NOW, address="consola", who="root")
    with (
        pytest.raises((DatabaseError, StoreUnavailable), match="append-only"),
        store.unit_of_work() as session,
    ):
        session.execute(text(change))


def test_due_are_the_old_ones_of_each_kind(store: Store) -> None:
    ages = {"call": (10, 40), "case": (40, 400), "ethics": (4000,)}
    with store.unit_of_work() as session:
        for kind, days in ages.items():
            for age in days:
                recordings.take_in(session, taken(f"{kind}-{age}", kind=kind, age_days=age), NOW)
        recordings.hold(session, "call-40", "Tutela", NOW)
        recordings.take_in(session, taken("call-50", age_days=50), NOW)
        due = recordings.due(session, NOW, calls_days=30, dictated_days=365)
    assert [one.name for one in due] == ["case-400", "call-50"]


def test_a_hold_says_why(store: Store) -> None:
    with store.unit_of_work() as session:
        recordings.take_in(session, taken(), NOW)
        with pytest.raises(Invalid):
            recordings.hold(session, "a", "  ", NOW)
        with pytest.raises(NotFound):
            recordings.hold(session, "b", "Tutela", NOW)


def test_how_long_calls_were_recorded(store: Store) -> None:
    with store.unit_of_work() as session:
        recordings.take_in(session, taken("a"), NOW)
        recordings.take_in(session, taken("b"), NOW)
        recordings.take_in(session, taken("c", kind="case"), NOW)
        recordings.purged(session, "b", NOW)
        assert recordings.seconds_of_calls(session, (CALL_ID,)) == {CALL_ID: 12.5}
