"""The websocket that Asterisk opens for each SPEECH CREATE, hardened against whoever else may."""

from __future__ import annotations

import ipaddress
import socket as sockets
from asyncio import BaseTransport
from collections.abc import Callable

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from ivr.errors import LineaError
from speech.aeap import messages
from speech.aeap.ears import Ears
from speech.aeap.messages import NotAeap, Request
from speech.aeap.session import Session
from speech.recognizer.hearing import Hearing

log = structlog.get_logger()

PROTOCOL = "speech_to_text"
MESSAGE_BYTES = 65_536
SETUP_SECONDS = 5.0
PING_SECONDS = 30.0
CLOSE_SECONDS = 2.0

CurrentHearing = Callable[[], Hearing | None]


class AeapServer:
    """Answers the websockets of one process. ``hearing``: what a new call hears with now."""

    def __init__(
        self,
        ears: Ears,
        hearing: CurrentHearing,
        calls_at_most: int,
        setup_seconds: float = SETUP_SECONDS,
    ) -> None:
        """``setup_seconds``: how long a connection may keep us waiting for its first message."""
        self._ears = ears
        self._hearing = hearing
        self._calls_at_most = calls_at_most
        self._setup_seconds = setup_seconds
        self._open: set[web.WebSocketResponse] = set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """``GET /`` as a websocket: one call, from its setup to its end."""
        if not is_asterisk(request):
            return web.Response(status=403)
        if len(self._open) >= self._calls_at_most:
            return web.Response(status=503)
        socket = web.WebSocketResponse(
            timeout=CLOSE_SECONDS,
            heartbeat=PING_SECONDS,
            max_msg_size=MESSAGE_BYTES,
            compress=False,
            protocols=(PROTOCOL,),
        )
        if not socket.can_prepare(request):
            return web.Response(status=426, headers={"Upgrade": "websocket"})
        await socket.prepare(request)
        acknowledge_at_once(request.transport)
        self._open.add(socket)
        self._ears.figures.calls.inc()
        try:
            await self._serve(socket, request.transport)
        except (ConnectionError, TimeoutError):
            pass  # the call ended, or never began
        finally:
            self._open.discard(socket)
            self._ears.figures.calls.dec()
            await socket.close()
        return socket

    async def close(self) -> None:
        """End every call's websocket: its line goes on by keypad."""
        for socket in tuple(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _serve(self, socket: web.WebSocketResponse, transport: BaseTransport | None) -> None:
        try:
            session = await self._set_up(socket)
            if session is None:
                return
            try:
                async for message in socket:
                    acknowledge_at_once(transport)
                    await self._take(socket, session, message)
            finally:
                session.close()
        except NotAeap as error:
            log.warning("aeap_refused", code=error.code, reason=error.message)
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _set_up(self, socket: web.WebSocketResponse) -> Session | None:
        """Take the first message, which must be a setup. Raises NotAeap, TimeoutError."""
        message = await socket.receive(self._setup_seconds)
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            return None
        request = messages.parse(message.data) if message.type is WSMsgType.TEXT else None
        if request is None or request.name != "setup":
            raise NotAeap("No empieza por «setup».")
        hearing = self._hearing()
        if hearing is None:
            await socket.send_str(messages.refusal(request, "no model"))
            return None
        if not messages.offers_codec(request):
            await socket.send_str(messages.refusal(request, f"only {messages.CODEC}"))
            return None
        await socket.send_str(messages.response(request, codecs=[{"name": messages.CODEC}]))
        return Session(self._ears, hearing, socket.send_str)

    async def _take(
        self, socket: web.WebSocketResponse, session: Session, message: WSMessage
    ) -> None:
        if message.type is WSMsgType.BINARY:
            await session.sound(message.data)
        elif message.type is WSMsgType.TEXT:
            request = messages.parse(message.data)
            if request is not None:
                await socket.send_str(_answer(session, request))


def acknowledge_at_once(transport: BaseTransport | None) -> None:
    """Tell the sender's kernel that what came so far is here; for every message anew (tcp(7)).

    Asterisk leaves Nagle's algorithm (RFC 896) on: while a frame of sound is not acknowledged
    the next one waits, and so does a `SPEECH SET`, while the channel throws sound away. The
    kernel would take 40 ms to acknowledge.
    """
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_QUICKACK, 1)


def is_asterisk(request: web.Request) -> bool:
    """Whether a websocket may be Asterisk's: from this machine, and from no web page.

    A page that a browser of this machine shows can open websockets to it; a browser says so.
    """
    if "Origin" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _answer(session: Session, request: Request) -> str:
    try:
        if request.name == "set":
            for name, value in messages.settings(request).items():
                session.set(name, value)
            return messages.response(request)
        if request.name == "get" and messages.wanted(request) == ["results"]:
            return messages.response(request, params={"results": []})
    except NotAeap as error:
        return messages.refusal(request, error.message)
    except LineaError as error:
        return messages.refusal(request, error.code)
    return messages.refusal(request, "unknown request")
