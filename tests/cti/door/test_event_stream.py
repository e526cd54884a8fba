"""The stream of events as other systems get it: by the real application, through the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from ivr.services.api_tokens import Scope
from ivr.store import Store
from tests.cti.desk_server import DeskServer, desk_server
from tests.cti.door.running_door import HANDSHAKE, closed, running_door
from tests.cti.test_api_tokens_gate import token
from tests.cti.test_event_stream import numbers, started, told
from tests.running.patience import PATIENCE

pytestmark = pytest.mark.service
EVENTS = "/api/v1/events"


@asynccontextmanager
async def behind_the_door(
    folder: Path, store: Store, *scopes: Scope
) -> AsyncIterator[tuple[DeskServer, ClientSession]]:
    """The application, and another system with a token of those scopes before its door."""
    async with desk_server(folder, store) as server, running_door(folder, store) as door:
        runner = server.server.runner
        assert runner is not None
        await web.UnixSite(runner, str(folder / "cti.sock")).start()
        secret = token(server, *scopes)
        yield server, await door.browser(Authorization=f"Bearer {secret}")


async def test_events_come_through_the_door_and_go_on_where_they_were_cut(
    tmp_path: Path, store: Store
) -> None:
    async with behind_the_door(tmp_path, store, Scope.EVENTS_READ) as (server, system):
        socket = await system.ws_connect(EVENTS)
        assert (await told(socket))["type"] == "hello"
        server.bus.publish(started(1))
        message = await told(socket)
        assert (message["event"], message["data"]["call_id"]) == ("CallStarted", "1")
        await socket.close()
        for number in range(2, 100):
            server.bus.publish(started(number))
        socket = await system.ws_connect(f"{EVENTS}?after={message['id']}")
        assert (await told(socket))["id"] == message["id"]
        assert await numbers(socket, 98) == list(range(2, 100))
        await socket.close()


async def test_its_close_code_comes_through_the_door(tmp_path: Path, store: Store) -> None:
    async with behind_the_door(tmp_path, store, Scope.EVENTS_READ) as (_, system):
        socket = await system.ws_connect(f"{EVENTS}?after=77-0")
        async with asyncio.timeout(PATIENCE):
            assert await closed(socket) == 4004


@pytest.mark.parametrize(
    ("scope", "query", "status", "told_of"),
    [
        (Scope.EVENTS_READ, "?after=x", 422, {"code": "invalid", "field": "after"}),
        (Scope.CALLS_READ, "", 403, {"code": "insufficient_scope"}),
    ],
)
async def test_why_it_is_refused_comes_through_the_door(
    tmp_path: Path, store: Store, scope: Scope, query: str, status: int, told_of: dict[str, str]
) -> None:
    async with (
        behind_the_door(tmp_path, store, scope) as (_, system),
        system.get(f"{EVENTS}{query}", headers=HANDSHAKE) as answer,
    ):
        assert (answer.status, answer.content_type) == (status, "application/problem+json")
        problem = await answer.json()
        assert told_of.items() <= problem.items()
        assert problem["title"]
        assert ("WWW-Authenticate" in answer.headers) == (status == 403)
