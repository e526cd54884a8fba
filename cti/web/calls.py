"""The call log: its list, its file for spreadsheets, and one call in full."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, has, may
from cti.web.body import json_answer
from cti.web.call_list import HEADINGS, CallFilter, cells, number_shown
from cti.web.csv_answer import Rows, csv_answer
from cti.web.keys import API, FLOOR, REPORTS, SIGNED_IN
from ivr.errors import NotFound
from ivr.services import calls, recordings
from ivr.services.agents import SignedIn
from ivr.services.calls import CallLine, CallRecord, Page

ROWS_AT_ONCE = 200


@may(Right.SERVE_CALLS, Right.SEE_CALLS)
async def list_calls(request: web.Request) -> web.Response:
    """Calls, newest first, a page at a time. An agent sees their own alone."""
    person, wanted = request[SIGNED_IN], CallFilter.of(request)
    page, recorded = await request.app[API].read(lambda session: _page(session, wanted))
    shown = [_line(person, line, recorded) for line in page.calls]
    return json_answer({"calls": shown, "cursor": page.cursor})


@may(Right.SEE_CALLS)
async def calls_csv(request: web.Request) -> web.StreamResponse:
    """The calls of a filter as CSV, newest first."""
    wanted = replace(CallFilter.of(request), limit=ROWS_AT_ONCE)
    return await csv_answer(request, "llamadas.csv", HEADINGS, _rows(request, wanted))


@may(Right.SERVE_CALLS, Right.SEE_CALLS)
async def one_call(request: web.Request) -> web.Response:
    """One call in full: anybody's by right, an agent's own or of a caller they have met."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]
    popped = request.app[FLOOR].call_on_screen(person.agent.id)

    def found(session: Session) -> dict[str, object]:
        call = visible_call(session, person, call_id, popped)
        shown: dict[str, object] = msgspec.to_builtins(call)
        shown["number"] = number_shown(person, call.number)
        followed = calls.followed(session, call.call_id)
        if not has(person, Right.SEE_CALLS):  # who talked to the caller doesn't read the verdict
            followed = replace(followed, survey=None)
        shown["followed"] = followed
        return shown

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
        if page.cursor is None:
            return
        wanted = wanted.after(page.cursor)


def _page(session: Session, wanted: CallFilter) -> tuple[Page, dict[str, float]]:
    page = wanted.page(session)
    ids = tuple(line.call_id for line in page.calls)
    return page, recordings.seconds_of_calls(session, ids)


def _line(person: SignedIn, line: CallLine, recorded: dict[str, float]) -> dict[str, object]:
    shown: dict[str, object] = msgspec.to_builtins(line)
    return shown | {
        "number": number_shown(person, line.number),
        "seconds": line.seconds,
        "recorded": recorded.get(line.call_id),
    }


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
