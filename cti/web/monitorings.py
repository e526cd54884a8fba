"""Listening into calls: the supervisor's telephone, and going into an agent's call."""

from __future__ import annotations

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, FLOOR, MONITORING, PLACE, SIGNED_IN
from ivr.errors import NotFound, Refused
from ivr.services import agents, calls, monitorings


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """Whose call to go into."""

    agent_id: RowId


@may(Right.MONITOR)
async def phone(request: web.Request) -> web.Response:
    """Lend the supervisor's page a telephone. Raises Refused to who serves a queue."""
    place, name = request.app[PLACE], await _telephone(request)
    return json_answer(
        {
            "uri": place.sip_uri(name),
            "password": place.sip_password(name),
            "ws": place.sip_ws,
            "display": name,
        }
    )


@may(Right.MONITOR)
async def join(request: web.Request) -> web.Response:
    """Go into an agent's present call, heard by nobody. The telephone rings meanwhile."""
    wanted = await read_body(request, Wanted)
    person, floor = request[SIGNED_IN], request.app[FLOOR]
    telephone = await _telephone(request)
    call_id = floor.call_on_screen(wanted.agent_id)
    if call_id is None or wanted.agent_id == person.agent.id:
        raise Refused("el asesor no está en una llamada")
    await request.app[MONITORING].join(person.agent.id, telephone, wanted.agent_id, call_id)
    return done()


@may(Right.SEE_AUDIT, Right.MONITOR)
async def of_call(request: web.Request) -> web.Response:
    """Who was in a call, in which mode and when."""
    call_id = request.match_info["call_id"]

    def found(session: Session) -> object:
        call = calls.by_id(session, call_id)
        if call is None:
            raise NotFound("esa llamada no existe")
        return monitorings.of_call(session, call.call_id)

    return json_answer({"monitorings": await request.app[API].read(found)})


async def _telephone(request: web.Request) -> str:
    """The telephone that is lent to the supervisor: a desk at which no queue rings."""
    person, now = request[SIGNED_IN], request.app[CLOCK].now()
    if person.agent.skills:
        raise Refused("su usuario atiende llamadas: para acompañar otras use un usuario sin colas")
    if person.desk is not None:
        return person.desk
    lease = await request.app[API].write(
        lambda session: agents.take_desk(session, person.session_id, now)
    )
    return lease.name
