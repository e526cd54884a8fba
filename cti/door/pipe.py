"""Two WebSockets joined: what one says the other hears, at the pace of the slower."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType, web

from ivr.errors import LineaError

log = structlog.get_logger(__name__)

SEND_SECONDS = 5.0
"""A side that takes no message within this time is gone."""

FROM_BROWSER_AT_MOST = 64 * 1024
FROM_SERVER_AT_MOST = 4 * 1024 * 1024
HEARTBEAT_SECONDS = 10.0
"""A browser that answers no ping within half of it is gone."""

CLOSE_SECONDS = 2.0
_SAID_ALOUD = frozenset({*range(1000, 1004), *range(1007, 1012), *range(3000, 5000)})
"""Codes that may stand in a close frame (RFC 6455, 7.4)."""

Socket = web.WebSocketResponse | ClientWebSocketResponse


def same(text: str) -> str:
    """Pass it on as it is."""
    return text


async def join(
    request: web.Request,
    browser: web.WebSocketResponse,
    server: ClientWebSocketResponse,
    change: Callable[[str], str] = same,
) -> None:
    """Pass messages on until a side closes; the other is closed with the same code.

    ``change`` gives what goes on of a browser's text. What it raises closes both: the browser is
    told 1008, and the log that it was, without what it said.
    """
    passing: dict[asyncio.Task[None], Socket] = {
        asyncio.create_task(_pass(browser, server, change)): browser,
        asyncio.create_task(_pass(server, browser, same)): server,
    }
    try:
        done, _ = await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        code = _code_of([(passing[task], task) for task in done])
    finally:
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
        await server.close()
    await _close(request, browser, code)


async def _close(request: web.Request, browser: web.WebSocketResponse, code: int) -> None:
    """Say goodbye; a browser that does not even read that is cut off."""
    try:
        async with asyncio.timeout(2 * CLOSE_SECONDS):
            await browser.close(code=code)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()


async def _pass(source: Socket, target: Socket, change: Callable[[str], str]) -> None:
    async for message in source:
        if message.type is WSMsgType.TEXT:
            text = change(message.data)
            async with asyncio.timeout(SEND_SECONDS):
                await target.send_str(text)
        elif message.type is WSMsgType.BINARY:
            text = change(message.data.decode())  # RFC 7118 lets a telephone choose either
            async with asyncio.timeout(SEND_SECONDS):
                await target.send_str(text)
        else:
            return


def _code_of(ended: list[tuple[Socket, asyncio.Task[None]]]) -> int:
    """The close code that follows from how the sides ended."""
    for socket, task in ended:
        failure = task.exception()
        if isinstance(failure, LineaError | UnicodeDecodeError):
            log.warning("socket_refused", code=getattr(failure, "code", "not_text"))
            return WSCloseCode.POLICY_VIOLATION
        if failure is None and socket.close_code in _SAID_ALOUD:
            return int(socket.close_code or WSCloseCode.GOING_AWAY)
    return WSCloseCode.GOING_AWAY
