"""Other systems at the door: scopes, pace, what they see of persons, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cti.web.access import RIGHTS, SCOPES
from cti.web.operation import operation_of
from cti.web.routes import ROUTES
from cti.web.token_gate import ApiLimits
from ivr.services import api_tokens, calls
from ivr.services.agents import Role
from ivr.services.api_tokens import Scope
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN

NUMBER = "+573151234567"
CALL = "0190a000-0000-7000-8000-000000000001"


def token(server: DeskServer, *scopes: Scope, user: str = "sofia", name: str = "crm") -> str:
    """A token that acts as that user."""
    with server.store.unit_of_work() as session:
        return api_tokens.create(
            session, name=name, user=user, scopes=scopes, now=BEGIN,
            expires_at=BEGIN + timedelta(days=1),
        ).secret  # fmt: skip


async def system(server: DeskServer, secret: str) -> Page:
    """Another system: a token, and nothing that a page of ours would send."""
    page = await server.page(Authorization=f"Bearer {secret}")
    page.client.headers.pop("X-Linea")
    return page


def test_every_scope_leaves_rights_that_some_role_has() -> None:
    assert set(SCOPES) == set(Scope)
    for scope, rights in SCOPES.items():
        assert any(rights & own for own in RIGHTS.values()), scope
    ethics = RIGHTS[Role.ETHICS]
    assert all(rights.isdisjoint(ethics) for rights in SCOPES.values())


def test_every_scope_but_that_of_personal_data_opens_something() -> None:
    asked = {said.scope for route in ROUTES if (said := operation_of(route.handler))}
    assert set(Scope) - asked <= {Scope.PERSONAL_READ}


async def test_a_token_opens_what_its_scope_names_and_nothing_else(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        machine = await system(server, token(server, Scope.CALLS_READ))
        for path, status, code in (
            ("/api/v1/calls", 200, None),
            ("/api/v1/cases", 403, "insufficient_scope"),
            ("/api/v1/outbound", 403, "no_scope"),
            ("/api/v1/me", 403, "no_scope"),
            ("/api/v1/ethics", 403, "no_scope"),
        ):
            answer = await machine.get(path)
            assert (answer.status, path) == (status, path)
            if code:
                assert answer.content_type == "application/problem+json"
                assert (await answer.json())["code"] == code


async def test_a_scope_gives_nothing_that_its_owner_may_not(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        machine = await system(server, token(server, Scope.REPORTS_READ, user="ana"))
        assert (await machine.get("/api/v1/reports")).status == 403


async def test_a_wrong_token_is_no_session_and_soon_not_looked_at(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        wrong = {"Authorization": "Bearer linea_wrong"}
        answer = await page.get("/api/v1/calls", headers=wrong)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert (await page.get("/api/v1/calls", headers={"Authorization": "Basic x"})).status == 401
        statuses = [(await page.get("/api/v1/calls", headers=wrong)).status for _ in range(30)]
        assert statuses[-1] == 429
        assert (await page.get("/api/v1/calls")).status == 200


async def test_a_change_by_token_needs_no_header_of_a_page_and_is_on_record(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        machine = await system(server, token(server, Scope.CASES_WRITE, user="pablo"))
        case = {
            "filing_id": CALL, "kind": "peticion", "subject": "Copia", "told": "Quiere una copia",
            "channel": "escrito",
        }  # fmt: skip
        first = await machine.post("/api/v1/cases", case)
        assert first.status == 201, await first.text()
        again = await machine.post("/api/v1/cases", case)
        assert (await again.json())["radicado"] == (await first.json())["radicado"]
        assert (await machine.post("/api/v1/cases", {})).status == 422

        admin = await server.signed_in("raiz")
        (listed,) = (await (await admin.get("/api/v1/tokens")).json())["tokens"]
        assert listed["name"] == "crm"
        assert listed["last_used_at"] is not None
        uses = (await (await admin.get(f"/api/v1/tokens/{listed['id']}/uses")).json())["uses"]
        assert [(one["method"], one["path"], one["status"]) for one in uses] == [
            ("POST", "/api/v1/cases", 422),
            ("POST", "/api/v1/cases", 201),
            ("POST", "/api/v1/cases", 201),
        ]


async def test_reading_an_address_again_and_again_is_one_use(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        machine = await system(server, token(server, Scope.CALLS_READ))
        for _ in range(3):
            assert (await machine.get("/api/v1/calls?limit=1")).status == 200
        server.clock.advance(timedelta(minutes=11))
        assert (await machine.get("/api/v1/calls")).status == 200
        with store.reading() as session:
            assert len(api_tokens.uses(session, 1)) == 2


async def test_numbers_are_whole_only_by_the_scope_of_personal_data(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            calls.begin(session, CALL, started_at=BEGIN, number=NUMBER)
        plain = await system(server, token(server, Scope.CALLS_READ, name="a"))
        whole = await system(server, token(server, Scope.CALLS_READ, Scope.PERSONAL_READ, name="b"))
        for machine, shown in ((plain, False), (whole, True)):
            for path in ("/api/v1/calls", f"/api/v1/calls/{CALL}"):
                text = await (await machine.get(path)).text()
                assert (NUMBER in text) is shown


async def test_a_token_is_held_to_its_pace(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store, api=ApiLimits(requests_per_minute=2)) as server:
        machine = await system(server, token(server, Scope.CALLS_READ, name="a"))
        other = await system(server, token(server, Scope.CALLS_READ, name="b"))
        statuses = [(await machine.get("/api/v1/calls")).status for _ in range(3)]
        assert statuses == [200, 200, 429]
        refused = await machine.get("/api/v1/calls")
        assert refused.headers["Retry-After"] == "30"
        assert (await other.get("/api/v1/calls")).status == 200
        server.clock.advance(timedelta(seconds=30))
        assert (await machine.get("/api/v1/calls")).status == 200


async def test_the_administrator_makes_and_revokes_tokens(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        admin = await server.signed_in("raiz")
        wanted = {"name": "crm", "user": "sofia", "scopes": ["calls:read"]}
        answer = await admin.post("/api/v1/tokens", wanted)
        assert answer.status == 201
        made = await answer.json()
        machine = await system(server, made["secret"])
        assert (await machine.get("/api/v1/calls")).status == 200
        assert made["secret"] not in await (await admin.get("/api/v1/tokens")).text()
        revoked = await admin.post(f"/api/v1/tokens/{made['token']['id']}/revoke")
        assert revoked.status == 204
        assert (await machine.get("/api/v1/calls")).status == 401


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"scopes": []}, 422),
        ({"scopes": ["ethics:read"]}, 422),
        ({"scopes": ["reports:read"], "user": "ana"}, 422),
        ({"user": "nadie"}, 404),
        ({"days": 4000}, 422),
        ({"name": " "}, 422),
    ],
)
async def test_a_token_that_can_t_be(
    tmp_path: Path, store: Store, changed: dict[str, object], status: int
) -> None:
    async with desk_server(tmp_path, store) as server:
        admin = await server.signed_in("raiz")
        wanted = {"name": "crm", "user": "sofia", "scopes": ["calls:read"], **changed}
        assert (await admin.post("/api/v1/tokens", wanted)).status == status
