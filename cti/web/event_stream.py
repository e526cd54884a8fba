"""The WebSocket by which other systems hear what happens, and catch up on what they missed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, TypeVar

import msgspec
from aiohttp import WSMsgType, web

from cti.web.access import Right, has, may, signed_in
from cti.web.keys import BUS, CLOCK, SIGNED_IN, STREAMS, TOKENS
from cti.web.operation import Socket, operation
from cti.web.query import Query, read_query
from cti.web.same_site import check_origin
from cti.web.streams import GOING_AWAY
from cti.web.token_gate import secret_of
from ivr import events
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.event_log import Entry, EventLog, LogUnavailable, TooOld
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope

T = TypeVar("T")

HEARTBEAT_SECONDS = 15.0
"""How often the server pings; who answers no ping within half of it is gone."""
SEND_SECONDS = 5.0
LOOK_SECONDS = 2.0
"""How long one look into the log waits for news."""
CHECK_SECONDS = 15.0
"""How often it is looked whether token or session still let in."""
PATIENCE_SECONDS = 30.0
"""How long the log may be away before the stream is closed."""
CLOSE_SECONDS = 2.0
FROM_CLIENT_AT_MOST = 1024

NO_LONGER_ALLOWED = 4001
TOO_OLD = 4004
TOO_SLOW = 4008
LOG_AWAY = 4013
CLOSES = {
    GOING_AWAY: "The server goes away: come again, with `after`.",
    NO_LONGER_ALLOWED: "The token was revoked or is over, or the session was closed.",
    TOO_OLD: "What followed `after` is no longer kept: take a snapshot, then come without it.",
    TOO_SLOW: "Messages were not taken in time: come again, with `after`.",
    LOG_AWAY: "Events can't be read now: come again, with `after`.",
}
KINDS = tuple(sorted(events.KINDS))
PLACE = "^[0-9]{1,20}-[0-9]{1,20}$"


class StreamQuery(Query, frozen=True):
    """From where, and what."""

    after: (
        Annotated[str, msgspec.Meta(pattern=PLACE, description="`id` of the last one seen.")] | None
    ) = None
    kinds: (
        Annotated[str, msgspec.Meta(max_length=400, description="Names of events, by commas.")]
        | None
    ) = None


class Told(msgspec.Struct, omit_defaults=True):
    """A message: ``hello`` first, whose ``id`` is the place, then an event each."""

    type: str
    id: str
    at: datetime
    event: str = ""
    data: dict[str, object] = {}


@may(Right.SEE_BOARD)
@operation(
    "Lo que pasa en la línea, al momento (WebSocket)",
    query=StreamQuery,
    answer=Socket(
        'Text messages, JSON: first `{"type": "hello", "id", "at"}`, then '
        '`{"type": "event", "id", "at", "event", "data"}` each. `event` is one of '
        + ", ".join(KINDS)
        + "; `data` as in webhooks, with `event_id`, by which one that comes twice is known.",
        CLOSES,
    ),
    errors=(429,),
    scope=Scope.EVENTS_READ,
)
async def stream(request: web.Request) -> web.StreamResponse:
    """Events from now on, or from behind ``after``: what was missed comes first, in order.

    What callers said is only in it with ``personal:read``; numbers and names never are.
    """
    check_origin(request)
    asked, streams = read_query(request, StreamQuery), request.app[STREAMS]
    streams.have_room()
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_SECONDS,
        timeout=CLOSE_SECONDS,
        max_msg_size=FROM_CLIENT_AT_MOST,
        compress=False,
    )
    await socket.prepare(request)
    log = request.app[BUS].log()
    teller = Teller(socket, log, request[SIGNED_IN], request.app[CLOCK], asked)
    beside = [
        asyncio.create_task(_close_after(socket, teller.tell())),
        asyncio.create_task(_close_after(socket, _until_shut_out(request))),
    ]
    streams.opened(socket)
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        streams.closed(socket)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        with contextlib.suppress(OSError):
            await log.aclose()
    return socket


class Teller:
    """Tells one client what the log holds, until something ends it."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        log: EventLog,
        person: SignedIn,
        clock: Clock,
        asked: StreamQuery,
    ) -> None:
        self._socket = socket
        self._log = log
        self._personal = has(person, Right.SERVE_CALLS)
        self._clock = clock
        self._after = asked.after
        self._kinds = frozenset(asked.kinds.split(",")) if asked.kinds else frozenset(KINDS)

    async def tell(self) -> int:
        """Greet, then tell every event; gives the close code."""
        try:
            place = await self._read(self._begin)
            await self._send(Told("hello", place, self._clock.now()))
            while True:
                for entry in await self._read(partial(self._log.after, place, LOOK_SECONDS)):
                    await self._send_event(entry)
                    place = entry.place
        except TooOld:
            return TOO_OLD
        except LogUnavailable:
            return LOG_AWAY
        except (TimeoutError, ConnectionError):
            return TOO_SLOW

    async def _begin(self) -> str:
        """The place to begin behind, which is known to be there. Raises TooOld."""
        if self._after is None:
            return await self._log.end()
        await self._log.after(self._after, 0.001)
        return self._after

    async def _read(self, look: Callable[[], Awaitable[T]]) -> T:
        """Look into the log; while it is away, again and again, for a while."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        while True:
            try:
                return await look()
            except LogUnavailable:
                if loop.time() > until:
                    raise
                await asyncio.sleep(LOOK_SECONDS / 2)

    async def _send_event(self, entry: Entry) -> None:
        kind = type(entry.event).__name__
        if kind not in self._kinds:
            return
        data = events.payload(entry.event)
        if isinstance(entry.event, events.PathGrew) and not self._personal:
            steps = [replace(step, heard=None) for step in entry.event.steps]
            data["steps"] = msgspec.to_builtins(steps)
        await self._send(Told("event", entry.place, entry.event.at, kind, data))

    async def _send(self, told: Told) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.send_str(msgspec.json.encode(told).decode())


async def _close_after(socket: web.WebSocketResponse, work: Awaitable[int]) -> None:
    await socket.close(code=await work)


async def _until_shut_out(request: web.Request) -> int:
    """Return once token or session no longer lets in."""
    secret = secret_of(request)
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            if secret is not None:
                there = await request.app[TOKENS].still_there(secret)
            else:
                there = await signed_in(request) is not None
        except LineaError:
            continue  # nobody is cut off because the store does not answer
        if not there:
            return NO_LONGER_ALLOWED
