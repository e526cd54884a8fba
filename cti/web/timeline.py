"""What happened with a caller before: one list, newest first, a page at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, has, may
from cti.web.body import json_answer
from cti.web.calls import visible_call
from cti.web.keys import API, CLOCK, FLOOR, LISTENING, SIGNED_IN
from cti.web.operation import operation
from cti.web.problem import NotAllowed
from cti.web.query import Paged, read_query
from ivr.clock import BOGOTA
from ivr.services import caller_match, timeline
from ivr.services.agents import SignedIn
from ivr.services.timeline import Entry, Kind, Whose


class TimelineQuery(Paged, frozen=True):
    """Of one kind, or of all."""

    kind: Kind | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20


class TimelineEntry(msgspec.Struct):
    """One thing that happened; what its kind doesn't have is null (``ivr.services.timeline``).

    ``recorded``: seconds of a recording that this person may hear.
    """

    kind: Kind
    at: datetime
    id: str
    what: str | None
    about: str | None
    state: str | None
    agent: str | None
    note: str | None
    amount: int | None
    due_on: date | None
    seconds: int | None
    recorded: float | None
    score: int | None
    resolved: bool | None
    call_id: str | None


class TimelinePage(msgspec.Struct):
    """Newest first; ``may_hear``: whether recordings can be asked for at all."""

    entries: list[TimelineEntry]
    next: str | None
    may_hear: bool


@may(Right.SERVE_CALLS, Right.SEE_CALLS)
@operation("Lo que pasó antes con quien llama", query=TimelineQuery, answer=TimelinePage)
async def of_call(request: web.Request) -> web.Response:
    """Calls, cases, damages, payments, promises and surveys of a call's caller."""
    person, asked = request[SIGNED_IN], read_query(request, TimelineQuery)
    call_id, today = request.match_info["call_id"], request.app[CLOCK].now().astimezone(BOGOTA)
    popped = request.app[FLOOR].call_on_screen(person.agent.id)
    hears = _may_hear(request, person)
    if asked.kind is Kind.RECORDING and not hears:
        raise NotAllowed("su usuario no puede oír grabaciones")

    def found(session: Session) -> timeline.Page:
        call = visible_call(session, person, call_id, popped)
        account = caller_match.matched(session, call).account
        whose = Whose(call.number, account.id if account else None, call.call_id)
        wanted = timeline.Asked(whose, today.date(), asked.kind)
        return timeline.page(session, wanted, asked.cursor, asked.limit)

    page = await request.app[API].read(found)
    entries = [_shown(request, person, one) for one in page.entries]
    return json_answer(TimelinePage(entries, page.next, hears))


def _may_hear(request: web.Request, person: SignedIn) -> bool:
    return has(person, Right.LISTEN) or request.app[LISTENING].agents_hear_their_own


def _shown(request: web.Request, person: SignedIn, one: Entry) -> TimelineEntry:
    """An entry as somebody may see it: an agent doesn't read the verdict on their own talk."""
    own = one.agent_id == person.agent.id
    hears = has(person, Right.LISTEN) or (own and request.app[LISTENING].agents_hear_their_own)
    judged = own and one.kind is Kind.SURVEY and not has(person, Right.SEE_CALLS)
    return TimelineEntry(
        kind=one.kind,
        at=one.at,
        id=one.id,
        what=one.what,
        about=one.about,
        state=one.state,
        agent=one.agent,
        note=one.note,
        amount=one.amount,
        due_on=one.due_on,
        seconds=one.seconds,
        recorded=one.recorded if hears else None,
        score=None if judged else one.score,
        resolved=None if judged else one.resolved,
        call_id=one.call_id,
    )
