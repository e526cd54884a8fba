"""The demonstration's caller: a telephone in a page, on this machine alone."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from cti.web.access import ANYONE, may
from cti.web.body import json_answer
from cti.web.keys import PLACE
from ivr.errors import NotFound

ENDPOINT = "caller-web"


@may(ANYONE)
async def phone(request: web.Request) -> web.Response:
    """How the page registers, and whom it may play. Not there without demonstration."""
    place = request.app[PLACE]
    if not place.demo or not _from_here(request):
        raise NotFound("el teléfono de demostración no está disponible")
    return json_answer(
        {
            "uri": place.sip_uri(ENDPOINT),
            "password": place.sip_password(ENDPOINT),
            "ws": place.sip_ws,
            "line": place.line,
            "callers": place.demo_callers,
        }
    )


def _from_here(request: web.Request) -> bool:
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
