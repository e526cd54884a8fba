"""A door with an exchange and a `cti` that a test plays, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType, web
from aiohttp.test_utils import TestServer

from cti.door.app import GATE, init_door
from cti.door.config import DoorConfig
from cti.door.gate import Gate
from cti.web.same_site import COOKIE
from ivr.clock import FixedClock
from ivr.services import agents
from ivr.store import Role, Store
from tests.cti.sequence import BEGIN

PASSWORD = "clave-de-prueba"
HANDSHAKE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}  # fmt: skip
"""What asks for a WebSocket, for a client that wants to read the refusal."""


@dataclass(slots=True)
class Exchange:
    """Asterisk's WebSocket: what it heard, and what it says."""

    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    came: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    left: asyncio.Queue[int | None] = field(default_factory=asyncio.Queue)
    came_from: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        assert socket.ws_protocol == "sip"
        self.came_from.append(request.remote or "")
        self.came.put_nowait(socket)
        async for message in socket:
            self.heard.put_nowait(message.data)
        self.left.put_nowait(socket.close_code)
        return socket


@dataclass(slots=True)
class Door:
    """The running door and what stands around it."""

    server: TestServer
    exchange: Exchange
    store: Store
    clock: FixedClock
    _stack: AsyncExitStack

    @property
    def gate(self) -> Gate:
        return self.server.app[GATE]

    def hire(self, user: str, role: Role = Role.AGENT) -> int:
        with self.store.unit_of_work() as session:
            now = self.clock.now()
            made = agents.create(
                session, user=user, name=user, role=role, password=PASSWORD, now=now
            )
            return made.id

    def sign_in(self, user: str, *, desk: bool = True) -> tuple[str, agents.SignedIn]:
        """Open a session, at a desk where wanted; gives its cookie."""
        now = self.clock.now()
        with self.store.unit_of_work() as session:
            checked = agents.check_password(session, user, PASSWORD, now)
            opened = agents.log_in(session, checked, now)
            assert opened.token is not None
            assert opened.session_id is not None
            if desk:
                agents.take_desk(session, opened.session_id, now)
            person = agents.session_for(session, opened.token, now)
            assert person is not None
            return opened.token, person

    async def browser(self, token: str = "", **headers: str) -> ClientSession:
        jar = CookieJar(unsafe=True)
        session = ClientSession(self.server.make_url("/"), headers=headers, cookie_jar=jar)
        await self._stack.enter_async_context(session)
        if token:
            jar.update_cookies({COOKIE: token}, self.server.make_url("/"))
        return session

    async def telephone(
        self, token: str = "", path: str = "/ws", **headers: str
    ) -> ClientWebSocketResponse:
        browser = await self.browser(token)
        return await browser.ws_connect(path, protocols=("sip",), headers=headers)


async def closed(socket: ClientWebSocketResponse) -> int | None:
    """The close code, once the door closed it."""
    async with asyncio.timeout(10):
        while (await socket.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
            pass
    return socket.close_code


@asynccontextmanager
async def running_door(
    folder: Path,
    store: Store,
    *,
    cti: web.Application | None = None,
    demo: bool = True,
    seats: int = 3,
    proxies: frozenset[str] = frozenset(),
    authority: Path | None = None,
    at: datetime = BEGIN,
) -> AsyncIterator[Door]:
    """The door of three desks; ``cti`` answers all but telephones."""
    with store.unit_of_work() as session:
        agents.ensure_desks(session, seats)
    async with AsyncExitStack() as stack:
        exchange, clock = Exchange(), FixedClock(at)
        sip = web.Application()
        sip.add_routes([web.get("/ws", exchange.take)])
        pbx = TestServer(sip)
        await stack.enter_async_context(pbx)
        if cti is not None:
            await _serve(stack, cti, folder / "cti.sock")
        config = DoorConfig(
            cti=folder / "cti.sock",
            exchange=str(pbx.make_url("/ws")).replace("http", "ws"),
            exchange_from="127.0.0.64",
            store_url=store.url.render_as_string(hide_password=False),
            password=lambda endpoint: f"own-of-{endpoint}",
            page_password=lambda endpoint, session: f"{endpoint}-in-{session}",
            demo=demo,
            proxies=proxies,
            authority=authority,
        )
        server = TestServer(init_door(config, clock))
        await stack.enter_async_context(server)
        yield Door(server, exchange, store, clock, stack)


async def _serve(stack: AsyncExitStack, app: web.Application, socket: Path) -> None:
    runner = web.AppRunner(app)
    stack.push_async_callback(runner.cleanup)
    await runner.setup()
    await web.UnixSite(runner, str(socket)).start()
