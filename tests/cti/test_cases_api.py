"""Cases over the API: what each role sees and does, and what a bad request is told."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ivr.services import calls, drafts, pqrs, working_days
from ivr.services.drafts import DraftFiling
from ivr.store import Store
from tests.cti.desk_server import DeskServer, desk_server
from tests.services import cases, town

pytestmark = pytest.mark.service

NEW = {
    "kind": "reclamo", "service": "acueducto", "cause": "107", "subject": "Doble cobro",
    "told": "Me cobraron dos veces.", "name": "Marta Ruiz", "document_kind": "CC",
    "document": "38.251.101", "phone": "315 555 0101",
}  # fmt: skip


def new(**more: Any) -> dict[str, Any]:
    return NEW | {"filing_id": str(uuid.uuid4())} | more


@pytest.fixture
async def server(tmp_path: Path, store: Store) -> AsyncIterator[DeskServer]:
    async with desk_server(tmp_path, store) as running:
        with store.unit_of_work() as session:
            working_days.seed(session, running.clock.today())
        yield running


async def test_an_agent_files_one_in_a_call_and_it_is_linked(server: DeskServer) -> None:
    call_id = town.call_id(server.clock.now())
    with server.store.unit_of_work() as session:
        account_id = town.account(session)
        calls.begin(session, call_id, started_at=server.clock.now())
        calls.set_account(session, call_id, account_id, 2)
    page = await server.signed_in("ana")
    body = new(call_id=call_id)
    answer = await page.post("/api/v1/cases", body)
    assert answer.status == 201
    filed = await answer.json()
    assert filed["working_days"] == 15
    again = await (await page.post("/api/v1/cases", body)).json()
    assert again["radicado"] == filed["radicado"]  # sent twice, it is one case
    case = await (await page.get(f"/api/v1/cases/{filed['radicado']}")).json()
    assert (case["call_id"], case["account"]) == (call_id, "210000373")
    assert case["received_by"] == "Ana"
    assert case["person"]["document"] == "38251101"  # who received it sees it


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "denuncia"}, "kind"), ({"subject": " "}, "asunto"), ({"told": ""}, "asunto"),
    ({"service": "telefonia"}, "servicio"), ({"cause": "104"}, "causa"),
    ({"account": "12"}, "cuenta"), ({"account": "ABC"}, "cuenta"), ({"phone": "12"}, "teléfono"),
    ({"email": "marta"}, "correo"), ({"email_authorised": True}, "correo"),
    ({"filing_id": "x"}, "filing_id"), ({"call_id": "x"}, "call_id"),
    ({"channel": "paloma"}, "medio"),
    ({"told": "x" * 20_001}, "told"), ({"salary": 1}, "dato"),
]  # fmt: skip


async def test_what_can_not_be_filed_says_why(server: DeskServer) -> None:
    page = await server.signed_in("ana")
    for wrong, said in BAD:
        answer = await page.post("/api/v1/cases", new(**wrong))
        assert answer.status == 422, wrong
        assert said in (await answer.json())["title"], wrong


async def test_others_see_the_endings_of_numbers_alone(server: DeskServer) -> None:
    with server.store.unit_of_work() as session:
        radicado = cases.file(session, told="Mi cédula es 38251101 y vivo lejos")
    for user, name in (("pablo", "Marta Ruiz"), ("ana", "M. R."), ("ines", "M. R.")):
        page = await server.signed_in(user)
        listed = await (await page.get("/api/v1/cases")).json()
        assert listed["cases"][0]["petitioner"] == name
        text = await (await page.get(f"/api/v1/cases/{radicado}")).text()
        assert ("38251101" in text) == (user == "pablo")


async def test_only_who_supervises_assigns_to_another(server: DeskServer) -> None:
    with server.store.unit_of_work() as session:
        radicado = cases.file(session)
    officer, another = server.ids["pablo"], server.ids["sofia"]
    page = await server.signed_in("pablo")
    address = f"/api/v1/cases/{radicado}/assign"
    assert (await page.post(address, {"to": another})).status == 403
    assert (await page.post(address, {"to": 2**63})).status == 422
    case = await (await page.post(address, {"to": officer})).json()
    assert (case["state"], case["assigned"]) == ("assigned", "Pablo")
    page = await server.signed_in("sofia")
    assert (await page.post(address, {"to": another})).status == 200
    answer = await page.post(f"/api/v1/cases/{radicado}/notify",
                             {"code": "1", "means": "oficina", "proof": "x"})  # fmt: skip
    assert answer.status == 409
    assert "en trámite" in (await answer.json())["title"]


BAD_QUERIES = ["view=nada", "kind=nada", "service=nada", "cursor=x", "page=2", "cursor=%00"]


async def test_a_list_that_is_none(server: DeskServer) -> None:
    page = await server.signed_in("pablo")
    for query in BAD_QUERIES:
        assert (await page.get(f"/api/v1/cases?{query}")).status == 422, query
    for radicado in ("2026ABC", "999", "202600000016", "%00", "1" * 300):
        assert (await page.get(f"/api/v1/cases/{radicado}")).status == 404


async def test_the_spreadsheet_runs_no_formula_and_has_every_row(server: DeskServer) -> None:
    now = server.clock.now()
    with server.store.unit_of_work() as session:
        cases.file(session, at=now, subject='=HYPERLINK("http://evil.example")')
        for place in range(3):
            cases.file(session, at=now - timedelta(days=place + 1), subject=f"Asunto {place}")
    page = await server.signed_in("pablo")
    answer = await page.get("/api/v1/cases.csv?view=all")
    assert answer.content_type == "text/csv"
    rows = list(csv.reader(io.StringIO((await answer.text()).lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 5
    assert rows[1][3].startswith("'=HYPERLINK")
    assert rows[1][4] == "Marta Ruiz"
    assert {len(row) for row in rows} == {12}


async def test_the_constancia_has_its_eight_fields(server: DeskServer) -> None:
    page = await server.signed_in("ana")
    radicado = (await (await page.post("/api/v1/cases", new())).json())["radicado"]
    text = await (await page.get(f"/casos/{radicado}/constancia")).text()
    for told in (radicado, "Marta Ruiz", "38251101", "Doble cobro", "Me cobraron dos veces.",
                 "Ninguno", "Ana", "de manera verbal"):  # fmt: skip
        assert told in text, told
    other = await server.signed_in("beto")
    assert (await other.get(f"/casos/{radicado}/constancia")).status == 403


async def test_the_constancia_names_what_was_said_aloud(server: DeskServer) -> None:
    """Who gave their name aloud gave it; what was written beside the account hides no account."""
    aloud = (f"{uuid.uuid4()}-nombre-1", f"{uuid.uuid4()}-pqrs-2")
    with server.store.unit_of_work() as session:
        radicado = cases.file(
            session, told="Reclama por la factura de 11/2026", narrative=aloud,
            subject="Acueducto: Doble cobro", petitioner=pqrs.Petitioner(),
        )  # fmt: skip
    page = await server.signed_in("pablo")
    text = await (await page.get(f"/casos/{radicado}/constancia")).text()
    for told in (
        "Dijo su nombre de viva voz",
        "Reclamo: Acueducto: Doble cobro.",
        "Reclama por la factura de 11/2026.",
        "contó en una grabación que hace parte",
    ):
        assert told in text, told


async def test_an_anonymous_case_is_followed_by_its_radicado(server: DeskServer) -> None:
    page = await server.signed_in("ana")
    filed = await (await page.post("/api/v1/cases", new(anonymous=True))).json()
    with server.store.reading() as session:
        status = pqrs.status(session, filed["radicado"], server.clock.today())
    assert status is not None
    assert status.document == ""


async def test_a_day_off_is_added_and_taken_out(server: DeskServer) -> None:
    page = await server.signed_in("raiz")
    day = {"day": "2026-12-24", "name": "Nochebuena", "kind": "closure"}
    assert (await page.post("/api/v1/calendar", day)).status == 201
    assert (await page.post("/api/v1/calendar", day)).status == 409
    for wrong in ({"day": "2026-13-01"}, {"day": "0000-00-00"}, {"kind": "national"}, {"name": ""}):
        assert (await page.post("/api/v1/calendar", day | wrong)).status == 422, wrong
    days = (await (await page.get("/api/v1/calendar?year=2026")).json())["days"]
    assert {"day": "2026-12-24", "name": "Nochebuena", "kind": "closure"} in days
    assert (await page.post("/api/v1/calendar/2026-12-24/remove")).status == 204
    assert (await page.post("/api/v1/calendar/2026-12-25/remove")).status == 409
    assert (await page.post("/api/v1/calendar/ayer/remove")).status == 422
    assert (await page.get("/api/v1/calendar?year=²")).status == 422


async def test_drafts_come_by_pages_the_newest_first(server: DeskServer) -> None:
    now = server.clock.now()
    with server.store.unit_of_work() as session:
        for kind, minutes in (("old", 2), ("new", 0), ("middle", 1)):
            filing = DraftFiling(kind=kind)
            drafts.post(session, filing, "", now - timedelta(minutes=minutes))
    page = await server.signed_in("ana")
    first = await (await page.get("/api/v1/drafts?limit=2")).json()
    assert [one["kind"] for one in first["drafts"]] == ["new", "middle"]
    second = await (await page.get(f"/api/v1/drafts?limit=2&cursor={first['next']}")).json()
    assert [one["kind"] for one in second["drafts"]] == ["old"]
    assert second["next"] is None
    assert (await page.get("/api/v1/drafts?cursor=x")).status == 422
