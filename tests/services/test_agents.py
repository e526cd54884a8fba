from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import agents, calls, queues
from ivr.services.agents import AgentState, LoginOutcome, Role, Standing
from ivr.services.calls import LegRole
from ivr.store import Store
from tests.services import town
from tests.services.town import NOW, PASSWORD

SIGNED_IN, REFUSED, THROTTLED = LoginOutcome


def log_in(
    store: Store, user: str = "agente1", password: str = PASSWORD, after: timedelta = timedelta()
) -> agents.LogIn:
    with store.reading() as session:
        checked = agents.check_password(session, user, password, NOW + after)
    with store.unit_of_work() as session:
        return agents.log_in(session, checked, NOW + after)


@pytest.fixture
def agent(store: Store) -> agents.Agent:
    with store.unit_of_work() as session:
        return town.agent(session)


class TestPeople:
    def test_a_person_is_made_with_skills(self, store: Store) -> None:
        with store.unit_of_work() as session:
            town.agent(session, "  Ágata ", Role.SUPERVISOR)
            (person,) = agents.everyone(session)
        assert (person.user, person.role, person.skills) == (
            "ágata",
            "supervisor",
            {"attention": 1},
        )
        assert (person.state, person.active) == (AgentState.OFFLINE, True)

    @pytest.mark.parametrize("user", ["agente1", " AGENTE1 ", "", "  "])
    def test_a_user_is_unique_and_not_empty(
        self, store: Store, agent: agents.Agent, user: str
    ) -> None:
        with pytest.raises(Invalid), store.unit_of_work() as session:
            town.agent(session, user)

    @pytest.mark.parametrize("password", ["", "short", "x" * 257])
    def test_a_password_has_a_length(self, store: Store, password: str) -> None:
        with pytest.raises(Invalid, match="entre 8 y 256"), store.unit_of_work() as session:
            agents.create(session, user="a", name="A", role=Role.AGENT, password=password, now=NOW)

    def test_a_password_is_kept_as_argon2id(self, store: Store, agent: agents.Agent) -> None:
        with store.reading() as session:
            kept = session.scalars(select(tables.Agent.password_hash)).one()
        assert kept.startswith("$argon2id$")
        assert PASSWORD not in kept

    def test_a_retired_agent_is_out_at_once(self, store: Store, agent: agents.Agent) -> None:
        token = log_in(store).token or ""
        with store.unit_of_work() as session:
            agents.set_state(session, agent.id, AgentState.AVAILABLE, None, NOW)
            agents.set_active(session, "agente1", False, NOW)
            assert agents.session_for(session, token, NOW) is None
            assert queues.members(session) == ()
            assert agents.by_user(session, "agente1").state is AgentState.OFFLINE
        assert log_in(store).outcome is REFUSED
        with store.unit_of_work() as session:
            agents.set_active(session, "agente1", True, NOW)
        assert log_in(store).outcome is SIGNED_IN

    def test_a_new_password_closes_sessions(self, store: Store, agent: agents.Agent) -> None:
        token = log_in(store).token or ""
        with store.unit_of_work() as session:
            agents.set_password(session, "agente1", "another password")
            assert agents.session_for(session, token, NOW) is None
        assert log_in(store).outcome is REFUSED
        assert log_in(store, password="another password").outcome is SIGNED_IN

    def test_nobody_has_no_password(self, store: Store) -> None:
        with pytest.raises(NotFound), store.unit_of_work() as session:
            agents.set_password(session, "nadie", PASSWORD)

    def test_queues_know_who_serves_them(self, store: Store, agent: agents.Agent) -> None:
        with store.reading() as session:
            (member,) = queues.members(session, queue="attention")
            assert queues.members(session, queue="emergency") == ()
            assert queues.members(session, agent_id=agent.id) == (member,)
        assert (member.name, member.level) == (f"agent-{agent.id}", 1)


