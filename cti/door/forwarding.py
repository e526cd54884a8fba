"""Everything but telephones: handed on to `cti`, and its answers back, as they come."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import aiohttp
from aiohttp import WSCloseCode, hdrs, web
from multidict import CIMultiDict
from yarl import URL

from cti.door.pipe import (
    CLOSE_SECONDS,
    FROM_BROWSER_AT_MOST,
    FROM_SERVER_AT_MOST,
    HEARTBEAT_SECONDS,
    join,
)
from cti.web.problem import NotAnswering, Unreadable
from cti.web.visitor import ADDRESS, SCHEME
from ivr.errors import LineaError

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 180.0
"""The longest silence of an answer: a report of a year takes its time."""

HANDSHAKE_SECONDS = 10.0
_BETWEEN_NEIGHBOURS = frozenset(
    name.lower()
    for name in (
        hdrs.CONNECTION,
        hdrs.EXPECT,
        hdrs.KEEP_ALIVE,
        hdrs.PROXY_AUTHENTICATE,
        hdrs.PROXY_AUTHORIZATION,
        hdrs.TE,
        hdrs.TRAILER,
        hdrs.TRANSFER_ENCODING,
        hdrs.UPGRADE,
    )
)
"""Headers that concern one connection alone (RFC 9110, 7.6.1)."""

_OF_THE_HANDSHAKE = "sec-websocket-"
_OURS = frozenset({ADDRESS.lower(), SCHEME.lower()})
_AWAY = "El servidor no responde. Intente de nuevo en un momento."


class HandshakeRefused(LineaError):
    """`cti` opens no WebSocket: ``answer`` is what it says instead."""

    code = "handshake_refused"

    def __init__(self, answer: web.Response) -> None:
        super().__init__("el servidor no abre esa conexión")
        self.answer = answer


async def check_handshake(inner: aiohttp.ClientResponse) -> None:
    """Keep what a refused handshake says: aiohttp's own error drops it. Raises HandshakeRefused."""
    opened = inner.status == HTTPStatus.SWITCHING_PROTOCOLS
    if opened or hdrs.UPGRADE not in inner.request_info.headers:
        return
    kept = [pair for pair in _headers_of(inner) if pair[0].lower() != "content-length"]
    body = await inner.read()
    raise HandshakeRefused(web.Response(status=inner.status, headers=CIMultiDict(kept), body=body))


class Forwarding:
    """The way to `cti`. ``proxies`` are believed about whom they bring."""

    def __init__(self, http: aiohttp.ClientSession, proxies: frozenset[str]) -> None:
        self._http = http
        self._proxies = proxies
        self._open: set[web.WebSocketResponse] = set()

    async def hand_on(self, request: web.Request) -> web.StreamResponse:
        """The answer of `cti`. Raises NotAnswering where there is none in time."""
        if not request.raw_path.startswith("/"):
            raise Unreadable("la dirección no es de este servidor")
        if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket":
            return await self._socket(request)
        return await self._answer(request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = self._http.request(
                request.method,
                _address(request),
                headers=self._headers(request),
                data=request.content if request.can_read_body else None,
                allow_redirects=False,
                skip_auto_headers=(hdrs.USER_AGENT, hdrs.CONTENT_TYPE, hdrs.ACCEPT_ENCODING),
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=CONNECT_SECONDS, sock_read=ANSWER_SECONDS
                ),
            )
            async with asked as inner:
                return await _passed(request, inner)
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise NotAnswering(_AWAY) from failure

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """Join a page's WebSocket with the one of `cti`, or pass on why it refuses."""
        browser = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            timeout=CLOSE_SECONDS,
            max_msg_size=FROM_BROWSER_AT_MOST,
            compress=False,
        )
        headers = self._headers(request)
        kept = [
            pair for pair in headers.items() if not pair[0].lower().startswith(_OF_THE_HANDSHAKE)
        ]
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                inner = await self._http.ws_connect(
                    _address(request),
                    headers=CIMultiDict(kept),
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
                    max_msg_size=FROM_SERVER_AT_MOST,
                )
        except HandshakeRefused as refusal:
            return refusal.answer
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise NotAnswering(_AWAY) from failure
        try:
            await browser.prepare(request)
        except BaseException:
            await inner.close()
            raise
        self._open.add(browser)
        try:
            await join(request, browser, inner)
        finally:
            self._open.discard(browser)
        return browser

    async def close_all(self) -> None:
        """Ask every page to come again: the door closes."""
        going = WSCloseCode.GOING_AWAY
        await asyncio.gather(*(socket.close(code=going) for socket in self._open))

    def _headers(self, request: web.Request) -> CIMultiDict[str]:
        """The browser's headers, and who and how it asked."""
        dropped = _BETWEEN_NEIGHBOURS | _OURS | _named(request.headers.get(hdrs.CONNECTION, ""))
        headers = CIMultiDict(
            (name, value) for name, value in request.headers.items() if name.lower() not in dropped
        )
        headers[ADDRESS], headers[SCHEME] = self._visitor(request)
        return headers

    def _visitor(self, request: web.Request) -> tuple[str, str]:
        """The browser's address and scheme, as a proxy of ours tells them or as they are."""
        address, scheme = request.remote or "", request.scheme
        if address in self._proxies:
            told = request.headers.get(hdrs.X_FORWARDED_FOR, "").rpartition(",")[2].strip()
            address = told or address
            scheme = request.headers.get(hdrs.X_FORWARDED_PROTO, scheme).strip().lower()
        return address, scheme


async def _passed(request: web.Request, inner: aiohttp.ClientResponse) -> web.StreamResponse:
    """Pass an answer on while it comes, undecoded."""
    answer = web.StreamResponse(status=inner.status, reason=inner.reason)
    answer.headers.extend(_headers_of(inner))
    await answer.prepare(request)
    async for chunk in inner.content.iter_any():
        await answer.write(chunk)
    await answer.write_eof()
    return answer


def _headers_of(inner: aiohttp.ClientResponse) -> list[tuple[str, str]]:
    return [pair for pair in inner.headers.items() if pair[0].lower() not in _BETWEEN_NEIGHBOURS]


def _address(request: web.Request) -> URL:
    return URL(f"http://cti{request.raw_path}", encoded=True)


def _named(connection: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in connection.split(","))
