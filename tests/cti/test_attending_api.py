"""What an agent does for a caller over HTTP: choose, verify, report, promise, call back, write."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.settings import PROJECT
from ivr import store as tables
from ivr.services import calls, contact
from ivr.services.calls import LegRole
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN, CALL
from tests.services import town

SHARED = "+573155550106"
OF_BETO = "0190a000-0000-7000-8000-000000000009"
CALLED = f"/api/v1/calls/{CALL}"


@pytest.fixture
async def server(tmp_path: Path, store: Store) -> AsyncIterator[DeskServer]:
    """A call that Ana answered, from a telephone of two accounts; another of Beto's."""
    async with desk_server(tmp_path, store) as running:
        with store.unit_of_work() as session:
            contact.seed(session, contact.read(PROJECT / "config" / "catalogues" / "contact.toml"))
            first = town.account(session, "100000", phones=(SHARED,))
            town.account(session, "200000", phones=(SHARED,))
            town.invoice(session, first, due_in=-5, total=90_000)
            for call_id, agent in ((CALL, "ana"), (OF_BETO, "beto")):
                calls.begin(session, call_id, started_at=BEGIN, number=SHARED)
                leg = {"role": LegRole.AGENT, "agent_id": running.ids[agent], "at": BEGIN}
                calls.leg_started(session, call_id, "d1", **leg)  # type: ignore[arg-type]
                calls.leg_answered(session, call_id, "d1", at=BEGIN)
        yield running


@pytest.fixture
async def ana(server: DeskServer) -> Page:
    return await server.signed_in("ana")


async def post(page: Page, what: str, status: int, **body: Any) -> dict[str, Any]:
    answer = await page.post(f"{CALLED}/{what}", body)
    assert answer.status == status, await answer.text()
    return {} if status == 204 else await answer.json()


async def possible(page: Page) -> dict[str, Any]:
    answer = await page.get(f"{CALLED}/attending")
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def test_an_agent_chooses_the_account_and_then_promises_can_be_made(ana: Page) -> None:
    before = await possible(ana)
    assert before["promise"]["refusal"] == "primero elija la cuenta de quien llama"
    assert (before["identity"], before["messages"]) == ([], [])
    found = await (await ana.get(f"{CALLED}/accounts?text=gomez")).json()
    assert [one["number"] for one in found["accounts"]] == ["100000", "200000"]
    await post(ana, "account", 204, account="100000")
    after = await possible(ana)
    assert after["promise"] | {"first": "", "last": ""} == {
        "owed": 90_000, "smallest": 5_000, "first": "", "last": "", "refusal": None,
    }  # fmt: skip
    assert [one["code"] for one in after["identity"]] == ["documento", "telefono", "factura"]
    assert [one["template"] for one in after["messages"]] == ["enlace_pago"]
    await post(ana, "account", 204, account=None)
    assert (await possible(ana))["promise"]["refusal"]


async def test_identity_is_verified_by_the_agent_and_failures_are_counted(
    ana: Page, store: Store
) -> None:
    await post(ana, "identity", 409, way="documento", digits="101")
    await post(ana, "account", 204, account="100000")
    assert await post(ana, "identity", 200, way="documento", digits="999") == {
        "verified": False, "locked": False,
    }  # fmt: skip
    assert (await post(ana, "identity", 200, way="documento", digits="101"))["verified"]
    with store.reading() as session:
        record = calls.by_id(session, CALL)
    assert record is not None
    assert record.identity_level == 2
    assert [step.kind for step in record.steps] == [
        "account_chosen", "identity_failed", "identity_noted",
    ]  # fmt: skip


async def test_what_is_done_in_a_call_is_linked_to_it_and_once_however_often_sent(
    ana: Page, store: Store, server: DeskServer
) -> None:
    await post(ana, "account", 204, account="100000")
    damage = {"filing_id": str(uuid.uuid4()), "service": "acueducto", "kind": "Fuga o tubo roto"}
    day = (server.clock.today() + timedelta(days=3)).isoformat()
    promise = {"promise_id": str(uuid.uuid4()), "amount": 50_000, "due_on": day}
    for _ in range(2):
        ticket = await post(ana, "damages", 201, **damage, tell_restored=True)
        promised = await post(ana, "promises", 201, **promise)
        owed = await post(ana, "callbacks", 201)
        sent = await post(ana, "messages", 201, template="enlace_pago")
    assert (promised["amount"], promised["due_on"]) == (50_000, day)
    assert (owed["masked"], sent) == ("•••106", {"masked": "•••106", "again": True})
    filed = await (await ana.get(f"{CALLED}/filed")).json()
    assert [one["ticket"] for one in filed["damages"]] == [ticket["ticket"]]
    assert [one["amount"] for one in filed["promises"]] == [50_000]
    assert len(filed["callbacks"]) == 1
    with store.reading() as session:
        report = session.scalars(select(tables.DamageReport)).one()
    assert (report.notify, report.account_id, report.priority) == (SHARED, 1, 2)


async def test_the_card_is_shown_anew_with_what_changed(server: DeskServer, ana: Page) -> None:
    server.parts.pops._shown.clear()
    told: list[tuple[int, str, dict[str, Any]]] = []
    server.parts.live.tell = lambda *to, **fields: told.append((*to, fields))  # type: ignore[method-assign]
    pop = server.parts.pops.take_up(server.ids["ana"], CALL)
    while pop.card is None:
        await server.parts.works.pop.check()
    assert (pop.card["match"], pop.card["account"]) == ("likely", None)
    await post(ana, "account", 204, account="200000")
    while told[-1][1] != "card":
        await server.parts.works.pop.check()
    shown = told[-1][2]["call"]
    assert shown["account"]["number"] == "200000"
    assert "eligió la cuenta 200000" in shown["evidence"]
    assert pop.card is shown