class TestSigningIn:
    def test_the_right_password_opens_a_session(self, store: Store, agent: agents.Agent) -> None:
        log = log_in(store, " AGENTE1 ")
        with store.reading() as session:
            found = agents.session_for(session, log.token or "", NOW)
            kept = session.scalars(select(tables.AgentSession.token_hash)).one()
        assert found is not None
        assert (found.agent, found.desk, found.session_id) == (agent, None, log.session_id)
        assert (log.token or "").encode() not in kept

    @pytest.mark.parametrize(
        ("user", "password"),
        [
            ("agente1", "wrong"), ("agente1", ""), ("agente1", "x" * 100_000), ("nadie", PASSWORD),
            ("", ""), ("agente1'--", PASSWORD), ("agente1", PASSWORD + " "), ("ñ\x00", "\ud800"),
        ],
    )  # fmt: skip
    def test_anything_else_is_refused_alike(
        self, store: Store, agent: agents.Agent, user: str, password: str
    ) -> None:
        assert log_in(store, user, password) == agents.LogIn(REFUSED)

    @pytest.mark.parametrize("user", ["agente1", "nadie"])
    def test_failures_are_throttled_whoever_it_is(
        self, store: Store, agent: agents.Agent, user: str
    ) -> None:
        for _ in range(5):
            assert log_in(store, user, "wrong").outcome is REFUSED
        throttled = log_in(store, user, PASSWORD, timedelta(minutes=2))
        assert (throttled.outcome, throttled.retry_after) == (THROTTLED, 180)
        later = log_in(store, user, PASSWORD, timedelta(minutes=6)).outcome
        assert later is (SIGNED_IN if user == "agente1" else REFUSED)

    def test_success_forgets_failures(self, store: Store, agent: agents.Agent) -> None:
        for _ in range(3):
            for _ in range(4):
                assert log_in(store, password="wrong").outcome is REFUSED
            assert log_in(store).outcome is SIGNED_IN

    def test_a_session_lasts_a_shift(self, store: Store, agent: agents.Agent) -> None:
        token = log_in(store).token or ""
        with store.unit_of_work() as session:
            assert agents.session_for(session, token, NOW + timedelta(hours=11, minutes=59))
            assert agents.session_for(session, token, NOW + timedelta(hours=12)) is None
            assert agents.sweep(session, NOW + timedelta(hours=12)) == 1
            assert not agents.log_out(session, token, NOW)

    @pytest.mark.parametrize("token", ["", "x", "ñ" * 1000, "\x00"])
    def test_another_token_opens_nothing(
        self, store: Store, agent: agents.Agent, token: str
    ) -> None:
        log_in(store)
        with store.unit_of_work() as session:
            assert agents.session_for(session, token, NOW) is None
            assert not agents.log_out(session, token, NOW)

    def test_the_last_session_closed_leaves_the_agent_offline(
        self, store: Store, agent: agents.Agent
    ) -> None:
        first, second = log_in(store).token or "", log_in(store).token or ""
        with store.unit_of_work() as session:
            agents.set_state(session, agent.id, AgentState.AVAILABLE, None, NOW)
            assert not agents.log_out(session, first, NOW)
            assert state(session, agent) is AgentState.AVAILABLE
            assert agents.log_out(session, second, NOW)
            assert state(session, agent) is AgentState.OFFLINE


def state(session: object, agent: agents.Agent) -> AgentState | None:
    found = agents.by_id(session, agent.id)  # type: ignore[arg-type]
    return found.state if found else None


