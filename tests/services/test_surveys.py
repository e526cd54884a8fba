"""What surveys say: figures from the answers that were given, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.errors import Invalid, NotFound
from ivr.services import calls, surveys
from ivr.services.surveys import Served, SurveyResults, SurveyRules
from ivr.store import AgentState, Store, SurveyOrigin
from tests.running.queue_rows import agent, call_id

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def invite(store: Store, call: str, number: str, served: Served) -> int | None:
    with store.unit_of_work() as session:
        return surveys.invite(
            session, call, number=number, served=served, rules=SurveyRules(), now=NOW
        )


def invited(store: Store, number: int, agent_id: int | None = None, flow: str | None = None) -> int:
    call = call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call, started_at=NOW)
        if flow:
            calls.set_intent(session, call, flow)
    served = Served(SurveyOrigin.AGENT, agent_id, "attention")
    survey = invite(store, call, f"+57315{number:07}", served)
    assert survey is not None
    return survey


def test_the_figures(store: Store) -> None:
    someone = agent(store, AgentState.AVAILABLE, NOW)
    answers = [
        {"csat": 5, "resolved": True, "nps": 10},
        {"csat": 4, "resolved": False, "nps": 9},
        {"csat": 1, "nps": 6},
        {"nps": 7},
        {"comment": "una-grabacion"},
        {"accepted": False},
        {},
    ]
    for number, answer in enumerate(answers):
        survey = invited(store, number, someone if number < 2 else None, "factura")
        with store.unit_of_work() as session:
            surveys.answer(session, survey, **answer)  # type: ignore[arg-type]
    with store.reading() as session:
        all_of_them = surveys.results(session, NOW, NOW + DAY)
        assert (all_of_them.invited, all_of_them.answered) == (7, 5)
        assert all_of_them.csat_mean == pytest.approx(10 / 3)
        assert all_of_them.csat_top2 == pytest.approx(2 / 3)
        assert all_of_them.fcr == pytest.approx(0.5)
        assert all_of_them.nps == pytest.approx(100 * (2 - 1) / 4)
        assert surveys.results(session, NOW, NOW + DAY, agent_id=someone).csat_mean == 4.5
        assert surveys.results(session, NOW, NOW + DAY, flow="factura").invited == 7
        nobody = SurveyResults(0, 0, None, None, None, None)
        assert surveys.results(session, NOW, NOW + DAY, queue="emergency") == nobody
        assert surveys.results(session, NOW + DAY, NOW + 2 * DAY) == nobody


def test_a_call_has_one_survey(store: Store) -> None:
    call = call_id()
    asked = [
        invite(store, call, number, Served(SurveyOrigin.SELF_SERVICE))
        for number in ("+573150000001", "+573150000002")
    ]
    assert [survey is not None for survey in asked] == [True, False]


def test_the_share_of_calls_that_are_asked(store: Store) -> None:
    drawn = [
        surveys._is_drawn(f"019aabcd-0000-7000-8000-{number:012x}", 30) for number in range(1000)
    ]
    assert sum(drawn) == pytest.approx(300, abs=10)


@pytest.mark.parametrize("answer", [{"csat": 0}, {"csat": 6}, {"nps": 11}, {"nps": -1}])
def test_a_rating_out_of_its_scale_is_refused(store: Store, answer: dict[str, int]) -> None:
    survey = invited(store, 1)
    with store.unit_of_work() as session, pytest.raises(Invalid):
        surveys.answer(session, survey, **answer)  # type: ignore[arg-type]


def test_an_unknown_survey_is_refused(store: Store) -> None:
    with store.unit_of_work() as session, pytest.raises(NotFound):
        surveys.answer(session, 999, csat=3)
