"""The real application of the desks on SQLite, with Asterisk played by the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import TestServer

from ami import Timing
from app.attending import attending
from app.desk_rules import desk_rules
from app.settings import PROJECT
from cti.app import init_app
from cti.board import BoardTimes
from cti.config import CtiConfig
from cti.floor import FloorTimes
from cti.listening import Listening
from cti.oidc.config import OidcConfig
from cti.parts import Parts
from cti.placing import Outward
from cti.pop_address import PopAddress
from cti.web.keys import PARTS
from cti.web.place import DemoCaller, Place
from cti.web.token_gate import ApiLimits
from cti.wording import Wording
from ivr.bus import MemoryBus
from ivr.clock import FixedClock
from ivr.errors import StoreUnavailable
from ivr.services import agents, dispositions, pqrs
from ivr.services.agents import Role
from ivr.services.billing_source import BillingSource
from ivr.services.damage import DamageCatalogue
from ivr.store import Store
from recordings.keys import Keys
from recordings.library import Library
from tests.cti.fake_asterisk import FakeAsterisk, fake_asterisk
from tests.cti.sequence import BEGIN
from tests.running.patience import PATIENCE

PASSWORD = "clave-de-prueba"
PEOPLE = {
    "ana": Role.AGENT,
    "beto": Role.AGENT,
    "sofia": Role.SUPERVISOR,
    "raiz": Role.ADMIN,
    "clara": Role.QUALITY,
    "elisa": Role.ETHICS,
    "pablo": Role.CASE_OFFICER,
    "ines": Role.AUDITOR,
}
PLACE = Place(
    entity="Aguas de Prueba",
    line="linea",
    area_code="608",
    sip_host="127.0.0.1",
    page_password=lambda endpoint, session: f"secret-of-{endpoint}-in-{session}",
    demo=True,
    demo_callers=(DemoCaller("+573151234567", "Una cuenta"),),
)


WORDINGS = (Wording("menu.opciones", "Menú principal", "Menú", "Marque uno."),)


@dataclass(slots=True)
class Page:
    """A browser: its cookies, its requests, its WebSocket."""

    client: ClientSession
    socket: ClientWebSocketResponse | None = None

    async def get(self, path: str, **options: Any) -> ClientResponse:
        return await self.client.get(path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> ClientResponse:
        return await self.client.post(path, json=body or {}, **options)

    async def log_in(self, user: str, password: str = PASSWORD) -> ClientResponse:
        return await self.post("/api/v1/login", {"user": user, "password": password})

    async def sit(self, user: str) -> dict[str, Any]:
        """Sign in, take a desk, open the page; gives its hello."""
        assert (await self.log_in(user)).status == 200
        assert (await self.get("/api/v1/me")).status == 200
        return await self.open()

    async def open(self) -> dict[str, Any]:
        """Open the page, or load it again; gives its hello."""
        if self.socket is not None:
            await self.socket.close()
        self.socket = await self.client.ws_connect("/api/v1/live")
        return await self.told("hello")

    async def told(self, kind: str, within: float = PATIENCE) -> dict[str, Any]:
        """The next message of a kind; those before it are passed over."""
        assert self.socket is not None
        async with asyncio.timeout(within):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.receive_str())
                if message["type"] == kind:
                    return message

    async def closed(self, within: float = PATIENCE) -> int | None:
        """The close code, once the server closed the socket."""
        assert self.socket is not None
        async with asyncio.timeout(within):
            while (await self.socket.receive()).type is WSMsgType.TEXT:
                pass
        return self.socket.close_code


class BusSwitch:
    """The bus as health sees it: there, or gone."""

    def __init__(self) -> None:
        self.gone = False

    async def check(self) -> None:
        if self.gone:
            raise StoreUnavailable("Redis no responde")


@dataclass(slots=True)
class DeskServer:
    """The running application and what a test moves around it."""

    server: TestServer
    asterisk: FakeAsterisk
    store: Store
    clock: FixedClock
    bus: MemoryBus
    bus_switch: BusSwitch
    ids: dict[str, int] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def parts(self) -> Parts:
        return self.server.app[PARTS]

    async def page(self, **headers: str) -> Page:
        """A browser that nobody has signed in with."""
        client = ClientSession(
            self.server.make_url("/"),
            headers={"X-Linea": "1", **headers},
            cookie_jar=CookieJar(unsafe=True),
        )
        return Page(await self._stack.enter_async_context(client))

    async def signed_in(self, user: str) -> Page:
        page = await self.page()
        assert (await page.log_in(user)).status == 200
        return page

    async def event(self, text: str) -> None:
        """Let Asterisk say events, ``Event name=value …`` a line."""
        for line in text.strip().splitlines():
            name, *fields = line.split()
            pairs = (one.partition("=") for one in fields)
            at = f"Timestamp: {self.clock.now().timestamp():.6f}"
            await self.asterisk.say(
                f"Event: {name}", at, *(f"{key}: {value}" for key, _, value in pairs)
            )


@asynccontextmanager
async def desk_server(
    folder: Path,
    store: Store,
    *,
    seats: int = 2,
    demo: bool = True,
    static: Path | None = None,
    at: datetime = BEGIN,
    times: FloorTimes | None = None,
    board_times: BoardTimes | None = None,
    billing: BillingSource | None = None,
    oidc: OidcConfig | None = None,
    passwords: bool = True,
    api: ApiLimits | None = None,
    pop_address: PopAddress | None = None,
    outward: Outward | None = None,
) -> AsyncIterator[DeskServer]:
    """The application with one person of each role, two agents and ``seats`` desks."""
    with store.unit_of_work() as session:
        agents.ensure_desks(session, seats)
        there = {one.user: one.id for one in agents.everyone(session)}
        ids = {
            user: there.get(user)
            or agents.create(
                session,
                user=user,
                name=user.title(),
                role=role,
                password=PASSWORD,
                now=at,
                skills={"attention": 1} if role is Role.AGENT else {},
            ).id
            for user, role in PEOPLE.items()
        }
        dispositions.seed(session, [dispositions.Disposition("resuelto", "Resuelto", "General")])
    async with AsyncExitStack() as stack:
        asterisk = await stack.enter_async_context(fake_asterisk())
        clock, bus, switch = FixedClock(at), MemoryBus(), BusSwitch()
        config = CtiConfig(
            ami=asterisk.address,
            originate=asterisk.address,
            handset=asterisk.address,
            board_times=board_times or BoardTimes(0.05),
            store_url=store.url.render_as_string(hide_password=False),
            cel_file=folder / "linea.csv",
            state_folder=folder / "cti",
            place=replace(
                PLACE, demo=demo, passwords=passwords, provider=oidc.label if oidc else ""
            ),
            pqrs=pqrs.load(PROJECT / "config" / "catalogues" / "pqrs.toml"),
            damages=DamageCatalogue.load(PROJECT / "config" / "catalogues" / "damage.toml"),
            attending=attending(),
            listening=Listening(Library(folder / "recordings", Keys(folder / "keys.json"))),
            billing=billing,
            desk_rules=desk_rules(),
            wordings=WORDINGS,
            api=api or ApiLimits(),
            pop_address=pop_address,
            outward=outward or Outward(),
            oidc=oidc,
            times=times or FloorTimes(timedelta(seconds=60), timedelta(seconds=0.05)),
        )
        if static is not None:
            config = replace(config, static=static)
        app = init_app(
            config,
            bus=bus,
            check_bus=switch.check,
            clock=clock,
            timing=Timing(retry_first=0.01, retry_longest=0.02),
        )
        server = TestServer(app)
        await server.start_server()
        running = DeskServer(server, asterisk, store, clock, bus, switch, ids)
        stack.push_async_callback(server.close)
        stack.push_async_callback(running._stack.aclose)
        await asterisk.asked("CoreShowChannels")
        yield running
