"""Damage reports as staff work on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Limit, Paged, read_query
from ivr.services import damage
from ivr.services.api_tokens import Scope
from ivr.services.damage import DamageReport, ReportPage
from ivr.store import DamageState, Service

OPEN = (DamageState.OPEN, DamageState.ASSIGNED)
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


class DamageQuery(Paged, frozen=True):
    """Which reports: those that are open, or ``closed`` ones."""

    state: Literal["open", "closed"] = "open"
    service: Service | None = None
    zone: RowId | None = None
    limit: Limit = 200


@may(Right.SEE_CASES, Right.ENTER_OUTAGES)
@operation(
    "Los daños reportados, primero los más peligrosos",
    query=DamageQuery,
    answer=ReportPage,
    scope=Scope.DAMAGES_READ,
)
async def list_damages(request: web.Request) -> web.Response:
    """The reports, the most dangerous first; ``state=closed`` those that are over."""
    asked = read_query(request, DamageQuery)
    states = (DamageState.CLOSED,) if asked.state == "closed" else OPEN
    found = await request.app[API].read(
        lambda session: damage.reports(
            session,
            states=states,
            service=asked.service,
            zone_id=asked.zone,
            cursor=asked.cursor,
            limit=asked.limit,
        )
    )
    return json_answer(found)


@may(Right.SEE_CASES, Right.ENTER_OUTAGES)
@operation("Un daño reportado", answer=DamageReport, scope=Scope.DAMAGES_READ)
async def one_damage(request: web.Request) -> web.Response:
    """One report."""
    ticket = request.match_info["ticket"]
    return json_answer(
        await request.app[API].read(lambda session: damage.by_ticket(session, ticket))
    )


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
@operation("Asignar un daño a una cuadrilla", body=Crew, errors=(409,), scope=Scope.DAMAGES_WRITE)
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
@operation("Cerrar un daño", body=Closing, errors=(409,), scope=Scope.DAMAGES_WRITE)
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
@operation("Reabrir un daño", scope=Scope.DAMAGES_WRITE)
async def reopen(request: web.Request) -> web.Response:
    """What was closed by mistake is open again."""
    ticket, agent_id = request.match_info["ticket"], request[SIGNED_IN].agent.id
    return await _change(request, lambda session: damage.reopen(session, ticket, agent_id=agent_id))


@may(Right.WORK_CASES, Right.ENTER_OUTAGES)
@operation(
    "Unir daños a un daño general", body=Joining, errors=(404, 409), scope=Scope.DAMAGES_WRITE
)
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
