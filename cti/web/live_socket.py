"""The WebSockets that keep a desk, and a board, up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import WSMsgType, web

from cti.live import (
    CLOSE_GOING_AWAY,
    CLOSE_SIGNED_OUT,
    CLOSE_TOO_MANY,
    CLOSE_TOO_SLOW,
    Feed,
)
from cti.web.access import Right, may, signed_in
from cti.web.keys import BOARD, CLOCK, FLOOR, HANDOVERS, HELP, SIGNED_IN, WAITING
from cti.web.operation import Socket, operation
from cti.web.same_site import check_origin
from cti.web.session import take_seat
from ivr.errors import LineaError

HEARTBEAT_SECONDS = 10.0
"""A browser that answers no ping within half of it is gone."""

SEND_SECONDS = 5.0
"""A browser that takes no message within this time is too slow."""

CLOSE_SECONDS = 2.0
"""A browser that does not agree to a close within this time is left."""

SESSION_SECONDS = 15.0
"""How often a page's session is looked up: it may be closed from elsewhere."""

FROM_BROWSER_AT_MOST = 4096

LIVE_SAYS = "Messages of the pages (docs/architecture.md, section 5); other systems use `/events`."
CLOSES = {
    CLOSE_GOING_AWAY: "The server goes away.",
    CLOSE_SIGNED_OUT: "The session is over, here or elsewhere.",
    CLOSE_TOO_SLOW: "Messages were not taken in time.",
    CLOSE_TOO_MANY: "Too many pages of one person.",
}


@may(Right.SERVE_CALLS)
@operation("El puesto, al momento (WebSocket)", answer=Socket(LIVE_SAYS, CLOSES))
async def live(request: web.Request) -> web.WebSocketResponse:
    """Tell the agent's page everything that concerns it, from a snapshot on."""
    floor = request.app[FLOOR]

    def opened() -> Feed:
        person = request[SIGNED_IN]
        if person.desk is not None:
            take_seat(request, person.desk)
        feed = floor.open_page(person.agent.id)
        request.app[WAITING].greet(feed)
        request.app[HELP].greet(feed)
        request.app[HANDOVERS].greet(feed)
        return feed

    return await _feed(request, opened, floor.close_page)


@may(Right.SEE_BOARD)
@operation("El tablero, al momento (WebSocket)", answer=Socket(LIVE_SAYS, CLOSES))
async def board(request: web.Request) -> web.WebSocketResponse:
    """Tell a board how the line stands, from a snapshot on, again and again."""
    shown = request.app[BOARD]
    person = request[SIGNED_IN]
    return await _feed(request, lambda: shown.open_page(person.agent.id), shown.close_page)


async def _feed(
    request: web.Request, opened: Callable[[], Feed], closed: Callable[[Feed], None]
) -> web.WebSocketResponse:
    """Send a feed until page, session or server is gone. Raises CrossSite."""
    check_origin(request)
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_SECONDS,
        timeout=CLOSE_SECONDS,
        max_msg_size=FROM_BROWSER_AT_MOST,
        compress=False,
    )
    await socket.prepare(request)
    feed = opened()
    left = (request[SIGNED_IN].expires_at - request.app[CLOCK].now()).total_seconds()
    expiry = asyncio.get_running_loop().call_later(left, feed.close, CLOSE_SIGNED_OUT)
    beside = [
        asyncio.create_task(_send(socket, feed)),
        asyncio.create_task(_end_with_session(request, feed)),
    ]
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        closed(feed)  # before any wait: a handler may be cancelled here
        expiry.cancel()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    return socket


async def _send(socket: web.WebSocketResponse, feed: Feed) -> None:
    """Pass messages on until the feed or the socket is closed."""
    while (message := await feed.next()) is not None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await socket.send_str(message.decode())
        except (TimeoutError, ConnectionError):
            feed.close(CLOSE_TOO_SLOW)
            break
    await socket.close(code=feed.close_code or CLOSE_GOING_AWAY)


async def _end_with_session(request: web.Request, feed: Feed) -> None:
    """Close the feed once its session is gone: signed out, a new password, a retired person."""
    while True:
        await asyncio.sleep(SESSION_SECONDS)
        try:
            person = await signed_in(request)
        except LineaError:
            continue  # nobody loses the desk because the store does not answer
        if person is None:
            feed.close(CLOSE_SIGNED_OUT)
            return
