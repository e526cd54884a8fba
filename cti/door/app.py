"""The application of the door: telephones, the authority to trust, and all else handed on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.web import AppKey

from cti.door.config import DoorConfig
from cti.door.forwarding import Forwarding, check_handshake
from cti.door.gate import Gate
from cti.store_work import StoreWork
from cti.web.body import json_answer
from cti.web.place import DEMO_WS, SIP_WS
from cti.web.problem import problems
from cti.web.security import add_headers
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.store import Store

STORE_THREADS = 2
WAITING_AT_MOST = 100
AUTHORITY_PATH = "/autoridad.crt"

CONFIG = AppKey("config", DoorConfig)
GATE = AppKey("gate", Gate)
FORWARDING = AppKey("forwarding", Forwarding)


def init_door(config: DoorConfig, clock: Clock) -> web.Application:
    """The application; nothing is opened before it starts."""
    app = web.Application(middlewares=[problems])
    app[CONFIG] = config
    app.add_routes(
        [
            web.get(SIP_WS, _desk),
            web.get(DEMO_WS, _demonstration),
            web.get(AUTHORITY_PATH, _authority),
            web.route("*", "/{path:.*}", _hand_on),
        ]
    )

    async def ways(app: web.Application) -> AsyncIterator[None]:
        work = StoreWork(
            "door",
            Store(config.store_url, pool_size=STORE_THREADS),
            threads=STORE_THREADS,
            waiting_at_most=WAITING_AT_MOST,
        )
        within = {"cookie_jar": aiohttp.DummyCookieJar(), "auto_decompress": False}
        to_cti = aiohttp.UnixConnector(str(config.cti), limit=0)
        to_exchange = aiohttp.TCPConnector(local_addr=(config.exchange_from, 0), limit=0)
        async with (
            _session(to_cti, within | {"raise_for_status": check_handshake}) as cti,
            _session(to_exchange, within) as exchange,
        ):
            app[FORWARDING] = Forwarding(cti, config.proxies)
            app[GATE] = Gate(config, work, clock, exchange)
            yield
        work.close()

    async def close_sockets(app: web.Application) -> None:
        await asyncio.gather(app[GATE].close_all(), app[FORWARDING].close_all())

    app.cleanup_ctx.append(ways)
    app.on_shutdown.append(close_sockets)
    app.on_response_prepare.append(_own_headers)
    return app


def health_app(door: web.Application) -> web.Application:
    """What the door tells of itself, to this machine's supervisor alone."""

    async def health(_: web.Request) -> web.Response:
        return json_answer({"status": "ok", "parts": {}, "telephones": door[GATE].telephones})

    app = web.Application()
    app.add_routes([web.get("/health", health)])
    return app


async def _desk(request: web.Request) -> web.StreamResponse:
    return await request.app[GATE].desk(request)


async def _demonstration(request: web.Request) -> web.StreamResponse:
    return await request.app[GATE].demonstration(request)


async def _hand_on(request: web.Request) -> web.StreamResponse:
    return await request.app[FORWARDING].hand_on(request)


async def _authority(request: web.Request) -> web.StreamResponse:
    """Our own authority's certificate, to be compared and trusted. Raises NotFound."""
    file = request.app[CONFIG].authority
    if file is None or not file.exists():
        raise NotFound("el certificado de este servidor no es de una autoridad propia")
    return web.FileResponse(file, headers={"Content-Type": "application/x-x509-ca-cert"})


async def _own_headers(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every page, where `cti` did not set them already."""
    if "Content-Security-Policy" not in response.headers:
        await add_headers(request, response)


def _session(connector: aiohttp.BaseConnector, options: dict[str, Any]) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=connector, **options)
