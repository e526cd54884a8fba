"""Messages out as staff see them: those that wait, and those that could not be sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer
from cti.web.keys import API, CLOCK
from cti.web.operation import operation
from cti.web.query import Query, read_query
from ivr.errors import Invalid
from ivr.services import outbound
from ivr.store import ContactChannel, ContactPurpose, DeliveryState

UNFINISHED = (DeliveryState.DEAD, DeliveryState.WAITING)


class MessageQuery(Query, frozen=True):
    """Which messages: without ``state`` those that wait and those that failed."""

    state: DeliveryState | None = None


class ListedMessage(msgspec.Struct):
    """A message of the list; ``says`` is why it stands where it does, in Spanish."""

    id: int
    channel: ContactChannel
    purpose: ContactPurpose
    template: str
    masked: str
    call_id: str | None
    state: DeliveryState
    written_at: datetime
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    why: str | None
    says: str


class MessageList(msgspec.Struct):
    """The newest messages."""

    messages: list[ListedMessage]


@may(Right.SEE_BOARD)
@operation(
    "Los mensajes que esperan o no se pudieron enviar", query=MessageQuery, answer=MessageList
)
async def list_messages(request: web.Request) -> web.Response:
    """The newest hundred in a state, or in those that need someone; recipients are masked."""
    state = read_query(request, MessageQuery).state
    states = UNFINISHED if state is None else (state,)
    found = await request.app[API].read(lambda session: outbound.listed(session, states))
    shown = [ListedMessage(**asdict(one), says=outbound.reason(one.why)) for one in found]
    return json_answer(MessageList(shown))


@may(Right.ADMINISTER)
@operation("Volver a intentar un mensaje", errors=(409,))
async def retry(request: web.Request) -> web.Response:
    """Try a dead letter anew."""
    message_id, now = _message_id(request), request.app[CLOCK].now()
    await request.app[API].write(lambda session: outbound.retry(session, message_id, now))
    return done()


@may(Right.ADMINISTER)
@operation("Descartar un mensaje", errors=(409,))
async def discard(request: web.Request) -> web.Response:
    """Give up a message that waits, or a dead letter."""
    message_id, now = _message_id(request), request.app[CLOCK].now()
    await request.app[API].write(lambda session: outbound.discard(session, message_id, now))
    return done()


def _message_id(request: web.Request) -> int:
    written = request.match_info["message_id"]
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid("el mensaje se nombra con su número")
    return int(written)
