"""Messages out as staff see them: those that wait, and those that could not be sent."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer
from cti.web.keys import API, CLOCK
from ivr.errors import Invalid
from ivr.services import outbound
from ivr.services.outbound import Listed
from ivr.store import DeliveryState

UNFINISHED = (DeliveryState.DEAD, DeliveryState.WAITING)


@may(Right.SEE_BOARD)
async def list_messages(request: web.Request) -> web.Response:
    """The newest messages in a state, or in those that need someone; recipients are masked."""
    states = _states(request.query.get("state"))
    found = await request.app[API].read(lambda session: outbound.listed(session, states))
    return json_answer({"messages": [_shown(one) for one in found]})


@may(Right.ADMINISTER)
async def retry(request: web.Request) -> web.Response:
    """Try a dead letter anew."""
    message_id, now = _message_id(request), request.app[CLOCK].now()
    await request.app[API].write(lambda session: outbound.retry(session, message_id, now))
    return done()


@may(Right.ADMINISTER)
async def discard(request: web.Request) -> web.Response:
    """Give up a message that waits, or a dead letter."""
    message_id, now = _message_id(request), request.app[CLOCK].now()
    await request.app[API].write(lambda session: outbound.discard(session, message_id, now))
    return done()


def _shown(one: Listed) -> dict[str, object]:
    """A message of the list; ``says`` is why it stands where it does, in Spanish."""
    return {**asdict(one), "says": outbound.reason(one.why)}


def _states(written: str | None) -> tuple[DeliveryState, ...]:
    if written is None:
        return UNFINISHED
    try:
        return (DeliveryState(written),)
    except ValueError:
        known = ", ".join(DeliveryState)
        raise Invalid(f"«state» debe ser uno de: {known}") from None


def _message_id(request: web.Request) -> int:
    written = request.match_info["message_id"]
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid("el mensaje se nombra con su número")
    return int(written)
