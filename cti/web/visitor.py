"""Who asks: the browser's own address and scheme, as the door tells them on its socket."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web
from yarl import URL

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ADDRESS, SCHEME = "X-Linea-Address", "X-Linea-Scheme"

_FORWARDED = (
    hdrs.FORWARDED,
    hdrs.VIA,
    hdrs.X_FORWARDED_FOR,
    hdrs.X_FORWARDED_HOST,
    hdrs.X_FORWARDED_PROTO,
    "X-Real-IP",
)
"""Any of them says that a proxy stands before us, whoever sent it."""


@web.middleware
async def through_the_door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Take over what the door says; nobody else reaches the socket."""
    address = request.headers.get(ADDRESS)
    if address is not None and _is_our_socket(request):
        request = request.clone(remote=address, scheme=request.headers.get(SCHEME, "http"))
    return await handler(request)


def is_at_this_machine(request: web.Request) -> bool:
    """Whether a browser of this very machine asks, and no proxy for somebody else."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return _is_loopback(request.remote or "") and _is_own_name(request.host)


def _is_our_socket(request: web.Request) -> bool:
    own = request.transport.get_extra_info("socket") if request.transport else None
    return own is not None and own.family == socket.AF_UNIX


def _is_own_name(authority: str) -> bool:
    """Whether a browser wrote this machine's own name: another's page may lead here (rebinding)."""
    try:
        host = URL(f"http://{authority}").host or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
