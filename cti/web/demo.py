"""The demonstration's caller: a telephone in a page, on this machine alone."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.web.access import ANYONE, may
from cti.web.body import json_answer
from cti.web.keys import PLACE
from cti.web.operation import operation
from cti.web.place import DemoCaller, SipAccount
from cti.web.visitor import is_at_this_machine
from ivr.errors import NotFound


class DemoPhone(SipAccount, frozen=True, kw_only=True):
    """The same, with the number to call and whom the page may play."""

    line: str
    callers: tuple[DemoCaller, ...]


@may(ANYONE)
@operation("El teléfono de demostración", answer=DemoPhone, errors=(404,))
async def phone(request: web.Request) -> web.Response:
    """How the page registers, and whom it may play. Not there without demonstration."""
    place = request.app[PLACE]
    if not (place.demo and place.demo_phone and is_at_this_machine(request)):
        raise NotFound("el teléfono de demostración no está disponible")
    account = msgspec.structs.asdict(place.demo_account())
    return json_answer(DemoPhone(**account, line=place.line, callers=place.demo_callers))
