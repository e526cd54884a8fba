"""A store from before the tables of the board and the reports tells its calls just the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.services import agents, calls
from ivr.store import AgentState, LeftBecause, LegRole, Role, Store, schema

BEFORE = "0006"
MORNING = datetime(2026, 11, 16, 14, tzinfo=UTC)

# stays: queue, joined, left, why; talks: answered, ended; when the caller left; in seconds
CALLS: dict[str, tuple[str, str, float | None]] = {
    "answered after 20.9 s": ("attention 0 20.9 answered", "20.9 95.2", 100),
    "out to the menu and back": (
        "attention 0 10.5 key, attention 40 55.6 answered", "56 90", 90,
    ),
    "answered, and in the queue again": (
        "attention 0 5 answered, attention 30 44 abandoned", "5 29", 44,
    ),
    "gave up": ("attention 0 3 abandoned", "", 3),
    "its time over, another queue": (
        "attention 0 60.25 timeout, emergency 61 70 answered", "70 100.75", 101,
    ),
    "two talks, one queue": ("attention 0 9 answered", "9 19.6, 30 40.6", 50),
    "ended where nothing more was told": ("attention 0 - -", "", 33.3),
    "still waiting": ("attention 0 - -", "", None),
    "still talking": ("attention 0 9 answered", "9 -", None),
    "never in a queue": ("", "", 12),
}  # fmt: skip
STATES = (AgentState.AVAILABLE, AgentState.TALKING, AgentState.WRAP_UP, AgentState.PAUSED)


@pytest.fixture
def kept(empty_url: str) -> Iterator[Store]:
    store = Store(empty_url)
    schema.upgrade(store)
    with store.unit_of_work() as session:
        for turn, (stays, talks, ended) in enumerate(CALLS.values()):
            _keep(session, f"01a1e4f2-92e8-756c-86ae-0000000000{turn:02}", stays, talks, ended)
        for name in ("ana", "luis"):
            agent = agents.create(
                session, user=name, name=name, role=Role.AGENT, password="una clave", now=MORNING
            )
            for minute, state in enumerate(STATES):
                agents.set_state(session, agent.id, state, None, _at(f"{60 * minute}.5"))
    yield store
    store.close()


def test_the_offers_are_those_that_the_service_writes(kept: Store) -> None:
    written = _rows(kept, tables.Offer)
    assert len(written) == len(CALLS)  # one call was at two queues, one at none
    assert {row[3] for row in written} == {*tables.OfferEnd, None}
    schema.downgrade(kept, BEFORE)
    assert "offers" not in inspect(kept.engine).get_table_names()
    schema.upgrade(kept)
    assert _rows(kept, tables.Offer) == written


def test_a_state_ends_with_the_agent_s_next(kept: Store) -> None:
    written = _rows(kept, tables.AgentStateChange)
    schema.downgrade(kept, BEFORE)
    schema.upgrade(kept)
    assert _rows(kept, tables.AgentStateChange) == written


def _rows(store: Store, table: type[tables.Base]) -> list[tuple[object, ...]]:
    columns = table.__table__.columns
    with store.reading() as session:
        rows = session.execute(select(*columns).order_by(*table.__table__.primary_key))
        return [tuple(row) for row in rows]


def _keep(session: Session, call_id: str, stays: str, talks: str, ended: float | None) -> None:
    calls.begin(session, call_id, started_at=MORNING, answered_at=MORNING)
    for queue, joined, left, why in _parts(stays):
        calls.queue_entered(session, call_id, queue, at=_at(joined))
        if left != "-":
            calls.queue_left(session, call_id, queue, at=_at(left), reason=LeftBecause(why))
    for turn, (answered, over) in enumerate(_parts(talks)):
        leg = f"1794842527.{turn}"
        calls.leg_started(session, call_id, leg, role=LegRole.AGENT, at=_at(answered))
        calls.leg_answered(session, call_id, leg, at=_at(answered))
        if over != "-":
            calls.leg_ended(session, call_id, leg, at=_at(over))
    if ended is not None:
        calls.end(session, call_id, at=_at(str(ended)))


def _parts(written: str) -> list[list[str]]:
    return [part.split() for part in written.split(", ") if part]


def _at(seconds: str) -> datetime:
    return MORNING + timedelta(seconds=float(seconds))
