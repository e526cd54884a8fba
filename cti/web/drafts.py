"""What callers had said when they hung up: shown until someone has seen to it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.case_privacy import shown_draft
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Paged, read_query
from ivr.errors import NotFound
from ivr.services import drafts
from ivr.services.api_tokens import Scope
from ivr.services.drafts import Draft


class Outcome(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a draft."""

    outcome: Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


class DraftList(msgspec.Struct):
    """A page of the drafts that nobody saw to; ``next`` is None where nothing follows."""

    drafts: list[Draft]
    next: str | None


@may(Right.SEE_CASES)
@operation(
    "Lo que se quedó a medias al colgar", query=Paged, answer=DraftList, scope=Scope.CASES_READ
)
async def list_drafts(request: web.Request) -> web.Response:
    """The drafts that nobody saw to, the newest first."""
    asked, person = read_query(request, Paged), request[SIGNED_IN]
    found = await request.app[API].read(
        lambda session: drafts.still_open(session, cursor=asked.cursor, limit=asked.limit)
    )
    return json_answer(DraftList([shown_draft(one, person) for one in found.drafts], found.next))


@may(Right.SERVE_CALLS, Right.WORK_CASES)
@operation("Marcar un borrador como atendido", body=Outcome, errors=(409,))
async def see_to(request: web.Request) -> web.Response:
    """Someone saw to a draft."""
    named = request.match_info["draft_id"]
    if not (named.isascii() and named.isdecimal()):
        raise NotFound("no hay una solicitud sin terminar con ese número")
    body, agent = await read_body(request, Outcome), request[SIGNED_IN].agent
    now = request.app[CLOCK].now()
    await request.app[API].write(
        lambda session: drafts.mark_done(session, int(named), agent, body.outcome, now)
    )
    return done()
