"""Placing calls over the API: sent again after a lost answer, nobody is called twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.preparation import CONTACT_RULES
from cti.placing import Outward
from ivr.services import calls, contact, working_days
from ivr.services.api_tokens import Scope
from ivr.store import CallLink, Store
from tests.cti.desk_server import DeskServer, desk_server
from tests.cti.test_api_tokens_gate import system, token

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CALLS = "/api/v1/calls"

pytestmark = pytest.mark.service


@pytest.fixture
async def server(tmp_path: Path, store: Store) -> AsyncIterator[DeskServer]:
    outward = Outward(dial="PJSIP/{number}@trunk")
    async with desk_server(tmp_path, store, at=MONDAY, outward=outward) as running:
        running.asterisk.silent.add("Originate")
        with store.unit_of_work() as session:
            contact.seed(session, contact.read(CONTACT_RULES))
            working_days.seed(session, MONDAY.date())
        yield running


def wish(server: DeskServer, placing_id: str, **more: Any) -> dict[str, Any]:
    told = {"number": "315 555 0101", "agent_id": server.ids["ana"], "placing_id": placing_id}
    return told | more


async def ana_is_there(server: DeskServer) -> None:
    page = await server.page()
    await page.sit("ana")
    await page.post("/api/v1/me/state", {"state": "available"})


def placed(server: DeskServer) -> int:
    with server.store.reading() as session:
        return session.scalar(select(func.count()).select_from(CallLink)) or 0


async def test_what_is_sent_again_is_placed_once(server: DeskServer) -> None:
    await ana_is_there(server)
    machine = await system(server, token(server, Scope.CALLS_ORIGINATE))
    body = wish(server, calls.minted(MONDAY))
    for _ in range(2):
        answer = await machine.post(CALLS, body)
        assert answer.status == 202, await answer.text()
        assert await answer.json() == {"call_id": body["placing_id"]}
    called = await server.asterisk.asked("Originate")
    assert called["Account"] == body["placing_id"]
    assert placed(server) == 1
    another = await machine.post(CALLS, wish(server, calls.minted(MONDAY)))
    assert (await another.json())["code"] == "agent_busy"


async def test_an_identifier_is_fresh_and_of_no_other_call(server: DeskServer) -> None:
    await ana_is_there(server)
    machine = await system(server, token(server, Scope.CALLS_ORIGINATE))
    came_in = calls.minted(MONDAY)
    with server.store.unit_of_work() as session:
        calls.begin(session, came_in, started_at=MONDAY, number="+573155550102")
    assert (await machine.post(CALLS, wish(server, came_in))).status == 409
    wrong = (calls.minted(MONDAY - timedelta(hours=1)), "0193c1de-8b1f-4a52-9f8e-0a6f1f0f7d11", "x")
    for one in wrong:
        answer = await machine.post(CALLS, wish(server, one))
        assert (answer.status, (await answer.json())["field"]) == (422, "placing_id")
    assert placed(server) == 0
