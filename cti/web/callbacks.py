"""The calls that callers are owed: who waits for one, and what staff may do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, by_token, has, may
from cti.web.body import done, json_answer
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Paged, read_query
from ivr.errors import NotFound, Refused
from ivr.phone_number import masked
from ivr.services import callbacks
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope
from ivr.services.callbacks import Callback, Page
from ivr.store import Attempt, CallbackState

LONGEST_ID = 18


class CallbackQuery(Paged, frozen=True):
    """Which callbacks: without ``state`` those that are owed, or failed within a day."""

    state: CallbackState | None = None


class ListedCallback(msgspec.Struct):
    """A callback. ``number`` is for other systems with ``personal:read``, null for pages."""

    id: int
    call_id: str
    masked: str
    number: str | None
    queue: str
    priority: bool
    requested_at: datetime
    not_before: datetime
    state: CallbackState
    urgent: bool
    attempts: int
    last_attempt: Attempt | None
    closed_at: datetime | None


class CallbackPage(msgspec.Struct):
    """A page of callbacks; ``next`` is None where nothing follows."""

    callbacks: list[ListedCallback]
    next: str | None


@may(Right.SEE_BOARD, Right.SERVE_CALLS)
@operation(
    "Las devoluciones de llamada pendientes, en su turno",
    query=CallbackQuery,
    answer=CallbackPage,
    scope=Scope.CALLBACKS_READ,
)
async def list_callbacks(request: web.Request) -> web.Response:
    """Those that are owed, in their turn, then those that failed within a day, all at once.

    With ``state`` all that were ever in it, the newest first, by pages.
    """
    asked, now = read_query(request, CallbackQuery), request.app[CLOCK].now()

    def found(session: Session) -> Page:
        if asked.state is None:
            return Page(callbacks.owed(session, now), None)
        return callbacks.page(session, asked.state, cursor=asked.cursor, limit=asked.limit)

    page, person = await request.app[API].read(found), request[SIGNED_IN]
    return json_answer(CallbackPage([_shown(one, person) for one in page.callbacks], page.next))


@may(Right.SEE_BOARD, Right.SERVE_CALLS)
@operation("Una devolución de llamada", answer=ListedCallback, scope=Scope.CALLBACKS_READ)
async def one_callback(request: web.Request) -> web.Response:
    """One callback."""
    callback_id = _id(request)
    found = await request.app[API].read(lambda session: callbacks.by_id(session, callback_id))
    return json_answer(_shown(found, request[SIGNED_IN]))


@may(Right.SEE_BOARD)
@operation("Llamar ya, antes de su turno", errors=(409,), scope=Scope.CALLBACKS_WRITE)
async def call_now(request: web.Request) -> web.Response:
    """Have one dialled before its turn."""
    now = request.app[CLOCK].now()
    return await _change(request, lambda session, one: callbacks.call_now(session, one, now))


@may(Right.SEE_BOARD)
@operation("Cancelar una devolución de llamada", errors=(409,), scope=Scope.CALLBACKS_WRITE)
async def cancel(request: web.Request) -> web.Response:
    """It was settled otherwise."""
    now, who = request.app[CLOCK].now(), request[SIGNED_IN].agent.id
    return await _change(request, lambda session, one: callbacks.cancel(session, one, who, now))


async def _change(request: web.Request, change: Callable[[Session, int], bool]) -> web.Response:
    callback_id = _id(request)
    if not await request.app[API].write(lambda session: change(session, callback_id)):
        raise Refused("ya se está llamando a esa persona, o ya no espera la llamada")
    return done()


def _id(request: web.Request) -> int:
    text = request.match_info["callback_id"]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NotFound("esa devolución de llamada no existe")
    return int(text)


def _shown(one: Callback, person: SignedIn) -> ListedCallback:
    return ListedCallback(
        id=one.id,
        call_id=one.call_id,
        masked=masked(one.number),
        number=one.number if by_token(person) and has(person, Right.SERVE_CALLS) else None,
        queue=one.queue,
        priority=one.place.head_start > 0,
        requested_at=one.requested_at,
        not_before=one.not_before,
        state=one.state,
        urgent=one.urgent,
        attempts=one.attempts,
        last_attempt=one.last_attempt,
        closed_at=one.closed_at,
    )
