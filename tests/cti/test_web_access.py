"""Who may use which address: every route says so, and the table below says what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from cti.web.access import who_may
from cti.web.routes import ROUTES
from ivr.store import Store
from tests.cti.desk_server import desk_server

# method, path                             nobody agent supervisor admin
TABLE = """
GET  /                                      200    200    200    200
GET  /entrar                                200    200    200    200
GET  /puesto                                303    200    200    200
GET  /telefono                              200    200    200    200
GET  /static/icon.svg                       200    200    200    200
GET  /health                                200    200    200    200
GET  /metrics                               200    200    200    200
POST /api/v1/login                          400    400    400    400
POST /api/v1/logout                         204    204    204    204
GET  /api/v1/me                             401    200    200    200
POST /api/v1/me/state                       401    400    400    400
GET  /api/v1/dispositions                   401    200    200    200
GET  /api/v1/calls                          401    200    200    200
GET  /api/v1/calls/unknown                  401    404    404    404
POST /api/v1/calls/unknown/wrap-up          401    400    400    400
GET  /api/v1/demo/phone                     200    200    200    200
GET  /api/v1/live                           401    400    400    400
GET  /nowhere                               404    404    404    404
DELETE /api/v1/me                           405    405    405    405
"""
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]
USERS = (None, "ana", "sofia", "raiz")


def test_every_route_names_who_may() -> None:
    silent = [route for route in ROUTES if who_may(route.handler) is None]
    assert silent == []


def test_every_route_is_in_the_table() -> None:
    router = web.Application()
    router.add_routes(ROUTES)
    listed = [f"{method} {path}" for method, path, *_ in ROWS]
    for route in ROUTES:
        assert isinstance(route, web.RouteDef)
        pattern = route.path.split("{")[0]
        matching = [one for one in listed if one.startswith(f"{route.method} {pattern}")]
        assert matching, route


@pytest.mark.parametrize(
    "column", range(len(USERS)), ids=["nobody", "agent", "supervisor", "admin"]
)
async def test_who_may_use_what(tmp_path: Path, store: Store, column: int) -> None:
    async with desk_server(tmp_path, store) as server:
        answered = []
        for method, path, *expected in ROWS:
            user = USERS[column]
            page = await (server.signed_in(user) if user else server.page())
            async with page.client.request(method, path, allow_redirects=False) as answer:
                answered.append((method, path, str(answer.status)))
            assert answered[-1] == (method, path, expected[column])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Linea": "1"}, 204),
        ({}, 403),
        ({"X-Linea": "0"}, 403),
        ({"X-Linea": "1", "Origin": "http://evil.example"}, 403),
        ({"X-Linea": "1", "Origin": "null"}, 403),
    ],
)
async def test_another_site_s_page_changes_nothing(
    tmp_path: Path, store: Store, headers: dict[str, str], status: int
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")
        page.client.headers.pop("X-Linea", None)
        answer = await page.post("/api/v1/me/state", {"state": "available"}, headers=headers)
        assert answer.status == status


async def test_another_site_s_page_hears_nothing(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")
        foreign = {"Origin": "http://evil.example", "Upgrade": "websocket"}
        assert (await page.get("/api/v1/live", headers=foreign)).status == 403


async def test_every_answer_carries_the_security_headers(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        for path in ("/entrar", "/api/v1/me", "/nowhere", "/static/icon.svg", "/health"):
            headers = (await page.get(path)).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "connect-src 'self' ws://127.0.0.1:8088/ws" in policy
            assert "unsafe" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"


async def test_an_error_is_a_problem_in_spanish(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        answer = await page.get("/nowhere")
        assert answer.content_type == "application/problem+json"
        body = await answer.json()
        assert body == {
            "type": "about:blank",
            "status": 404,
            "title": "Esa dirección no existe",
            "code": "http_404",
        }


async def test_a_fault_of_ours_is_not_shown(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")

        def broken(agent_id: int) -> None:
            raise RuntimeError("secret")

        monkeypatch.setattr(server.parts.floor, "shown", broken)
        answer = await page.get("/api/v1/me")
        assert answer.status == 500
        assert "secret" not in await answer.text()
