"""How well a call was carried: told by who talked, kept once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.errors import NotFound, Refused
from ivr.services import agents, call_quality, calls
from ivr.services.agents import Role
from ivr.services.call_quality import Measured
from ivr.services.calls import LegRole
from ivr.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MEASURED = Measured(62, 48.5, 6.2, 0.4, 4.31, 3.9)


@pytest.fixture
def ana(store: Store) -> int:
    with store.unit_of_work() as session:
        return agents.create(
            session, user="ana", name="Ana", role=Role.AGENT, password="una clave larga", now=NOW
        ).id


def test_who_talked_tells_how_it_was_heard_and_once(store: Store, ana: int) -> None:
    call_id = calls.minted(NOW)
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW)
        with pytest.raises(Refused):
            call_quality.keep(session, call_id, ana, MEASURED, NOW)
        calls.leg_started(session, call_id, "d", role=LegRole.AGENT, at=NOW, agent_id=ana)
        calls.leg_answered(session, call_id, "d", at=NOW)
        for _ in range(2):
            call_quality.keep(session, call_id, ana, MEASURED, NOW + timedelta(minutes=1))
        (kept,) = call_quality.of_call(session, call_id)
    assert (kept.agent, kept.seconds, kept.mos, kept.worst_mos) == ("Ana", 62, 4.31, 3.9)


def test_a_call_that_is_none_has_no_quality(store: Store, ana: int) -> None:
    with store.unit_of_work() as session, pytest.raises(Refused):
        call_quality.keep(session, "unknown", ana, MEASURED, NOW)


def test_the_telephone_that_an_agent_answers_with(store: Store, ana: int) -> None:
    with store.unit_of_work() as session:
        assert agents.telephone_of(session, ana) is None
        agents.set_telephone_of(session, "ana", "recepcion")
        agents.set_telephone_of(session, "ana", "sala")
        assert agents.telephone_of(session, ana) == "sala"
        agents.set_telephone(session, ana, None)
        assert agents.telephone_of(session, ana) is None
        with pytest.raises(NotFound):
            agents.set_telephone_of(session, "nadie", "sala")
