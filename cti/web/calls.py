"""The call log: its list, its file for spreadsheets, and one call in full."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, has, may
from cti.web.body import json_answer
from cti.web.call_list import HEADINGS, CallFilter, CallQuery, cells, number_shown
from cti.web.csv_answer import Rows, csv_answer
from cti.web.keys import API, FLOOR, REPORTS, SIGNED_IN
from cti.web.operation import CSV, operation
from ivr.errors import NotFound
from ivr.services import calls, recordings
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope
from ivr.services.calls import CallLine, CallRecord, Followed, Page

ROWS_AT_ONCE = 200


class ListedCall(msgspec.Struct):
    """A call of the list. ``seconds``, ``wait``, ``recorded``: lengths, None where unknown."""

    call_id: str
    number: str | None
    withheld: bool
    account_id: int | None
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    intent: str | None
    reason: str | None
    built: str | None
    agent_id: int | None
    agent: str | None
    wait: int | None
    disposition: str | None
    note: str | None
    seconds: int | None
    recorded: float | None


class CallPage(msgspec.Struct):
    """A page of the log."""

    calls: list[ListedCall]
    next: str | None


@dataclass(frozen=True, slots=True)
class CallInFull(CallRecord):
    """A call with what followed from it."""

    followed: Followed


@may(Right.SERVE_CALLS, Right.SEE_CALLS)
@operation(
    "El registro de llamadas, de la más nueva a la más vieja",
    query=CallQuery,
    answer=CallPage,
    scope=Scope.CALLS_READ,
)
async def list_calls(request: web.Request) -> web.Response:
    """Calls, newest first, a page at a time. An agent sees their own alone.

    Numbers are whole for who serves calls (a token: ``personal:read``), else the last digits.
    """
    person, wanted = request[SIGNED_IN], CallFilter.of(request)
    page, recorded = await request.app[API].read(lambda session: _page(session, wanted))
    shown = [_line(person, line, recorded) for line in page.calls]
    return json_answer(CallPage(shown, page.next))


@may(Right.SEE_CALLS)
@operation(
    "El registro de llamadas en una hoja de cálculo",
    query=CallQuery,
    answer=CSV,
    scope=Scope.CALLS_READ,
)
async def calls_csv(request: web.Request) -> web.StreamResponse:
    """The calls of a filter as CSV, newest first."""
    wanted = replace(CallFilter.of(request), limit=ROWS_AT_ONCE)
    return await csv_answer(request, "llamadas.csv", HEADINGS, _rows(request, wanted))


@may(Right.SERVE_CALLS, Right.SEE_CALLS)
@operation("Una llamada en detalle", answer=CallInFull, scope=Scope.CALLS_READ)
async def one_call(request: web.Request) -> web.Response:
    """One call in full: anybody's by right, an agent's own or of a caller they have met."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]
    popped = request.app[FLOOR].call_on_screen(person.agent.id)

    def found(session: Session) -> CallInFull:
        call = visible_call(session, person, call_id, popped)
        followed = calls.followed(session, call.call_id)
        if not has(person, Right.SEE_CALLS):  # who talked to the caller doesn't read the verdict
            followed = replace(followed, survey=None)
        told = {one.name: getattr(call, one.name) for one in fields(CallRecord)}
        told["number"] = number_shown(person, call.number)
        return CallInFull(**told, followed=followed)

    return json_answer(await request.app[API].read(found))


def visible_call(
    session: Session, person: SignedIn, call_id: str, popped: str | None
) -> CallRecord:
    """A call that a person may see; ``popped``: the call on their screen. Raises NotFound."""
    call = calls.by_id(session, call_id)
    if call is None or not _may_see(session, person, call, popped):
        raise NotFound("esa llamada no existe o no le corresponde")
    return call


async def _rows(request: web.Request, wanted: CallFilter) -> AsyncIterator[Rows]:
    person = request[SIGNED_IN]
    while True:
        page, recorded = await request.app[REPORTS].read(partial(_page, wanted=wanted))
        yield [cells(person, line, recorded) for line in page.calls]
        if page.next is None:
            return
        wanted = wanted.after(page.next)


def _page(session: Session, wanted: CallFilter) -> tuple[Page, dict[str, float]]:
    page = wanted.page(session)
    ids = tuple(line.call_id for line in page.calls)
    return page, recordings.seconds_of_calls(session, ids)


def _line(person: SignedIn, line: CallLine, recorded: dict[str, float]) -> ListedCall:
    told = {one.name: getattr(line, one.name) for one in fields(CallLine)}
    told["number"] = number_shown(person, line.number)
    return ListedCall(**told, seconds=line.seconds, recorded=recorded.get(line.call_id))


def _may_see(session: Session, person: SignedIn, call: CallRecord, popped: str | None) -> bool:
    if has(person, Right.SEE_CALLS) or _is_own(call, person.agent.id):
        return True
    on_screen = calls.by_id(session, popped) if popped else None
    return on_screen is not None and _same_caller(call, on_screen)


def _is_own(call: CallRecord, agent_id: int) -> bool:
    return any(leg.agent_id == agent_id for leg in call.legs)


def _same_caller(call: CallRecord, on_screen: CallRecord) -> bool:
    """Whether both calls came from one number, or concern one account."""
    same_number = call.number is not None and call.number == on_screen.number
    same_account = call.account_id is not None and call.account_id == on_screen.account_id
    return call.call_id == on_screen.call_id or same_number or same_account
