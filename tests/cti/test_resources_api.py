"""Agents, queues and accounts for other systems; what every answer of the API has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivr.queue_place import Place
from ivr.services import callbacks
from ivr.store import CallbackState, Store
from tests.cti.desk_server import Page, desk_server
from tests.cti.sequence import BEGIN
from tests.running.queue_rows import call_id
from tests.services.town import account


async def got(page: Page, path: str) -> dict[str, Any]:
    answer = await page.get(path)
    assert answer.status == 200, await answer.text()
    body: dict[str, Any] = await answer.json()
    return body


async def test_agents_by_pages_with_what_each_is_doing(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.page()
        await ana.sit("ana")
        assert (await ana.post("/api/v1/me/state", {"state": "available"})).status == 204
        page = await server.signed_in("sofia")
        first = await got(page, "/api/v1/agents?limit=1")
        rest = await got(page, f"/api/v1/agents?cursor={first['next']}")
        assert [one["name"] for one in (*first["agents"], *rest["agents"])] == ["Ana", "Beto"]
        assert rest["next"] is None
        (available,) = (await got(page, "/api/v1/agents?state=available&queue=attention"))["agents"]
        assert available["name"] == "Ana"
        one = await got(page, f"/api/v1/agents/{server.ids['ana']}")
        assert (one["queues"], one["today"]["answered"]) == ({"attention": 1}, 0)
        assert (await page.get(f"/api/v1/agents/{server.ids['sofia']}")).status == 404


async def test_queues_with_who_serves_them(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        queues = (await got(page, "/api/v1/queues"))["queues"]
        told = [(one["name"], one["members"], one["waiting"]) for one in queues]
        assert told == [("attention", 2, 0), ("emergency", 0, 0)]
        one = await got(page, "/api/v1/queues/attention")
        assert one["agents"] == [server.ids["ana"], server.ids["beto"]]
        assert one["calls"] == []
        for unknown in ("nada", "%00", "A"):
            assert (await page.get(f"/api/v1/queues/{unknown}")).status == 404


NUMBERS = ("210000373", "210000374", "210000375")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", NUMBERS),
        ("?number=2100-00374", NUMBERS[1:2]),
        ("?document=38.251.101", NUMBERS),
        ("?phone=315%20555%200101", NUMBERS),
        ("?number=1", ()),
    ],
)
async def test_accounts_are_found_by_what_they_have(
    tmp_path: Path, store: Store, query: str, expected: tuple[str, ...]
) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            for number in NUMBERS:
                account(session, number)
        page, found, cursor = await server.signed_in("pablo"), [], ""
        while True:
            between = "&" if query else "?"
            body = await got(page, f"/api/v1/accounts{query}{between}limit=2{cursor}")
            found += [one["number"] for one in body["accounts"]]
            if body["next"] is None:
                break
            cursor = f"&cursor={body['next']}"
        assert tuple(found) == expected


@pytest.mark.parametrize(("user", "whole"), [("pablo", True), ("ana", False), ("ines", False)])
async def test_an_account_s_holder_is_whole_for_who_works_on_cases(
    tmp_path: Path, store: Store, user: str, whole: bool
) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            account(session)
        text = await (await (await server.signed_in(user)).get("/api/v1/accounts/210000373")).text()
        assert [one in text for one in ("María Gómez", "38251101", "Calle 4", "+57315")] == [
            whole
        ] * 4


async def test_callbacks_of_a_state_by_pages(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            ids = [
                callbacks.ask(
                    session, call_id=call_id(), number=f"+57315000000{nth}", queue="attention",
                    place=Place(nth), not_before=BEGIN, now=BEGIN,
                ).id
                for nth in range(3)
            ]  # fmt: skip
        page, found, cursor = await server.signed_in("sofia"), [], ""
        while True:
            body = await got(page, f"/api/v1/callbacks?state=waiting&limit=1{cursor}")
            found += [one["id"] for one in body["callbacks"]]
            if body["next"] is None:
                break
            cursor = f"&cursor={body['next']}"
        assert found == ids[::-1]
        assert (await got(page, f"/api/v1/callbacks/{ids[0]}"))["state"] == CallbackState.WAITING
        assert (await page.get("/api/v1/callbacks/999")).status == 404


async def test_what_did_not_change_is_not_sent_again(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        first = await page.get("/api/v1/dispositions")
        known = {"If-None-Match": first.headers["ETag"]}
        again = await page.get("/api/v1/dispositions", headers=known)
        assert (again.status, await again.read()) == (304, b"")
        other = await page.get("/api/v1/dispositions", headers={"If-None-Match": '"x"'})
        assert other.status == 200


WRONG = [
    ("GET", "/api/v1/nowhere", None, None, 404),
    ("DELETE", "/api/v1/calls", None, None, 405),
    ("POST", "/api/v1/tokens", "{}", "text/plain", 415),
    ("POST", "/api/v1/tokens", "{}", None, 415),
    ("POST", "/api/v1/tokens", "{", "application/json", 400),
    ("POST", "/api/v1/tokens", "\udcff", "application/json", 400),
    ("POST", "/api/v1/tokens", "[" * 20_000, "application/json", 400),
    ("POST", "/api/v1/tokens", '{"name": 1', "application/json", 400),
    ("POST", "/api/v1/tokens", "[]", "application/json", 400),
    ("POST", "/api/v1/tokens", "{}", "application/json", 422),
    ("POST", "/api/v1/tokens", f'"{"x" * 70_000}"', "application/json", 413),
    ("GET", "/api/v1/calls?limit=0", None, None, 422),
    ("GET", "/api/v1/calls?limit=201", None, None, 422),
    ("GET", "/api/v1/calls?limit=1&limit=2", None, None, 422),
    ("GET", "/api/v1/calls?from=1700000000", None, None, 422),
    ("GET", "/api/v1/accounts?cursor=%00", None, None, 422),
    ("GET", "/api/v1/damages?cursor=MXwyfDM", None, None, 422),
]


async def test_every_error_is_a_problem(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("raiz")
        for method, path, text, kind, status in WRONG:
            body = text.encode("utf-8", "surrogateescape") if text else None
            headers = {"Content-Type": kind} if kind else {}
            options: dict[str, Any] = {"data": body, "headers": headers}
            if kind is None:
                options["skip_auto_headers"] = ("Content-Type",)
            async with page.client.request(method, path, **options) as answer:
                assert (answer.status, path) == (status, path)
                assert answer.content_type == "application/problem+json"
                told = await answer.json()
                assert told["status"] == status
                assert {"type", "title", "code"} <= told.keys()


CASE = {"filing_id": "0193c1de-8b1f-7a52-9f8e-0a6f1f0f7d11", "kind": "queja", "subject": "a"}
OUTAGE = {"service": "acueducto", "cause": "x", "started_at": "2026-11-22T15:00:00Z"}
FIELDS: list[tuple[str, object, str]] = [
    ("/api/v1/cases", {}, "filing_id"),
    ("/api/v1/cases", CASE | {"told": " "}, "told"),
    ("/api/v1/cases", CASE | {"told": "b", "account": "0"}, "account"),
    ("/api/v1/cases", CASE | {"told": "b", "other": 1}, "other"),
    ("/api/v1/outages", OUTAGE | {"zones": [1, "2"]}, "zones[1]"),
    ("/api/v1/calls?limit=x", None, "limit"),
    ("/api/v1/calls?other=x", None, "other"),
    ("/api/v1/calls?cursor=x", None, "cursor"),
    ("/api/v1/accounts?phone=1", None, "phone"),
]


@pytest.mark.parametrize(("path", "body", "field"), FIELDS)
async def test_a_value_that_breaks_a_rule_is_named(
    tmp_path: Path, store: Store, path: str, body: object, field: str
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("raiz")
        answer = await (page.get(path) if body is None else page.post(path, body))
        told = await answer.json()
        assert (told["status"], told["field"]) == (422, field)
