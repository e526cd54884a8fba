"""An agent's own day: counted from midnight in Bogotá by the formulas of board and reports."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ivr.services import agents, calls, surveys
from ivr.services.agents import AgentState
from ivr.services.calls import LegRole
from ivr.services.own_day import OwnDay, own_day
from ivr.services.surveys import Served, SurveyRules
from ivr.store import Store, SurveyOrigin
from tests.services import town
from tests.services.town import NOW

MIDNIGHT = NOW - timedelta(hours=10)


@pytest.fixture
def agent_id(store: Store) -> int:
    with store.unit_of_work() as session:
        return town.agent(session).id


def rings(session: Session, agent_id: int, at: datetime, talked: int | None) -> str:
    """A call that rings at the desk, answered and talked for so many seconds, or missed."""
    call_id = town.call_id(at)
    calls.leg_started(session, call_id, "1", role=LegRole.AGENT, agent_id=agent_id, at=at)
    if talked is not None:
        calls.leg_answered(session, call_id, "1", at=at)
    ended = at + timedelta(seconds=talked or 20)
    calls.leg_ended(session, call_id, "1", at=ended, missed=talked is None)
    return call_id


def test_a_day_without_anything_has_no_means(store: Store, agent_id: int) -> None:
    with store.reading() as session:
        assert own_day(session, agent_id, NOW) == OwnDay(0, 0, 0, None, None, None, None, 0)


def test_the_calls_are_those_since_midnight_in_bogota(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        for start, talked in ((-60, 30), (60, 120), (600, None), (1200, 45)):
            rings(session, agent_id, MIDNIGHT + timedelta(seconds=start), talked)
        found = own_day(session, agent_id, NOW)
    assert (found.answered, found.missed) == (2, 1)
    assert (found.talk_seconds, found.talk_mean) == (165, 82)


def test_the_present_talk_counts_in_the_sum_and_not_in_the_mean(
    store: Store, agent_id: int
) -> None:
    with store.unit_of_work() as session:
        rings(session, agent_id, NOW - timedelta(hours=1), 100)
        call_id, at = town.call_id(), NOW - timedelta(seconds=30)
        calls.leg_started(session, call_id, "1", role=LegRole.AGENT, agent_id=agent_id, at=at)
        calls.leg_answered(session, call_id, "1", at=at)
        found = own_day(session, agent_id, NOW)
    assert (found.answered, found.talk_seconds, found.talk_mean) == (2, 130, 100)


def test_wrap_up_and_occupancy_are_by_the_clock(store: Store, agent_id: int) -> None:
    lived = (  # seconds from eight o'clock on
        (0, AgentState.AVAILABLE),
        (600, AgentState.TALKING),
        (1200, AgentState.WRAP_UP),
        (1260, AgentState.AVAILABLE),
        (1500, AgentState.TALKING),
        (1800, AgentState.WRAP_UP),
        (1840, AgentState.PAUSED),
    )
    eight = NOW - timedelta(hours=2)
    with store.unit_of_work() as session:
        for seconds, state in lived:
            at = eight + timedelta(seconds=seconds)
            agents.set_state(session, agent_id, state, None, at)
        found = own_day(session, agent_id, NOW)
    assert found.wrap_up_mean == 50
    busy, free = 600 + 300 + 60 + 40, 600 + 240
    assert found.occupancy == pytest.approx(busy / (busy + free), abs=0.01)


def test_satisfaction_is_what_one_s_own_callers_answered(store: Store, agent_id: int) -> None:
    with store.unit_of_work() as session:
        other = town.agent(session, "agente2").id
        for turn, (who, csat) in enumerate(((agent_id, 5), (agent_id, 4), (other, 1))):
            call_id = rings(session, who, NOW - timedelta(minutes=turn), 60)
            invited = surveys.invite(
                session,
                call_id,
                number=f"+57315000000{turn}",
                served=Served(SurveyOrigin.AGENT, who, "attention"),
                rules=SurveyRules(),
                now=NOW,
            )
            assert invited is not None
            surveys.answer(session, invited, csat=csat)
        found = own_day(session, agent_id, NOW)
    assert (found.satisfaction, found.ratings) == (4.5, 2)
