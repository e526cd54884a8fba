"""Damage reports: filed once, completed, gathered to a suspicion; the catalogue's faults named."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import damage
from ivr.services.damage import DamageCatalogue, DamageFiling, Suspicion
from ivr.store import DamageState, Service, Store
from tests.services import town
from tests.services.town import NOW, call_id

CATALOGUE = Path(__file__).parents[2] / "config" / "catalogues" / "damage.toml"
RULE = Suspicion(reports=3, hours=6)
LEAK = DamageFiling(kind="Fuga", priority=2, service="acueducto")


def test_a_filing_posted_twice_is_one_report(store: Store) -> None:
    filing = DamageFiling(
        kind="Fuga", priority=2, service="acueducto", call_id=call_id(), filing_id=str(uuid.uuid4())
    )
    for _ in range(2):
        with store.unit_of_work() as session:
            damage.post(session, filing, "7000001", NOW)
    with store.reading() as session:
        (report,) = session.scalars(select(tables.DamageReport)).all()
        assert report.opened_at == NOW
        assert session.get_one(tables.Call, filing.call_id).danger is False


def test_a_danger_marks_its_call(store: Store) -> None:
    filing = DamageFiling(kind="Olor a gas", priority=1, call_id=call_id())
    with store.unit_of_work() as session:
        damage.post(session, filing, "7000001", NOW)
        assert session.get_one(tables.Call, filing.call_id).danger


def test_what_is_learnt_afterwards_completes_the_report(store: Store) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session)
        assert not damage.complete(session, LEAK.filing_id, account_id=account_id)
        damage.post(session, LEAK, "7000001", NOW)
        assert damage.complete(session, LEAK.filing_id, account_id=account_id)
        (report,) = damage.of_account(session, account_id)
    assert (report.address, report.zone) == ("Calle 4 # 5-06", "Zona de 210000373")


def test_a_place_that_was_said_is_not_the_account_s(store: Store) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session)
        filing = DamageFiling(
            kind="Fuga", priority=2, service="acueducto", account_id=account_id,
            place_recording="x-place-1",
        )  # fmt: skip
        damage.post(session, filing, "7000001", NOW)
        report = damage.by_ticket(session, "7000001")
    assert (report.address, report.zone_id, report.place_recording) == ("", None, "x-place-1")


GATHERED = {
    "three in time": ([0, 1, 5], [], ["Centro"]),
    "two": ([0, 1], [], []),
    "one too old": ([0, 1, 7], [], []),
    "one closed": ([0, 1, 2], [0], []),
}


@pytest.mark.parametrize("what", GATHERED)
def test_reports_gather_to_a_suspicion(store: Store, what: str) -> None:
    hours_ago, closed, expected = GATHERED[what]
    with store.unit_of_work() as session:
        agent, zone = town.agent(session), town.zone(session)
        for nth, hours in enumerate(hours_ago):
            filing = DamageFiling(kind="Fuga", priority=2, service="acueducto", zone_id=zone.id)
            damage.post(session, filing, f"700000{nth}", NOW - timedelta(hours=hours))
            if nth in closed:
                damage.close(session, f"700000{nth}", "Era otra cosa", agent_id=agent.id, now=NOW)
        session.flush()
        found = damage.suspected(session, RULE, NOW)
    assert [one.zone for one in found] == expected


def test_a_known_outage_is_no_suspicion(store: Store) -> None:
    with store.unit_of_work() as session:
        zone = town.zone(session)
        for nth in range(3):
            filing = DamageFiling(kind="Fuga", priority=2, service="acueducto", zone_id=zone.id)
            damage.post(session, filing, f"700000{nth}", NOW)
        session.add(
            tables.Outage(service=Service.WATER, zone_id=zone.id, cause="x", started_at=NOW)
        )
        session.flush()
        assert damage.suspected(session, RULE, NOW) == ()


def test_reports_are_worked_on_in_order_of_danger(store: Store) -> None:
    with store.unit_of_work() as session:
        agent = town.agent(session)
        for nth, priority in enumerate((3, 1, 2)):
            filing = DamageFiling(kind="Fuga", priority=priority, service="acueducto")
            damage.post(session, filing, f"700000{nth}", NOW)
        damage.assign(session, "7000001", " Cuadrilla  3 ", agent_id=agent.id, now=NOW)
        session.flush()
        listed = damage.reports(session).damages
        assert [one.priority for one in listed] == [1, 2, 3]
        assert (listed[0].state, listed[0].crew) == (DamageState.ASSIGNED, "Cuadrilla 3")
        damage.close(session, "7000001", "Listo", agent_id=agent.id, now=NOW)
        with pytest.raises(Refused):
            damage.close(session, "7000001", "Otra vez", agent_id=agent.id, now=NOW)
        with pytest.raises(Invalid):
            damage.assign(session, "7000002", "  ", agent_id=agent.id, now=NOW)
        with pytest.raises(NotFound):
            damage.reopen(session, "nothing", agent_id=agent.id)


def test_the_project_s_own_catalogue_is_read() -> None:
    catalogue = DamageCatalogue.load(CATALOGUE)
    assert [one.code for one in catalogue.offered] == ["acueducto", "alcantarillado", "aseo"]
    assert {one.code for one in catalogue.utilities} == set(Service)
    assert catalogue.name("energia") == "energía"


SERVICE = """
[[service]]
code = "gas"
offered = true
says = "Gas"
name = "gas"
[[service.kind]]
says = "Fuga"
label = "Fuga"
priority = 2
"""
WHOLE = f"""
[suspicion]
reports = 3
hours = 6
[[danger]]
says = "Olor a gas"
label = "Olor a gas"
instruction = "dano.seguridad_gas"
{SERVICE}
"""
WRONG = [
    ("", "suspicion|service"),
    (WHOLE.replace("priority = 2", "priority = 5"), "de 1 a 4"),
    (WHOLE.replace("priority = 2", "priority = true"), "de 1 a 4"),
    (WHOLE.replace('code = "gas"', 'code = "internet"'), "internet"),
    (WHOLE.replace("offered = true", "offered = false"), "entre uno y 5 servicios"),
    (WHOLE.replace('says = "Gas"', 'says = ""'), "says"),
    (WHOLE + SERVICE[SERVICE.index("[[service.kind]]") :] * 5, "entre uno y 5 daños"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_a_catalogue_that_cannot_be_used_says_why(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "damage.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Invalid, match=named) as raised:
        DamageCatalogue.load(file)
    assert "damage.toml" in raised.value.message
