"""Listening into calls: the supervisor's telephone, and going into an agent's call."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, FLOOR, HELP, MONITORING, PLACE, SIGNED_IN
from cti.web.operation import operation
from cti.web.place import SipAccount
from ivr.errors import LineaError, NotFound, Refused
from ivr.services import agents, calls, monitorings
from ivr.services.monitorings import Monitoring
from ivr.store import MonitorMode


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """Whose call to go into, and whether the agent hears one at once."""

    agent_id: RowId
    mode: Literal["listen", "whisper"] = "listen"


class Monitorings(msgspec.Struct):
    """Who was in a call, in which mode and when."""

    monitorings: tuple[Monitoring, ...]


@may(Right.MONITOR)
@operation("El teléfono de quien supervisa", answer=SipAccount, errors=(409,))
async def phone(request: web.Request) -> web.Response:
    """Lend the supervisor's page a telephone. Raises Refused to who serves a queue."""
    person, name = request[SIGNED_IN], await _telephone(request)
    return json_answer(request.app[PLACE].desk_account(name, person.key, person.expires_at))


@may(Right.MONITOR)
@operation("Acompañar la llamada de un asesor", body=Wanted, errors=(409,))
async def join(request: web.Request) -> web.Response:
    """Go into an agent's present call, heard by no caller. The telephone rings meanwhile."""
    wanted = await read_body(request, Wanted)
    person, floor = request[SIGNED_IN], request.app[FLOOR]
    telephone = await _telephone(request)
    call_id = floor.call_on_screen(wanted.agent_id)
    if call_id is None or wanted.agent_id == person.agent.id:
        raise Refused("el asesor no está en una llamada")
    request.app[HELP].coming(wanted.agent_id, person.agent.name)
    try:
        await request.app[MONITORING].join(
            person.agent.id, telephone, wanted.agent_id, call_id, MonitorMode(wanted.mode)
        )
    except LineaError:
        request.app[HELP].not_coming(wanted.agent_id)
        raise
    return done()


@may(Right.SEE_AUDIT, Right.MONITOR)
@operation("Quién acompañó una llamada", answer=Monitorings)
async def of_call(request: web.Request) -> web.Response:
    """Who was in a call, in which mode and when."""
    call_id = request.match_info["call_id"]

    def found(session: Session) -> tuple[Monitoring, ...]:
        call = calls.by_id(session, call_id)
        if call is None:
            raise NotFound("esa llamada no existe")
        return monitorings.of_call(session, call.call_id)

    return json_answer(Monitorings(await request.app[API].read(found)))


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
