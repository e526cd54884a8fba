"""What belongs to somebody: whose call, recording, draft or report it is decides, by each role."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.services import calls
from ivr.services.calls import LegRole
from ivr.store import Store
from tests.cti.desk_server import DeskServer, desk_server
from tests.cti.sequence import BEGIN

ANAS = "0190a000-0000-7000-8000-00000000000a"
NOBODYS = "0190a000-0000-7000-8000-00000000000b"
NOTE = {"disposition": "resuelto", "note": ""}

# Who answered Ana's call: Ana. The other call was answered by nobody.
# ana, beto (agents), supervisor, quality, ethics, case officer, admin, auditor
TABLE = """
GET   /api/v1/calls/{anas}                  200  404  200  200  403  403  200  200
GET   /api/v1/calls/{nobodys}               404  404  200  200  403  403  200  200
GET   /api/v1/calls/{anas}/recordings       200  404  200  200  403  403  200  200
GET   /api/v1/calls/{anas}/recording        404  404  404  404  403  403  404  403
GET   /api/v1/calls/{anas}/monitorings      403  403  200  403  403  403  200  200
POST  /api/v1/calls/{anas}/wrap-up          204  409  409  403  403  403  409  403
POST  /api/v1/calls/{nobodys}/wrap-up       409  409  409  403  403  403  409  403
"""
USERS = ("ana", "beto", "sofia", "clara", "elisa", "pablo", "raiz", "ines")
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]


def two_calls(server: DeskServer) -> None:
    with server.store.unit_of_work() as session:
        for call_id in (ANAS, NOBODYS):
            calls.begin(session, call_id, started_at=BEGIN, number="+573151234567")
        leg = (session, ANAS, "d1")
        calls.leg_started(*leg, role=LegRole.AGENT, at=BEGIN, agent_id=server.ids["ana"])
        calls.leg_answered(*leg, at=BEGIN)
        calls.leg_ended(*leg, at=BEGIN, cause=16, missed=False)


@pytest.mark.parametrize("user", USERS)
async def test_whose_it_is_decides(tmp_path: Path, store: Store, user: str) -> None:
    async with desk_server(tmp_path, store) as server:
        two_calls(server)
        page = await server.signed_in(user)
        for method, path, *expected in ROWS:
            address = path.format(anas=ANAS, nobodys=NOBODYS)
            body = NOTE if method == "POST" else None
            async with page.client.request(method, address, json=body) as answer:
                told = (method, path, str(answer.status))
            assert told == (method, path, expected[USERS.index(user)])


async def test_an_agent_lists_their_own_calls_and_nobody_else_s(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        two_calls(server)
        listed: dict[tuple[str, bool], list[str]] = {}
        for user in ("ana", "beto", "sofia"):
            page = await server.signed_in(user)
            asked = f"/api/v1/calls?agent={server.ids['ana']}"
            for query in ("/api/v1/calls", asked):
                found = (await (await page.get(query)).json())["calls"]
                listed[user, query != asked] = [one["call_id"] for one in found]
        assert listed["ana", True] == listed["ana", False] == [ANAS]
        assert listed["beto", True] == listed["beto", False] == []
        assert listed["sofia", True] == [NOBODYS, ANAS]
        assert listed["sofia", False] == [ANAS]


async def test_a_page_and_its_telephone_are_told_to_their_own_session_alone(
    tmp_path: Path, store: Store
) -> None:
    """Two sessions of one agent, and another agent: no password is told twice."""
    async with desk_server(tmp_path, store) as server:
        told = []
        for user in ("ana", "ana", "beto"):
            page = await server.signed_in(user)
            told.append((await (await page.get("/api/v1/me")).json())["desk"])
        assert [one["uri"] for one in told] == [
            "sip:desk-01@127.0.0.1",
            "sip:desk-01@127.0.0.1",
            "sip:desk-02@127.0.0.1",
        ]
        assert len({one["password"] for one in told}) == 3
