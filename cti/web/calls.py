"""The call log: its list and one call in full."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Who, may, supervises
from cti.web.body import json_answer
from cti.web.keys import API, FLOOR, PLACE, SIGNED_IN
from ivr.errors import Invalid, NotFound
from ivr.phone_number import normalise
from ivr.services import calls
from ivr.services.calls import CallRecord

KNOWN = frozenset({"cursor", "number", "agent", "from", "to", "limit"})


@may(Who.AGENT)
async def list_calls(request: web.Request) -> web.Response:
    """Calls, newest first, a page at a time. An agent sees their own alone."""
    person, query = request[SIGNED_IN], request.query
    if unknown := query.keys() - KNOWN:
        raise Invalid(f"el filtro «{min(unknown)}» no existe")
    agent_id = _number(request, "agent")
    if not supervises(person):
        agent_id = person.agent.id
    since, until = _moment(request, "from"), _moment(request, "to")
    limit = _number(request, "limit") or 50
    number = _telephone(request)
    page = await request.app[API].read(
        lambda session: calls.page(
            session,
            number=number,
            agent_id=agent_id,
            since=since,
            until=until,
            cursor=query.get("cursor"),
            limit=limit,
        )
    )
    return json_answer(page)


@may(Who.AGENT)
async def one_call(request: web.Request) -> web.Response:
    """One call in full: a supervisor's any, an agent's own or of a caller they have met."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]
    popped = request.app[FLOOR].call_on_screen(person.agent.id)

    def found(session: Session) -> CallRecord | None:
        call = calls.by_id(session, call_id)
        if call is None or supervises(person) or _is_own(call, person.agent.id):
            return call
        on_screen = calls.by_id(session, popped) if popped else None
        return call if on_screen is not None and _same_caller(call, on_screen) else None

    call = await request.app[API].read(found)
    if call is None:
        raise NotFound("esa llamada no existe o no le corresponde")
    return json_answer(call)


def _is_own(call: CallRecord, agent_id: int) -> bool:
    return any(leg.agent_id == agent_id for leg in call.legs)


def _same_caller(call: CallRecord, on_screen: CallRecord) -> bool:
    """Whether both calls came from one number, or concern one account."""
    same_number = call.number is not None and call.number == on_screen.number
    same_account = call.account_id is not None and call.account_id == on_screen.account_id
    return call.call_id == on_screen.call_id or same_number or same_account


def _telephone(request: web.Request) -> str | None:
    written = request.query.get("number")
    if written is None:
        return None
    number = normalise(written, request.app[PLACE].area_code)
    if number is None:
        raise Invalid("ese número de teléfono no existe")
    return number


def _number(request: web.Request, name: str) -> int | None:
    written = request.query.get(name)
    if written is None:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid(f"«{name}» debe ser un número")
    return int(written)


def _moment(request: web.Request, name: str) -> datetime | None:
    written = request.query.get(name)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Invalid(f"«{name}» debe ser una fecha ISO 8601") from None
    if moment.tzinfo is None:
        raise Invalid(f"«{name}» debe decir su zona horaria")
    return moment
