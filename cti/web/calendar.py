"""The calendar of days off, from which every legal term is counted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Query, read_query
from ivr.errors import Invalid
from ivr.services import working_days
from ivr.services.working_days import EARLIEST, LATEST, DayOff
from ivr.store import DayOffKind


class NewDayOff(msgspec.Struct, forbid_unknown_fields=True):
    """A local civic day or a closure."""

    day: date
    name: Annotated[str, msgspec.Meta(max_length=80)]
    kind: DayOffKind


class YearQuery(Query, frozen=True):
    """Which year; this one where none is named."""

    year: Annotated[int, msgspec.Meta(ge=EARLIEST, le=LATEST)] | None = None


class YearOff(msgspec.Struct):
    """The days off of a year."""

    year: int
    days: tuple[DayOff, ...]


@may(Right.SEE_CASES)
@operation("Los días no hábiles de un año", query=YearQuery, answer=YearOff)
async def list_days(request: web.Request) -> web.Response:
    """The days off of a year, this one unless it is named."""
    year = read_query(request, YearQuery).year or request.app[CLOCK].today().year
    found = await request.app[API].read(lambda session: working_days.days_off(session, year))
    return json_answer(YearOff(year, found))


@may(Right.ADMINISTER)
@operation("Agregar un día no hábil", body=NewDayOff, answer=DayOff, status=201, errors=(409,))
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
@operation("Quitar un día no hábil", errors=(409,))
async def remove_day(request: web.Request) -> web.Response:
    """Take a day off out again; national holidays stay."""
    try:
        day = date.fromisoformat(request.match_info["day"])
    except ValueError:
        raise Invalid("esa fecha no existe") from None
    await request.app[API].write(lambda session: working_days.remove(session, day))
    return done()
