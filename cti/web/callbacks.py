"""The calls that callers are owed: who waits for one, and what staff may do about it."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import done, json_answer
from cti.web.keys import API, CLOCK, SIGNED_IN
from ivr.errors import NotFound, Refused
from ivr.phone_number import masked
from ivr.services import callbacks
from ivr.services.callbacks import Callback

LONGEST_ID = 18


@may(Right.SEE_BOARD, Right.SERVE_CALLS)
async def list_callbacks(request: web.Request) -> web.Response:
    """Those that are owed, in their turn, then those that failed within a day."""
    now = request.app[CLOCK].now()
    owed = await request.app[API].read(lambda session: callbacks.owed(session, now))
    return json_answer({"callbacks": [_shown(one) for one in owed]})


@may(Right.SEE_BOARD)
async def call_now(request: web.Request) -> web.Response:
    """Have one dialled before its turn."""
    now = request.app[CLOCK].now()
    return await _change(request, lambda session, one: callbacks.call_now(session, one, now))


@may(Right.SEE_BOARD)
async def cancel(request: web.Request) -> web.Response:
    """It was settled otherwise."""
    now, who = request.app[CLOCK].now(), request[SIGNED_IN].agent.id
    return await _change(request, lambda session, one: callbacks.cancel(session, one, who, now))


async def _change(request: web.Request, change: Callable[[Session, int], bool]) -> web.Response:
    text = request.match_info["callback_id"]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NotFound("esa devolución de llamada no existe")
    if not await request.app[API].write(lambda session: change(session, int(text))):
        raise Refused("ya se está llamando a esa persona, o ya no espera la llamada")
    return done()


def _shown(one: Callback) -> dict[str, object]:
    return {
        "id": one.id,
        "call_id": one.call_id,
        "masked": masked(one.number),
        "queue": one.queue,
        "priority": one.place.head_start > 0,
        "requested_at": one.requested_at,
        "not_before": one.not_before,
        "state": one.state,
        "urgent": one.urgent,
        "attempts": one.attempts,
        "last_attempt": one.last_attempt,
        "closed_at": one.closed_at,
    }
