"""The calendar of days off, from which every legal term is counted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from ivr.errors import Invalid
from ivr.services import working_days
from ivr.services.working_days import EARLIEST, LATEST
from ivr.store import DayOffKind


class NewDayOff(msgspec.Struct, forbid_unknown_fields=True):
    """A local civic day or a closure."""

    day: date
    name: Annotated[str, msgspec.Meta(max_length=80)]
    kind: DayOffKind


@may(Right.SEE_CASES)
async def list_days(request: web.Request) -> web.Response:
    """The days off of a year, this one unless it is named."""
    written = request.query.get("year", str(request.app[CLOCK].today().year))
    if not (written.isascii() and written.isdecimal() and EARLIEST <= int(written) <= LATEST):
        raise Invalid(f"el año debe estar entre {EARLIEST} y {LATEST}")
    found = await request.app[API].read(
        lambda session: working_days.days_off(session, int(written))
    )
    return json_answer({"year": int(written), "days": found})


@may(Right.ADMINISTER)
async def add_day(request: web.Request) -> web.Response:
    """Add a day off; cases filed before keep their due date."""
    body, agent = await read_body(request, NewDayOff), request[SIGNED_IN].agent
    now = request.app[CLOCK].now()
    added = await request.app[API].write(
        lambda session: working_days.put(
            session, body.day, body.name, body.kind, now=now, agent_id=agent.id
        )
    )
    return json_answer(added, status=201)


@may(Right.ADMINISTER)
async def remove_day(request: web.Request) -> web.Response:
    """Take a day off out again; national holidays stay."""
    try:
        day = date.fromisoformat(request.match_info["day"])
    except ValueError:
        raise Invalid("esa fecha no existe") from None
    await request.app[API].write(lambda session: working_days.remove(session, day))
    return done()
