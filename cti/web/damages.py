"""Damage reports as staff work on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from ivr.errors import Invalid
from ivr.services import damage
from ivr.store import DamageState, Service

OPEN = (DamageState.OPEN, DamageState.ASSIGNED)
KNOWN = frozenset({"state", "service", "zone"})
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


class Crew(msgspec.Struct, forbid_unknown_fields=True):
    """Who goes."""

    crew: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Closing(msgspec.Struct, forbid_unknown_fields=True):
    """How it was left."""

    closing: Note


class Joining(msgspec.Struct, forbid_unknown_fields=True):
    """Which reports are of which outage."""

    outage_id: RowId
    tickets: Annotated[list[str], msgspec.Meta(min_length=1, max_length=200)]


@may(Right.SEE_CASES, Right.ENTER_OUTAGES)
async def list_damages(request: web.Request) -> web.Response:
    """The reports, the most dangerous first; ``state=closed`` those that are over."""
    query = request.query
    if unknown := query.keys() - KNOWN:
        raise Invalid(f"el filtro «{min(unknown)}» no existe")
    states = (DamageState.CLOSED,) if query.get("state") == "closed" else OPEN
    service, zone = _service(query.get("service")), _zone(query.get("zone"))
    found = await request.app[API].read(
        lambda session: damage.reports(session, states=states, service=service, zone_id=zone)
    )
    return json_answer(found)


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
async def assign(request: web.Request) -> web.Response:
    """A crew goes."""
    crew = (await read_body(request, Crew)).crew
    ticket, agent_id = request.match_info["ticket"], request[SIGNED_IN].agent.id
    now = request.app[CLOCK].now()
    return await _change(
        request,
        lambda session: damage.assign(session, ticket, crew, agent_id=agent_id, now=now),
    )


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
async def close(request: web.Request) -> web.Response:
    """It is mended, or was none."""
    closing = (await read_body(request, Closing)).closing
    ticket, agent_id = request.match_info["ticket"], request[SIGNED_IN].agent.id
    now = request.app[CLOCK].now()
    return await _change(
        request,
        lambda session: damage.close(session, ticket, closing, agent_id=agent_id, now=now),
    )


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
async def reopen(request: web.Request) -> web.Response:
    """What was closed by mistake is open again."""
    ticket, agent_id = request.match_info["ticket"], request[SIGNED_IN].agent.id
    return await _change(request, lambda session: damage.reopen(session, ticket, agent_id=agent_id))


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
async def join(request: web.Request) -> web.Response:
    """Reports are of an outage."""
    wanted = await read_body(request, Joining)
    agent_id = request[SIGNED_IN].agent.id
    return await _change(
        request,
        lambda session: damage.join(session, wanted.tickets, wanted.outage_id, agent_id=agent_id),
    )


async def _change(request: web.Request, change: Callable[[Session], None]) -> web.Response:
    await request.app[API].write(change)
    return done()


def _service(written: str | None) -> str | None:
    if written is not None and written not in tuple(Service):
        raise Invalid("ese servicio no existe")
    return written


def _zone(written: str | None) -> int | None:
    if written is None:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid("ese sector no existe")
    return int(written)