class TestDesks:
    @pytest.fixture(autouse=True)
    def two_desks(self, store: Store, agent: agents.Agent) -> None:
        with store.unit_of_work() as session:
            agents.ensure_desks(session, 2)
            for user in ("agente2", "agente3"):
                town.agent(session, user)

    def take(self, store: Store, user: str, after: timedelta = timedelta()) -> agents.DeskLease:
        opened = log_in(store, user, after=after)
        with store.unit_of_work() as session:
            return agents.take_desk(session, opened.session_id or 0, NOW + after)

    def test_each_agent_gets_the_first_free_desk_and_keeps_it(self, store: Store) -> None:
        assert self.take(store, "agente1").name == "desk-01"
        assert self.take(store, "agente2").name == "desk-02"
        opened = log_in(store, "agente1")
        with store.unit_of_work() as session:
            lease = agents.take_desk(session, opened.session_id or 0, NOW)
            again = agents.take_desk(session, opened.session_id or 0, NOW)
        assert (lease.name, again.name) == ("desk-01", "desk-01")
        assert lease.taken_from is not None
        assert again.taken_from is None

    def test_without_a_free_desk_it_is_refused(self, store: Store) -> None:
        self.take(store, "agente1")
        self.take(store, "agente2")
        with pytest.raises(Refused) as refused:
            self.take(store, "agente3")
        assert refused.value.code == "no_free_desk"

    def test_a_desk_is_free_after_logging_out(self, store: Store) -> None:
        self.take(store, "agente2")
        opened = log_in(store, "agente1")
        with store.unit_of_work() as session:
            agents.take_desk(session, opened.session_id or 0, NOW)
            agents.log_out(session, opened.token or "", NOW)
        assert self.take(store, "agente3").name == "desk-02"

    def test_a_desk_is_free_when_its_lease_ran_out(self, store: Store) -> None:
        self.take(store, "agente1")
        self.take(store, "agente2")
        assert self.take(store, "agente3", timedelta(hours=13)).name == "desk-01"

    def test_a_session_that_was_closed_gets_none(self, store: Store) -> None:
        with pytest.raises(NotFound), store.unit_of_work() as session:
            agents.take_desk(session, 404, NOW)

    def test_fewer_seats_take_only_free_desks_away(self, store: Store) -> None:
        self.take(store, "agente1")
        self.take(store, "agente2")
        with store.unit_of_work() as session:
            agents.ensure_desks(session, 1)
            agents.ensure_desks(session, 3)
            names = session.scalars(select(tables.Desk.name).order_by(tables.Desk.name)).all()
        assert names == ["desk-01", "desk-02", "desk-03"]

    def test_two_agents_at_once_get_different_desks(self, store: Store) -> None:
        names: list[str] = []
        threads = [
            threading.Thread(target=lambda user=user: names.append(self.take(store, user).name))
            for user in ("agente1", "agente2")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(names) == ["desk-01", "desk-02"]


class TestStates:
    def test_a_state_keeps_its_moment_until_it_changes(
        self, store: Store, agent: agents.Agent
    ) -> None:
        later = NOW + timedelta(minutes=5)
        with store.unit_of_work() as session:
            assert agents.set_state(session, agent.id, AgentState.PAUSED, "lunch", NOW)
            assert not agents.set_state(session, agent.id, AgentState.PAUSED, "lunch", later)
            found = agents.by_id(session, agent.id)
            assert found is not None
            assert (found.state, found.state_reason, found.state_since) == ("paused", "lunch", NOW)
            held = session.get_one(tables.Agent, agent.id)
            assert agents.set_state(session, agent.id, AgentState.AVAILABLE, None, later)
            assert (held.state, held.state_since) == (AgentState.AVAILABLE, later)
            changes = session.scalars(select(tables.AgentStateChange.state)).all()
        assert changes == [AgentState.PAUSED, AgentState.AVAILABLE]

    def test_nobody_has_no_state(self, store: Store) -> None:
        with pytest.raises(NotFound), store.unit_of_work() as session:
            agents.set_state(session, 404, AgentState.PAUSED, None, NOW)

    def test_where_an_agent_stands_is_kept_in_place_of_what_was_kept_before(
        self, store: Store, agent: agents.Agent
    ) -> None:
        call_id, until = town.call_id(), NOW + timedelta(seconds=40)
        talking = Standing(AgentState.PAUSED, "lunch", call_id)
        wrapping_up = Standing(AgentState.AVAILABLE, None, call_id, until, prolonged=True)
        with store.unit_of_work() as session:
            agents.keep_standing(session, agent.id, talking)
            assert agents.standings(session) == {agent.id: talking}
            agents.keep_standing(session, agent.id, wrapping_up)
        with store.reading() as session:
            assert agents.standings(session) == {agent.id: wrapping_up}


class TestWrapUp:
    @pytest.fixture
    def call_id(self, store: Store, agent: agents.Agent) -> str:
        """A call that this agent answered."""
        call_id = town.call_id()
        with store.unit_of_work() as session:
            town.catalogue(session)
            calls.leg_started(session, call_id, "1", role=LegRole.AGENT, agent_id=agent.id, at=NOW)
            calls.leg_answered(session, call_id, "1", at=NOW)
        return call_id

    def test_noted_again_it_replaces_the_former(
        self, store: Store, agent: agents.Agent, call_id: str
    ) -> None:
        with store.unit_of_work() as session:
            agents.wrap_up(session, call_id, agent.id, "dano.reportado", "x", NOW)
            agents.wrap_up(session, call_id, agent.id, "factura.informacion", " Ñandú. ", NOW)
            record = calls.by_id(session, call_id)
        assert record is not None
        (noted,) = record.wrap_ups
        assert (noted.code, noted.note) == ("factura.informacion", "Ñandú.")
        assert noted.disposition == "Informó valor o fecha de pago"

    @pytest.mark.parametrize(
        ("disposition", "note", "error"),
        [
            ("nothing", "", Invalid),
            ("", "", Invalid),
            ("dano.reportado", "x" * 2001, Invalid),
        ],
    )
    def test_what_can_not_be_noted(
        self, store: Store, agent: agents.Agent, call_id: str, disposition: str, note: str,
        error: type[Exception],
    ) -> None:  # fmt: skip
        with pytest.raises(error), store.unit_of_work() as session:
            agents.wrap_up(session, call_id, agent.id, disposition, note, NOW)

    @pytest.mark.parametrize("which", ["another call", "no call id", "another agent"])
    def test_only_who_answered_may_note(
        self, store: Store, agent: agents.Agent, call_id: str, which: str
    ) -> None:
        with store.unit_of_work() as session:
            other = town.agent(session, "agente2")
        of = {"another call": town.call_id(), "no call id": "x"}.get(which, call_id)
        by = other.id if which == "another agent" else agent.id
        with pytest.raises(Refused), store.unit_of_work() as session:
            agents.wrap_up(session, of, by, "dano.reportado", "", NOW)
