"""The OpenAPI document: every route of the API is in it, and it says what the guard does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cti.web.access import ANYONE, SCOPES, who_may
from cti.web.openapi import document
from cti.web.operation import operation_of
from cti.web.routes import ROUTES
from ivr import events
from ivr.store import Store
from tests.cti.desk_server import desk_server

API = [route for route in ROUTES if route.path.startswith("/api/v1/")]
TOLD = document(ROUTES)
OPERATIONS: list[dict[str, Any]] = [
    one for methods in TOLD["paths"].values() for one in methods.values()
]
LISTS = ("calls", "agents", "accounts", "cases", "damages", "callbacks")


def test_every_route_says_what_it_takes_and_gives() -> None:
    silent = [f"{one.method} {one.path}" for one in API if operation_of(one.handler) is None]
    assert silent == []


def test_every_route_is_in_the_document() -> None:
    for route in API:
        said = operation_of(route.handler)
        assert said is not None
        paths = [route.path]
        if said.per is not None:
            paths = [route.path.replace(f"{{{said.per[0]}}}", value) for value in said.per[1]]
        for path in paths:
            assert route.method.lower() in TOLD["paths"][path]


def test_operations_have_ids_of_their_own_and_words_for_people() -> None:
    ids = [one["operationId"] for one in OPERATIONS]
    assert len(set(ids)) == len(ids)
    for one in OPERATIONS:
        assert one["summary"][0].isupper(), one["operationId"]
        assert one["description"].endswith((".", "``")), one["operationId"]


@pytest.mark.parametrize("resource", LISTS)
def test_every_list_has_one_shape(resource: str) -> None:
    listed = TOLD["paths"][f"/api/v1/{resource}"]["get"]
    parameters = {one["name"]: one["schema"] for one in listed["parameters"]}
    assert parameters["cursor"]["type"] == "string"
    assert parameters["limit"]["maximum"] == 200
    name = listed["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    page = TOLD["components"]["schemas"][name.rpartition("/")[2]]
    assert set(page["properties"]) == {resource, "next"}


def test_whoever_needs_a_right_may_be_refused() -> None:
    for route in API:
        said = operation_of(route.handler)
        if said is None or said.per is not None:
            continue
        told = TOLD["paths"][route.path][route.method.lower()]
        guarded = who_may(route.handler) is not ANYONE
        assert guarded <= ({"401", "403"} <= set(told["responses"])), route.path
        if said.scope is not None:
            assert {"token": [str(said.scope)]} in told["security"]
            assert said.scope in SCOPES
            assert guarded


def test_webhooks_are_told_with_how_they_are_signed() -> None:
    assert set(TOLD["webhooks"]) == {kind.__name__ for kind in events.DURABLE}
    for one in TOLD["webhooks"].values():
        headers = {parameter["name"] for parameter in one["post"]["parameters"]}
        assert {"X-Linea-Signature", "X-Linea-Timestamp"} <= headers


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(TOLD)
    schemas = TOLD["components"]["schemas"]
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named <= set(schemas)
    assert not [name for name in schemas if "." in name]


async def test_it_is_served_to_machines_and_people(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        answer = await page.get("/api/v1/openapi.json")
        told = await answer.json()
        assert told["openapi"] == "3.1.0"
        assert told["info"]["title"] == "Línea Única · Aguas de Prueba"
        assert told["paths"].keys() == TOLD["paths"].keys()
        shown = await (await page.get("/api")).text()
        for one in OPERATIONS:
            assert one["summary"] in shown.replace("&#39;", "'").replace("&amp;", "&")
        assert "http://" not in shown
        assert "https://" not in shown
