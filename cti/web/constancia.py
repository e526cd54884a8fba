"""The constancia of a verbal petition, to be printed (Decreto 1069 de 2015, art. 2.2.3.12.3)."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import hdrs, web

from cti.web.access import Right, may
from cti.web.case_privacy import sees_people
from cti.web.cases import case_of
from cti.web.keys import ASSETS, PLACE, PQRS, SIGNED_IN
from cti.web.problem import NotAllowed
from ivr.clock import BOGOTA

VERBAL = "telefono"


@may(Right.SEE_CASES)
async def constancia(request: web.Request) -> web.StreamResponse:
    """The eight fields of a case. Only for who works on cases, and who received it."""
    case, person = await case_of(request), request[SIGNED_IN]
    if not sees_people(person) and case.received_by_id != person.agent.id:
        raise NotAllowed("la constancia la saca quien recibió el caso o quien lo tramita")
    rules = request.app[PQRS]
    values = {
        "case": case,
        "entity": request.app[PLACE].entity,
        "asset": request.app[ASSETS].address,
        "built": request.app[ASSETS].built,
        "kind": rules.kind(case.kind).label,
        "service": rules.services.get(case.service or "", ""),
        "filed": case.filed_at.astimezone(BOGOTA),
        "received_by": case.received_by or rules.automatic_receiver,
        "verbal": case.channel == VERBAL,
        "spoken_name": any(sound.tells_name for sound in case.narrative),
        "accounts": sum(not sound.tells_name for sound in case.narrative),
    }
    answer = aiohttp_jinja2.render_template("constancia.html", request, values)
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    return answer