HOSTILE: list[tuple[str, dict[str, Any], int]] = [
    ("account", {"account": "999999"}, 404),
    ("account", {"account": "' OR 1=1"}, 404),
    ("account", {"account": "1" * 21}, 422),
    ("account", {}, 422),
    ("account", {"account": 100000}, 422),
    ("identity", {"way": "palabra"}, 422),
    ("identity", {"way": "documento", "digits": "12"}, 422),
    ("identity", {"way": "documento", "digits": "１２３"}, 422),
    ("damages", {"kind": "Fuga o tubo roto", "service": "gas"}, 422),
    ("damages", {"kind": "Fuga o tubo roto", "service": "acueducto", "zone_id": 999}, 422),
    ("damages", {"kind": "Fuga o tubo roto", "service": "acueducto", "priority": 1}, 422),
    ("promises", {"amount": 90_001}, 422),
    ("promises", {"amount": -1}, 422),
    ("promises", {"amount": 10**30}, 422),
    ("promises", {"amount": 50_000, "due_on": "9999-12-31"}, 422),
    ("callbacks", {"not_before": "2026-12-30T10:00:00-05:00"}, 422),
    ("callbacks", {"not_before": "2026-11-23T10:00:00"}, 422),
    ("callbacks", {"number": "+573100000000"}, 422),
    ("messages", {"template": "respuesta"}, 409),
    ("messages", {"template": "estado_caso", "about": "20260000017"}, 409),
    ("messages", {"template": "enlace_pago", "to": "+573100000000"}, 422),
]


@pytest.mark.parametrize(("what", "body", "status"), HOSTILE)
async def test_what_cannot_be_is_refused(
    server: DeskServer, ana: Page, what: str, body: dict[str, Any], status: int
) -> None:
    if what != "account":
        await post(ana, "account", 204, account="100000")
    keys = {"damages": "filing_id", "promises": "promise_id"}
    if what in keys:
        body = {keys[what]: str(uuid.uuid4())} | body
    if what == "promises":
        body = {"due_on": server.clock.today().isoformat()} | body
    await post(ana, what, status, **body)


@pytest.mark.parametrize("what", ["account", "identity", "damages", "promises", "callbacks"])
async def test_another_agent_s_call_is_none_of_hers(ana: Page, what: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "account": {"account": "100000"},
        "identity": {"way": "factura"},
        "damages": {
            "filing_id": str(uuid.uuid4()), "kind": "Fuga o tubo roto", "service": "acueducto",
        },
        "promises": {"promise_id": str(uuid.uuid4()), "amount": 9_000, "due_on": "2026-11-25"},
        "callbacks": {},
    }  # fmt: skip
    for call_id in (OF_BETO, "unknown", str(uuid.uuid4())):
        answer = await ana.post(f"/api/v1/calls/{call_id}/{what}", bodies[what])
        assert answer.status == 404


async def test_a_damage_without_an_account_needs_a_place(ana: Page) -> None:
    damage = {"filing_id": str(uuid.uuid4()), "service": "acueducto", "kind": "Fuga o tubo roto"}
    await post(ana, "damages", 422, **damage)
    await post(ana, "damages", 201, **damage, address="Frente al parque")


async def test_a_danger_is_of_the_first_priority_and_marks_its_call(
    ana: Page, store: Store
) -> None:
    damage = {"filing_id": str(uuid.uuid4()), "kind": "Olor a gas", "service": "gas"}
    await post(ana, "damages", 201, **damage, address="Calle 1")
    with store.reading() as session:
        assert session.scalars(select(tables.DamageReport.priority)).one() == 1
        assert session.get_one(tables.Call, CALL).danger


async def timeline(server: DeskServer, user: str, query: str = "") -> tuple[int, dict[str, Any]]:
    answer = await (await server.signed_in(user)).get(f"{CALLED}/timeline{query}")
    return answer.status, await answer.json()


async def test_the_timeline_shows_recordings_and_verdicts_to_whom_it_may(
    server: DeskServer, store: Store
) -> None:
    with store.unit_of_work() as session:
        for call_id, agent in ((OF_BETO, "beto"),):
            session.add(
                tables.Survey(
                    call_id=call_id, origin="agent", agent_id=server.ids[agent], accepted=True,
                    invited_at=BEGIN, csat=2, resolved=False,
                )
            )  # fmt: skip
            session.add(
                tables.Recording(
                    name=f"{call_id}-call-1", call_id=call_id, kind="call", started_at=BEGIN,
                    seconds=60.0, channels=2, size=1, file="x", taken_in_at=BEGIN,
                )
            )  # fmt: skip
    status, seen = await timeline(server, "ana")
    assert status == 200
    assert [one["kind"] for one in seen["entries"]] == ["survey", "call"]
    assert (seen["entries"][0]["score"], seen["entries"][1]["recorded"]) == (2, None)
    assert seen["may_hear"] is False
    assert (await timeline(server, "ana", "?kind=recording"))[0] == 403
    heard = (await timeline(server, "sofia", "?kind=recording"))[1]["entries"]
    assert [one["recorded"] for one in heard] == [60.0]
    beto = await server.signed_in("beto")
    own = await (await beto.get(f"/api/v1/calls/{OF_BETO}/timeline?kind=survey")).json()
    assert [(one["score"], one["resolved"]) for one in own["entries"]] == [(None, None)]


@pytest.mark.parametrize(
    "query", ["?kind=ethics", "?limit=0", "?limit=51", "?cursor=x", "?other=1", "?limit=x"]
)
async def test_a_timeline_that_cannot_be_asked_for(server: DeskServer, query: str) -> None:
    assert (await timeline(server, "ana", query))[0] == 422
