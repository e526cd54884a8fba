"""What goes through the outbox, and so to webhooks: told once, with ids alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from ivr.events import AgentAnswered, CallEnded, CaseFiled, DamageReported, Event
from ivr.services import calls, damage, outbox, pqrs
from ivr.services.damage import DamageFiling
from ivr.services.pqrs import Petitioner
from ivr.store import CaseKind, LegRole, Store
from tests.services import cases
from tests.services.town import NOW, agent, call_id

SECOND = timedelta(seconds=1)


def told(session: Session) -> list[Event]:
    return [one.event for one in outbox.waiting(session)]


def test_an_agent_who_answers_is_told_once_whoever_says_it_first(store: Store) -> None:
    call = call_id()
    with store.unit_of_work() as session:
        ana = agent(session).id
        calls.leg_started(session, call, "d1", role=LegRole.AGENT, at=NOW, agent_id=ana)
        assert told(session) == []
        calls.leg_answered(session, call, "d1", at=NOW + SECOND)
        calls.leg_answered(session, call, "d1", at=NOW + SECOND)
        calls.leg_answered(session, call, "c1", at=NOW)
        (answered,) = told(session)
        assert answered == AgentAnswered(
            event_id=answered.event_id, at=NOW + SECOND, call_id=call, agent_id=ana
        )
        calls.leg_answered(session, call, "d2", at=NOW + 2 * SECOND)
        calls.leg_started(session, call, "d2", role=LegRole.AGENT, at=NOW, agent_id=ana)
        calls.end(session, call, at=NOW + 3 * SECOND)
        kinds = [type(one) for one in told(session)]
        assert kinds == [AgentAnswered, AgentAnswered, CallEnded]


def test_a_case_is_told_by_its_radicado(store: Store) -> None:
    with store.unit_of_work() as session:
        filing = cases.filing(kind=CaseKind.CLAIM)
        filed = pqrs.file(session, filing, cases.catalogue(), NOW)
        pqrs.file(session, filing, cases.catalogue(), NOW)
        (event,) = told(session)
    assert isinstance(event, CaseFiled)
    assert (event.radicado, event.kind) == (filed.radicado, "reclamo")


def test_an_anonymous_case_leads_to_no_call(store: Store) -> None:
    with store.unit_of_work() as session:
        filing = cases.filing(call_id=call_id(), petitioner=Petitioner(anonymous=True))
        pqrs.file(session, filing, cases.catalogue(), NOW)
        (event,) = told(session)
    assert isinstance(event, CaseFiled)
    assert event.call_id is None


def test_a_damage_is_told_by_its_ticket_without_the_place(store: Store) -> None:
    filing = DamageFiling(
        kind="sin agua", priority=3, service="acueducto", address="Calle 4 # 5-06",
        notify="+573155550101",
    )  # fmt: skip
    with store.unit_of_work() as session:
        damage.post(session, filing, "700018", NOW)
        damage.post(session, filing, "700018", NOW)
        (event,) = told(session)
    assert event == DamageReported(
        event_id=event.event_id, at=NOW, ticket="700018", kind="sin agua", priority=3,
        service="acueducto",
    )  # fmt: skip
