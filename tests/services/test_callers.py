from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.services import agents, callers, calls, drafts
from ivr.services.caller_match import Match
from ivr.services.callers import CallerCard
from ivr.services.calls import LegRole
from ivr.services.drafts import DraftFiling
from ivr.store import CaseKind, CaseState, DamageState, Service, Store
from tests.services import town
from tests.services.town import NOW

PHONE, OTHER, STRANGER = "+573155550101", "+573155550106", "+573160000000"


@pytest.fixture
def accounts(store: Store) -> list[int]:
    """The first known by one telephone, the second and third by another."""
    with store.unit_of_work() as session:
        return [
            town.account(session, "100"),
            town.account(session, "200", phones=(OTHER,)),
            town.account(session, "300", phones=(OTHER,)),
        ]


@pytest.mark.parametrize(
    ("number", "withheld", "claims", "match", "account", "candidates", "evidence"),
    [
        (PHONE, False, None, "likely", "100", 0, "teléfono registrado"),
        (PHONE, False, (0, 1), "likely", "100", 0, "teléfono registrado"),
        (PHONE, False, (0, 2), "certain", "100", 0, "segundo dato"),
        (PHONE, False, (1, 1), "likely", "200", 1, "sin confirmar"),
        (PHONE, False, (1, 2), "certain", "200", 0, "segundo dato"),
        (OTHER, False, None, "likely", None, 2, "varias cuentas"),
        (OTHER, False, (2, 1), "likely", "300", 1, "teléfono registrado"),
        (STRANGER, False, None, "unknown", None, 0, "sin cuenta"),
        (STRANGER, False, (0, 1), "likely", "100", 0, "sin confirmar"),
        (None, True, None, "unknown", None, 0, "oculto"),
        (None, True, (0, 2), "certain", "100", 0, "segundo dato"),
    ],
)
def test_the_card_says_how_sure_it_is_and_why(
    store: Store, accounts: list[int], number: str | None, withheld: bool,
    claims: tuple[int, int] | None, match: str, account: str | None, candidates: int,
    evidence: str,
) -> None:  # fmt: skip
    call_id = town.call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW, number=number, withheld=withheld)
        if claims:
            calls.set_account(session, call_id, accounts[claims[0]], claims[1])
        card = callers.card(session, call_id, NOW)
    assert card.match is Match(match)
    assert (card.account.number if card.account else None) == account
    assert len(card.candidates) == candidates
    assert evidence in card.evidence
    assert card.caller.masked == (f"•••{number[-3:]}" if number else "")


@pytest.mark.parametrize("call_id", [town.call_id(), "", "no call id"])
def test_a_call_that_the_store_does_not_know_still_has_a_card(store: Store, call_id: str) -> None:
    with store.reading() as session:
        card = callers.card(session, call_id, NOW)
    assert (card.match, card.account, card.calls, card.path) == (Match.UNKNOWN, None, (), ())


def test_everything_an_agent_should_see(store: Store, accounts: list[int]) -> None:
    call_id = town.call_id()
    with store.unit_of_work() as session:
        _past(session, accounts[0])
        calls.begin(session, call_id, started_at=NOW, number=PHONE)
        calls.set_intent(session, call_id, "factura")
        calls.set_reason(session, call_id, "asked")
        calls.queue_entered(session, call_id, "attention", at=NOW + timedelta(seconds=40))
        card = callers.card(session, call_id, NOW + timedelta(minutes=1))
    assert (card.queue, card.waiting_since) == ("attention", NOW + timedelta(seconds=40))
    assert (card.intent, card.reason) == ("factura", "asked")
    assert [invoice.total for invoice in card.invoices] == [400, 300, 200]
    assert (card.overdue.count, card.overdue.total) == (3, 600)
    assert [case.subject for case in card.cases] == ["abierto"]
    assert [damage.ticket for damage in card.damages] == ["T1"]
    assert [draft.fields for draft in card.drafts] == [{"Tipo": "Queja"}]
    assert [outage.cause for outage in card.outages] == ["rotura"]
    (before,) = card.calls
    assert (before.agent, before.seconds, before.outcome) == ("Agente1", 120, "agent")
    assert (before.disposition, before.note) == ("Daño reportado", "Fuga")


def _past(session: Session, account_id: int) -> None:
    for months, total in enumerate((400, 300, 200, 100)):
        town.invoice(session, account_id, due_in=5 - 31 * months, total=total)
    zone_id = session.get_one(tables.Account, account_id).zone_id
    for state, subject in ((CaseState.FILED, "abierto"), (CaseState.NOTIFIED, "cerrado")):
        session.add(
            tables.Case(
                radicado=subject, kind=CaseKind.CLAIM, subject=subject, account_id=account_id,
                rule_version="x", filed_at=NOW, due_on=town.TODAY, state=state,
                unfinished=state is CaseState.FILED,
            )
        )  # fmt: skip
    for number, damage in enumerate((DamageState.CLOSED, DamageState.OPEN)):
        session.add(
            tables.DamageReport(
                ticket=f"T{number}", service=Service.WATER, kind="fuga", priority=2,
                account_id=account_id, opened_at=NOW, state=damage,
            )
        )  # fmt: skip
    for service, cause, ended in (
        (Service.WATER, "rotura", False), (Service.GAS, "otro servicio", False),
        (Service.WASTE, "ya pasó", True),
    ):  # fmt: skip
        session.add(
            tables.Outage(
                service=service, zone_id=zone_id, cause=cause, started_at=NOW,
                ended_at=NOW if ended else None,
            )
        )  # fmt: skip
    _call_before(session)


def _call_before(session: Session) -> None:
    at = NOW - timedelta(days=1)
    before, agent = town.call_id(at), town.agent(session)
    town.catalogue(session)
    calls.begin(session, before, started_at=at, number=PHONE)
    calls.leg_started(session, before, "1", role=LegRole.AGENT, agent_id=agent.id, at=at)
    calls.leg_answered(session, before, "1", at=at)
    calls.end(session, before, at=at + timedelta(minutes=2))
    agents.wrap_up(session, before, agent.id, "dano.reportado", "Fuga", at)
    for fields in ({"Tipo": "Queja"}, {"Tipo": "Reclamo"}):
        drafts.post(session, DraftFiling(kind="pqrs", call_id=before, fields=fields), "", at)
    seen_to = session.scalars(select(tables.Draft).order_by(tables.Draft.id.desc())).first()
    assert seen_to is not None
    drafts.mark_done(session, seen_to.id, agent, "Se radicó", NOW)
    of_another = DraftFiling(kind="pqrs", call_id=town.call_id(), fields={"Tipo": "Otra"})
    drafts.post(session, of_another, "", at)


def test_the_longest_path_is_cut_to_its_end(store: Store) -> None:
    call_id = town.call_id()
    steps = [
        calls.PathStep(NOW + timedelta(seconds=n), "said", f"prompt.{n}", None, None, None)
        for n in range(200)
    ]
    with store.unit_of_work() as session:
        calls.add_steps(session, call_id, steps, first=0)
        card: CallerCard = callers.card(session, call_id, NOW)
    assert len(card.path) == callers.STEPS_SHOWN
    assert card.path[-1].prompt == "prompt.199"
