"""The stream of events for other systems: from now on, from where one was, and why it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from cti.web import event_stream
from cti.web.streams import GOING_AWAY
from cti.web.token_gate import ApiLimits
from ivr.event_log import Entry, LogUnavailable
from ivr.events import CallQueued, CallStarted, Event, PathGrew, Step
from ivr.services import agents, api_tokens
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN
from tests.cti.test_api_tokens_gate import system, token

WITHIN = 20.0


def started(number: int) -> CallStarted:
    return CallStarted(at=BEGIN, call_id=str(number))


async def told(socket: ClientWebSocketResponse) -> dict[str, Any]:
    """The next message."""
    async with asyncio.timeout(WITHIN):
        message: dict[str, Any] = json.loads(await socket.receive_str())
    return message


async def numbers(socket: ClientWebSocketResponse, count: int) -> list[int]:
    """The calls that the next messages are about."""
    return [int((await told(socket))["data"]["call_id"]) for _ in range(count)]


async def close_code(socket: ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(WITHIN):
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
    return socket.close_code


async def machine(server: DeskServer, *scopes: Scope) -> Page:
    return await system(server, token(server, Scope.EVENTS_READ, *scopes))


@asynccontextmanager
async def stream(page: Page, query: str = "") -> AsyncIterator[ClientWebSocketResponse]:
    socket = await page.client.ws_connect(f"/api/v1/events{query}")
    try:
        yield socket
    finally:
        await socket.close()


async def test_events_come_from_now_on_each_with_its_place(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        server.bus.publish(started(0))
        async with stream(await machine(server)) as socket:
            assert (await told(socket))["type"] == "hello"
            queued = CallQueued(at=BEGIN, call_id="1", queue="attention", position=2)
            server.bus.publish(queued)
            message = await told(socket)
    assert message == {
        "type": "event",
        "id": message["id"],
        "at": "2026-11-22T15:00:00Z",
        "event": "CallQueued",
        "data": {
            "at": "2026-11-22T15:00:00Z", "event_id": queued.event_id, "call_id": "1",
            "queue": "attention", "position": 2,
        },
    }  # fmt: skip


async def test_who_comes_back_is_told_first_what_they_missed(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await machine(server)
        async with stream(page) as socket:
            await told(socket)
            server.bus.publish(started(1))
            place = (await told(socket))["id"]
        for number in range(2, 300):
            server.bus.publish(started(number))
        async with stream(page, f"?after={place}") as socket:
            assert (await told(socket))["id"] == place
            server.bus.publish(started(300))
            assert await numbers(socket, 299) == list(range(2, 301))


async def test_a_place_that_is_no_longer_kept_is_too_old(tmp_path: Path, store: Store) -> None:
    async with (
        desk_server(tmp_path, store) as server,
        stream(await machine(server), "?after=77-0") as socket,
    ):
        assert await close_code(socket) == event_stream.TOO_OLD


async def test_only_the_kinds_asked_for_come(tmp_path: Path, store: Store) -> None:
    async with (
        desk_server(tmp_path, store) as server,
        stream(await machine(server), "?kinds=CallQueued,CallEnded") as socket,
    ):
        await told(socket)
        server.bus.publish(started(1))
        server.bus.publish(CallQueued(at=BEGIN, call_id="2", queue="attention"))
        assert await numbers(socket, 1) == [2]


@pytest.mark.parametrize(("scopes", "heard"), [((), None), ((Scope.PERSONAL_READ,), "no hay agua")])
async def test_what_was_said_needs_the_scope_of_personal_data(
    tmp_path: Path, store: Store, scopes: Sequence[Scope], heard: str | None
) -> None:
    async with (
        desk_server(tmp_path, store) as server,
        stream(await machine(server, *scopes)) as socket,
    ):
        await told(socket)
        step = Step(at=BEGIN, kind="speech", label="Daño", heard="no hay agua")
        server.bus.publish(PathGrew(at=BEGIN, call_id="1", steps=(step,)))
        (shown,) = (await told(socket))["data"]["steps"]
    assert (shown["label"], shown["heard"]) == ("Daño", heard)


async def test_a_revoked_token_ends_it(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "CHECK_SECONDS", 0.01)
    async with (
        desk_server(tmp_path, store) as server,
        stream(await machine(server)) as socket,
    ):
        await told(socket)
        with store.unit_of_work() as session:
            api_tokens.revoke(session, 1, BEGIN + timedelta(seconds=1))
        assert await close_code(socket) == event_stream.NO_LONGER_ALLOWED


async def test_the_server_goes_away(tmp_path: Path, store: Store) -> None:
    async with (
        desk_server(tmp_path, store) as server,
        stream(await machine(server)) as socket,
    ):
        await told(socket)
        closing = asyncio.create_task(server.server.close())
        assert await close_code(socket) == GOING_AWAY
        await closing


class StuckSocket:
    """A client that takes nothing."""

    async def send_str(self, text: str) -> None:
        await asyncio.Event().wait()


class Log:
    """A log that is gone, or has one event."""

    def __init__(self, gone: bool) -> None:
        self._gone = gone

    async def end(self) -> str:
        if self._gone:
            raise LogUnavailable("gone")
        return "0-0"

    async def after(self, place: str, wait: float) -> Sequence[Entry]:
        event: Event = started(1)
        return [Entry("1-0", event)]

    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize(
    ("gone", "code"), [(False, event_stream.TOO_SLOW), (True, event_stream.LOG_AWAY)]
)
async def test_a_slow_client_and_a_lost_log_end_it(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, gone: bool, code: int
) -> None:
    for name in ("SEND_SECONDS", "PATIENCE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(event_stream, name, 0.01)
    async with desk_server(tmp_path, store) as server:
        with store.reading() as session:
            sofia = agents.by_user(session, "sofia")
        person = SignedIn(0, sofia, None, BEGIN)
        teller = event_stream.Teller(
            StuckSocket(),  # type: ignore[arg-type]
            Log(gone),
            person,
            server.clock,
            event_stream.StreamQuery(),
        )
        assert await teller.tell() == code


async def test_no_more_streams_than_may_be(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store, api=ApiLimits(streams=1)) as server:
        page = await machine(server)
        async with stream(page):
            with pytest.raises(WSServerHandshakeError) as refused:
                await page.client.ws_connect("/api/v1/events")
            assert refused.value.status == 429
        socket = await page.client.ws_connect("/api/v1/events")
        await socket.close()


@pytest.mark.parametrize("query", ["?after=x", "?after=1", f"?kinds={'x' * 500}", "?from=1"])
async def test_what_can_t_be_asked(tmp_path: Path, store: Store, query: str) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await machine(server)
        with pytest.raises(WSServerHandshakeError) as refused:
            await page.client.ws_connect(f"/api/v1/events{query}")
        assert refused.value.status == 422
