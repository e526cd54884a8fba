"""Who may use which address: every route says so, and the table below says what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from cti.web.access import RIGHTS, Right, who_may
from cti.web.routes import ROUTES
from ivr.store import Role, Store
from tests.cti.desk_server import PEOPLE, desk_server

# nobody, agent, supervisor, quality, ethics, case officer, admin, auditor
TABLE = """
GET    /                                     200  200  200  200  200  200  200  200
GET    /entrar                               200  200  200  200  200  200  200  200
GET    /entrar/oidc                          404  404  404  404  404  404  404  404
GET    /entrar/oidc/vuelta                   404  404  404  404  404  404  404  404
GET    /puesto                               303  200  200  303  303  303  200  303
GET    /telefono                             200  200  200  200  200  200  200  200
GET    /llamadas                             303  200  200  200  200  200  200  200
GET    /llamadas/unknown                     303  200  200  200  200  200  200  200
GET    /static/icon.svg                      200  200  200  200  200  200  200  200
GET    /health                               200  200  200  200  200  200  200  200
GET    /metrics                              200  200  200  200  200  200  200  200
POST   /api/v1/login                         400  400  400  400  400  400  400  400
POST   /api/v1/logout                        204  204  204  204  204  204  204  204
GET    /api/v1/me                            401  200  200  200  200  200  200  200
POST   /api/v1/me/state                      401  400  400  403  403  403  400  403
GET    /api/v1/dispositions                  401  200  200  403  403  403  200  403
GET    /api/v1/calls                         401  200  200  200  403  403  200  200
GET    /api/v1/calls.csv                     401  403  200  200  403  403  200  200
GET    /api/v1/calls/unknown/recordings      401  404  404  404  403  403  404  404
GET    /api/v1/calls/unknown/recording       401  404  404  404  403  403  404  403
GET    /api/v1/recordings/unknown            401  404  404  404  404  404  404  404
GET    /api/v1/calls/unknown                 401  404  404  404  403  403  404  404
POST   /api/v1/calls/unknown/wrap-up         401  400  400  403  403  403  400  403
GET    /api/v1/transfer-targets              401  200  200  403  403  403  200  403
POST   /api/v1/calls/unknown/transfer        401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/consultation    401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/consultation/complete    401  409  409  403  403  403  409  403
POST   /api/v1/calls/unknown/consultation/back        401  409  409  403  403  403  409  403
POST   /api/v1/calls/unknown/consultation/conference  401  409  409  403  403  403  409  403
POST   /api/v1/calls                         401  400  400  403  403  403  400  403
GET    /api/v1/calls/unknown/quality         401  403  404  404  403  403  404  404
POST   /api/v1/calls/unknown/quality         401  400  400  403  403  403  400  403
POST   /api/v1/me/hang-up                    401  409  409  403  403  403  409  403
GET    /api/v1/me/telephone                  401  200  200  403  403  403  200  403
POST   /api/v1/me/telephone                  401  400  400  403  403  403  400  403
GET    /api/v1/calls/unknown/timeline        401  404  404  404  403  403  404  404
GET    /api/v1/calls/unknown/attending       401  404  404  403  403  403  404  403
GET    /api/v1/calls/unknown/accounts        401  422  422  403  403  403  422  403
POST   /api/v1/calls/unknown/account         401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/identity        401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/damages         401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/promises        401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/callbacks       401  400  400  403  403  403  400  403
POST   /api/v1/calls/unknown/messages        401  400  400  403  403  403  400  403
GET    /api/v1/demo/phone                    200  200  200  200  200  200  200  200
GET    /api/v1/live                          401  400  400  403  403  403  400  403
GET    /devoluciones                         303  200  200  200  200  200  200  200
GET    /api/v1/callbacks                     401  200  200  403  403  403  200  403
POST   /api/v1/callbacks/999/call-now        401  403  404  403  403  403  404  403
POST   /api/v1/callbacks/x/cancel            401  403  404  403  403  403  404  403
GET    /envios                               303  200  200  200  200  200  200  200
GET    /api/v1/outbound                      401  403  200  403  403  403  200  403
POST   /api/v1/outbound/999/retry            401  403  403  403  403  403  404  403
POST   /api/v1/outbound/999/discard          401  403  403  403  403  403  404  403
GET    /danos                                303  200  200  200  200  200  200  200
GET    /api/v1/outages                       401  200  200  403  403  200  200  200
POST   /api/v1/outages                       401  403  400  403  403  403  400  403
POST   /api/v1/outages/close                 401  403  400  403  403  403  400  403
POST   /api/v1/outages/999                   401  403  400  403  403  403  400  403
GET    /api/v1/damages                       401  200  200  403  403  200  200  200
POST   /api/v1/damages/join                  401  403  400  403  403  400  400  403
POST   /api/v1/damages/unknown/assign        401  403  400  403  403  400  400  403
POST   /api/v1/damages/unknown/close         401  403  400  403  403  400  400  403
POST   /api/v1/damages/unknown/reopen        401  403  404  403  403  404  404  403
GET    /api/v1/hours                         401  200  200  403  403  200  200  200
POST   /api/v1/hours                         401  403  400  403  403  403  400  403
POST   /api/v1/hours/numbers                 401  403  403  403  403  403  400  403
GET    /tablero                              303  200  200  200  200  200  200  200
GET    /informes                             303  200  200  200  200  200  200  200
GET    /transparencia                        303  200  200  200  200  200  200  200
GET    /casos                                303  200  200  200  200  200  200  200
GET    /casos/unknown/constancia             401  404  404  403  403  404  404  404
GET    /api/v1/session                       401  200  200  200  200  200  200  200
GET    /api/v1/ethics                        401  403  403  403  200  403  403  403
GET    /api/v1/ethics/unknown                401  403  403  403  404  403  403  403
POST   /api/v1/ethics/unknown/entries        401  403  403  403  404  403  403  403
GET    /api/v1/cases                         401  200  200  403  403  200  200  200
GET    /api/v1/cases/counts                  401  200  200  403  403  200  200  200
GET    /api/v1/cases/catalogue               401  200  200  403  403  200  200  200
GET    /api/v1/cases.csv                     401  200  200  403  403  200  200  200
GET    /api/v1/cases/unknown                 401  404  404  403  403  404  404  404
POST   /api/v1/cases                         401  400  400  403  403  400  400  403
POST   /api/v1/cases/unknown/unknown         401  403  404  403  403  404  404  403
GET    /api/v1/drafts                        401  200  200  403  403  200  200  200
POST   /api/v1/drafts/1/done                 401  400  400  403  403  400  400  403
POST   /api/v1/outages/1                     401  403  400  403  403  403  400  403
GET    /api/v1/calendar                      401  200  200  403  403  200  200  200
POST   /api/v1/calendar                      401  403  403  403  403  403  400  403
POST   /api/v1/calendar/2026-12-24/remove    401  403  403  403  403  403  404  403
POST   /api/v1/callbacks/unknown/call-now    401  403  404  403  403  403  404  403
POST   /api/v1/callbacks/unknown/cancel      401  403  404  403  403  403  404  403
POST   /api/v1/outbound/1/retry              401  403  403  403  403  403  404  403
POST   /api/v1/outbound/1/discard            401  403  403  403  403  403  404  403
GET    /api/v1/board                         401  403  400  403  403  403  400  403
GET    /api/v1/reports                       401  403  200  200  403  403  200  200
GET    /api/v1/reports.csv                   401  403  200  200  403  403  200  200
GET    /api/v1/reports.xlsx                  401  403  200  200  403  403  200  200
GET    /api/v1/monitorings/phone             401  403  200  403  403  403  200  403
POST   /api/v1/monitorings                   401  403  400  403  403  403  400  403
GET    /api/v1/calls/unknown/monitorings     401  403  404  403  403  403  404  404
POST   /api/v1/me/help                       401  409  409  403  403  403  409  403
POST   /api/v1/me/help/withdraw              401  204  204  403  403  403  204  403
POST   /api/v1/help/1/answer                 401  403  400  403  403  403  400  403
GET    /api/v1/tasks                         401  200  200  403  403  403  200  403
POST   /api/v1/tasks                         401  400  400  403  403  403  400  403
POST   /api/v1/tasks/999/take                401  404  404  403  403  403  404  403
POST   /api/v1/tasks/999/done                401  404  404  403  403  403  404  403
POST   /api/v1/tasks/999/postpone            401  400  400  403  403  403  400  403
GET    /api/v1/wordings                      401  200  200  403  403  403  200  403
GET    /api/v1/calls/missed                  401  200  200  403  403  403  200  403
GET    /api/v1/calls/unknown/filed           401  404  404  403  403  403  404  403
POST   /api/v1/calls/unknown/wrap-up/more    401  409  409  403  403  403  409  403
GET    /api                                  200  200  200  200  200  200  200  200
GET    /api/v1/openapi.json                  200  200  200  200  200  200  200  200
GET    /api/v1/events                        401  403  400  403  403  403  400  403
GET    /api/v1/agents                        401  403  200  403  403  403  200  403
GET    /api/v1/agents/999                    401  403  404  403  403  403  404  403
GET    /api/v1/queues                        401  403  200  403  403  403  200  403
GET    /api/v1/queues/attention              401  403  200  403  403  403  200  403
GET    /api/v1/accounts                      401  200  200  403  403  200  200  200
GET    /api/v1/accounts/999                  401  404  404  403  403  404  404  404
GET    /api/v1/tokens                        401  403  403  403  403  403  200  403
POST   /api/v1/tokens                        401  403  403  403  403  403  400  403
POST   /api/v1/tokens/999/revoke             401  403  403  403  403  403  404  403
GET    /api/v1/tokens/999/uses               401  403  404  403  403  403  404  404
GET    /api/v1/damages/unknown               401  404  404  403  403  404  404  404
GET    /api/v1/callbacks/999                 401  404  404  403  403  403  404  403
GET    /nowhere                              404  404  404  404  404  404  404  404
DELETE /api/v1/me                            405  405  405  405  405  405  405  405
"""
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]
USERS = (None, "ana", "sofia", "clara", "elisa", "pablo", "raiz", "ines")
ROLES = ("nobody", *(PEOPLE[user] for user in USERS if user))


def test_every_route_names_who_may() -> None:
    silent = [route for route in ROUTES if who_may(route.handler) is None]
    assert silent == []


async def test_every_route_is_in_the_table() -> None:
    app = web.Application()
    app.add_routes(ROUTES)
    found = set()
    for method, path, *_ in ROWS:
        match = await app.router.resolve(make_mocked_request(method, path))
        if match.route.resource is not None:
            found.add((method, match.route.resource.canonical))
    named = {
        (route.method, resource.canonical)
        for resource in app.router.resources()
        for route in resource
        if route.method != "HEAD"
    }
    assert named - found == set()


def test_every_role_is_in_the_table_and_has_rights_of_its_own() -> None:
    assert set(ROLES[1:]) == set(Role) == set(RIGHTS)
    assert len(set(RIGHTS.values())) == len(Role)
    assert [role for role in Role if Right.READ_ETHICS in RIGHTS[role]] == [Role.ETHICS]
    assert RIGHTS[Role.ETHICS] == {Right.READ_ETHICS}


async def test_me_tells_the_rights(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        for user in filter(None, USERS):
            answer = await (await server.signed_in(user)).get("/api/v1/me")
            assert set((await answer.json())["rights"]) == RIGHTS[PEOPLE[user]]


@pytest.mark.parametrize("column", range(len(USERS)), ids=ROLES)
async def test_who_may_use_what(tmp_path: Path, store: Store, column: int) -> None:
    async with desk_server(tmp_path, store) as server:
        answered = []
        for method, path, *expected in ROWS:
            user = USERS[column]
            page = await (server.signed_in(user) if user else server.page())
            as_json = {"Content-Type": "application/json"} if method == "POST" else {}
            asked = page.client.request(method, path, headers=as_json, allow_redirects=False)
            async with asked as answer:
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
            assert "connect-src 'self';" in policy
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
