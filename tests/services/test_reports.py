"""What the reports count in the store: days of Colombia, states, repeats, flows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ivr.call import PathStep
from ivr.errors import Invalid
from ivr.services import agents, calls, reports
from ivr.services.agents import Role
from ivr.services.calls import LeftBecause, LegRole, Outcome
from ivr.services.figures import Promise, Share
from ivr.services.reports import Period, Report
from ivr.store import AgentState, Store
from tests.services import town

DAY = date(2026, 11, 20)
PERIOD = Period(DAY, DAY)
MIDNIGHT = datetime(2026, 11, 20, 5, tzinfo=UTC)
NOW = MIDNIGHT + timedelta(hours=30)
PROMISE = Promise(automatable=frozenset({"factura"}))


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def call(
    session: Session,
    hours: float,
    number: str,
    flow: str,
    *,
    done: bool = False,
    waits: int | None = None,
    agent_id: int | None = None,
    queue: str = "attention",
) -> str:
    """A call of a minute in the machine, and perhaps a wait that an agent ends."""
    begin, call_id = at(hours), town.call_id(at(hours))
    calls.begin(session, call_id, started_at=begin, number=number, answered_at=begin)
    kinds = ["intent", *(["done"] if done else [])]
    steps = [PathStep(begin, kind, heard=flow) for kind in kinds]
    calls.add_steps(session, call_id, steps, first=0)
    calls.set_intent(session, call_id, flow)
    if done:
        calls.set_outcome(session, call_id, Outcome.SELF_SERVICE)
    if waits is not None:
        entered, left = begin, begin + timedelta(seconds=waits)
        calls.queue_entered(session, call_id, queue, at=entered)
        reason = LeftBecause.ANSWERED if agent_id else LeftBecause.ABANDONED
        calls.queue_left(session, call_id, queue, at=left, reason=reason)
        if agent_id:
            channel, end = f"{call_id}.1", left + timedelta(seconds=100)
            calls.leg_started(
                session, call_id, channel, role=LegRole.AGENT, at=entered, agent_id=agent_id
            )
            calls.leg_answered(session, call_id, channel, at=left)
            calls.hold_began(session, call_id, channel, at=left + timedelta(seconds=10))
            calls.hold_ended(session, call_id, channel, at=left + timedelta(seconds=30))
            calls.leg_ended(session, call_id, channel, at=end)
    calls.end(session, call_id, at=begin + timedelta(seconds=60 + (waits or 0)))
    return call_id


def agent(session: Session) -> int:
    return agents.create(
        session,
        user="agente1",
        name="Agente Uno",
        role=Role.AGENT,
        password="una clave",
        now=at(-1),
        skills={"attention": 1},
    ).id


def report(store: Store, queue: str | None = None) -> Report:
    with store.reading() as session:
        return reports.figures_of(session, PERIOD, PROMISE, NOW, 2, queue)


def test_a_day_begins_at_midnight_in_colombia(store: Store) -> None:
    with store.unit_of_work() as session:
        for hours in (-0.01, 0, 9.51, 23.99, 24):
            call(session, hours, "+573150000001", "factura", waits=30)
    found = report(store)
    assert found.together.offered == 3
    busy = {part.name: (part.calls, part.queues.offered) for part in found.half_hours if part.calls}
    assert busy == {"00:00": (1, 1), "09:30": (1, 1), "23:30": (1, 1)}


def test_handling_time_and_occupancy(store: Store) -> None:
    with store.unit_of_work() as session:
        one = agent(session)
        answered = call(session, 9, "+573150000001", "pqrs", waits=20, agent_id=one)
        call(session, 10, "+573150000002", "pqrs", waits=20, agent_id=one, queue="emergency")
        call(session, 11, "+573150000003", "pqrs", waits=20)
        for hours, state, about in (
            (-1, AgentState.AVAILABLE, None),  # an hour of it before the day
            (9, AgentState.TALKING, answered),
            (9.5, AgentState.WRAP_UP, answered),
            (10, AgentState.PAUSED, None),
            (12, AgentState.OFFLINE, None),
        ):
            agents.set_state(session, one, state, None, at(hours), about)
    found = report(store).handling
    assert (found.handled, found.talk, found.hold, found.wrap_up) == (2, 160, 40, 1800)
    assert found.aht.value == (160 + 40 + 1800) / 2
    assert found.occupancy == Share(3600, 3600 + 9 * 3600)
    attention = report(store, "attention").handling
    assert (attention.handled, attention.talk, attention.wrap_up) == (1, 80, 1800)
    assert report(store, "emergency").handling.wrap_up == 0


def test_the_machine_s_part_and_who_calls_again(store: Store) -> None:
    with store.unit_of_work() as session:
        one = agent(session)
        call(session, 8, "+573150000001", "factura", done=True)
        call(session, 9, "+573150000002", "factura", done=True)
        call(session, 20, "+573150000002", "factura")  # it was not done after all
        call(session, 9, "+573150000003", "factura", done=True, waits=30, agent_id=one)
        call(session, 10, "+573150000004", "oficina", waits=10, agent_id=one)
        call(session, 24 * 3, "+573150000004", "oficina", waits=10, agent_id=one)
        call(session, -30, "+573150000001", "dano")
    machine = report(store).machine
    assert machine.containment.entered == 5
    assert machine.containment.raw == Share(3, 5)
    assert machine.containment.true == Share(1, 4)
    flows = {flow.flow: (flow.begun, flow.done.part) for flow in machine.flows}
    assert flows == {"factura": (4, 3), "oficina": (1, 0)}
    assert machine.repeats_day == Share(1, 4)
    assert machine.repeats_week == Share(2, 4)
    assert machine.first_contact == Share(1, 2)  # one of two came back for the same


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 21), DAY),
        (date(2025, 11, 1), date(2026, 11, 20)),
        (date(1, 1, 1), date(1, 1, 2)),
        (date(9999, 12, 30), date(9999, 12, 31)),
    ],
)
def test_periods_that_cannot_be(first: date, last: date) -> None:
    with pytest.raises(Invalid):
        Period.checked(first, last)


def test_a_store_without_calls(store: Store) -> None:
    found = report(store)
    assert (found.together.offered, found.machine.containment.entered) == (0, 0)
    assert found.cases[""].filed == 0
    assert len(found.half_hours) == 48
