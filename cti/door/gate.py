"""`/ws`: the telephones of pages, each let through to Asterisk as its own desk alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import structlog
from aiohttp import WSCloseCode, web

from cti.door.config import DoorConfig
from cti.door.pipe import CLOSE_SECONDS, FROM_BROWSER_AT_MOST, HEARTBEAT_SECONDS, join
from cti.door.telephone import Telephone
from cti.live import CLOSE_SIGNED_OUT, CLOSE_TOO_MANY
from cti.store_work import StoreWork
from cti.web.place import DEMO_ENDPOINT, DEMO_KEY
from cti.web.problem import NotAllowed, NotAnswering, NotSignedIn
from cti.web.same_site import COOKIE, check_origin
from cti.web.visitor import is_at_this_machine
from ivr.clock import Clock
from ivr.errors import LineaError, NotFound, StoreUnavailable
from ivr.services import agents
from ivr.services.agents import SignedIn

log = structlog.get_logger(__name__)

PROTOCOL = "sip"
SESSION_SECONDS = 15.0
"""How often a telephone's session is looked up: it may be closed from elsewhere."""

CONNECT_SECONDS = 3.0
SOCKETS_AT_MOST = 3
"""Telephones of one desk at once; one more closes the oldest. A page that reloads has two."""

DEMO_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose telephone it is: an endpoint, and the session that lends it."""

    endpoint: str
    key: str
    expires_at: datetime | None = None
    token: str = field(default="", repr=False)


class Gate:
    """All telephones that are connected now."""

    def __init__(
        self, config: DoorConfig, work: StoreWork, clock: Clock, http: aiohttp.ClientSession
    ) -> None:
        self._config = config
        self._work = work
        self._clock = clock
        self._http = http
        self._open: dict[str, list[web.WebSocketResponse]] = defaultdict(list)
        self._known: dict[str, Holder] = {}

    @property
    def telephones(self) -> int:
        """How many are connected."""
        return sum(len(sockets) for sockets in self._open.values())

    async def desk(self, request: web.Request) -> web.StreamResponse:
        """The telephone of a signed-in page. Raises NotSignedIn, NotAllowed, CrossSite."""
        check_origin(request)
        return await self._connect(request, await self._holder(request), SOCKETS_AT_MOST)

    async def demonstration(self, request: web.Request) -> web.StreamResponse:
        """The demonstration's caller, from this machine itself alone. Raises NotFound."""
        check_origin(request)
        if not (self._config.demo and is_at_this_machine(request)):
            raise NotFound("el teléfono de demostración no está disponible")
        return await self._connect(request, Holder(DEMO_ENDPOINT, DEMO_KEY), DEMO_AT_MOST)

    async def close_all(self) -> None:
        """Ask every page to come again: the door closes."""
        sockets = [socket for of_one in self._open.values() for socket in of_one]
        await asyncio.gather(*(one.close(code=WSCloseCode.GOING_AWAY) for one in sockets))

    async def _holder(self, request: web.Request) -> Holder:
        """Whose session the cookie is, with a desk. One let in before is known without a store."""
        token = request.cookies.get(COOKIE, "")
        now = self._clock.now()
        try:
            person = await self._person(token)
        except StoreUnavailable:
            known = self._known.get(token)
            if known is None or (known.expires_at and known.expires_at <= now):
                raise
            return known
        if person is None:
            self._known.pop(token, None)
            raise NotSignedIn("inicie sesión para continuar")
        if person.desk is None:
            raise NotAllowed("su sesión no tiene un puesto")
        holder = Holder(person.desk, person.key, person.expires_at, token)
        self._known = {
            other: one for other, one in self._known.items() if one.endpoint != person.desk
        }
        self._known[token] = holder
        return holder

    async def _person(self, token: str) -> SignedIn | None:
        if not token or len(token) > 200:
            return None
        now = self._clock.now()
        return await self._work.read(lambda session: agents.session_for(session, token, now))

    async def _connect(
        self, request: web.Request, holder: Holder, at_most: int
    ) -> web.WebSocketResponse:
        """Join the page's telephone with Asterisk until one of them, or the session, ends."""
        config, endpoint = self._config, holder.endpoint
        telephone = Telephone(
            endpoint,
            shown=config.page_password(endpoint, holder.key),
            own=config.password(endpoint),
        )
        browser = web.WebSocketResponse(
            protocols=(PROTOCOL,),
            heartbeat=HEARTBEAT_SECONDS,
            timeout=CLOSE_SECONDS,
            max_msg_size=FROM_BROWSER_AT_MOST,
            compress=False,
        )
        if not browser.can_prepare(request):
            raise web.HTTPUpgradeRequired
        exchange = await self._exchange()
        try:
            await browser.prepare(request)
            await self._make_room(endpoint, at_most)
        except BaseException:
            await exchange.close()
            raise
        self._open[endpoint].append(browser)
        watch = asyncio.create_task(self._end_with_session(holder, browser))
        try:
            await join(request, browser, exchange, telephone.says)
        finally:
            self._open[endpoint].remove(browser)
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        return browser

    async def _exchange(self) -> aiohttp.ClientWebSocketResponse:
        """Asterisk's WebSocket. Raises NotAnswering."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._http.ws_connect(
                    self._config.exchange,
                    protocols=(PROTOCOL,),
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
                    max_msg_size=FROM_BROWSER_AT_MOST * 2,
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            raise NotAnswering("la central telefónica no responde") from failure

    async def _make_room(self, endpoint: str, at_most: int) -> None:
        sockets = self._open[endpoint]
        oldest = sockets[: max(0, len(sockets) - at_most + 1)]
        await asyncio.gather(*(one.close(code=CLOSE_TOO_MANY) for one in oldest))

    async def _end_with_session(self, holder: Holder, browser: web.WebSocketResponse) -> None:
        """Cut the telephone off once its session is over or its desk is somebody else's."""
        while holder.expires_at is not None:
            left = (holder.expires_at - self._clock.now()).total_seconds()
            await asyncio.sleep(max(0.0, min(SESSION_SECONDS, left)))
            try:
                person = await self._person(holder.token)
            except LineaError:
                continue  # nobody loses the telephone because the store does not answer
            if person is None or person.desk != holder.endpoint:
                self._known.pop(holder.token, None)
                await browser.close(code=CLOSE_SIGNED_OUT)
                return
