"""Agents as other systems see them: who serves which queues, and what each is doing."""

from __future__ import annotations

from datetime import datetime

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import API, CLOCK, FLOOR
from cti.web.operation import operation
from cti.web.query import Paged, read_query
from ivr.errors import NotFound
from ivr.services import agents, cursor
from ivr.services.agents import Agent
from ivr.services.api_tokens import Scope
from ivr.services.own_day import OwnDay, own_day
from ivr.store import AgentState, Role

LONGEST_ID = 18


class AgentQuery(Paged, frozen=True):
    """Which agents: of a queue, in a state."""

    queue: str | None = None
    state: AgentState | None = None


class ListedAgent(msgspec.Struct, kw_only=True):
    """Somebody who serves queues. ``call_id`` and ``answered_at`` while they talk."""

    id: int
    name: str
    role: Role
    queues: dict[str, int]
    state: AgentState
    reason: str | None
    since: datetime
    call_id: str | None
    answered_at: datetime | None


class AgentPage(msgspec.Struct):
    """A page of agents, by id."""

    agents: list[ListedAgent]
    next: str | None


class AgentInFull(ListedAgent, kw_only=True):
    """An agent with their own day so far."""

    today: OwnDay


@may(Right.SEE_BOARD)
@operation(
    "Los asesores y lo que hace cada uno",
    query=AgentQuery,
    answer=AgentPage,
    scope=Scope.AGENTS_READ,
)
async def list_agents(request: web.Request) -> web.Response:
    """Those who serve a queue, by id. ``queues`` maps each queue to the level, 1 called first."""
    asked = read_query(request, AgentQuery)
    behind = cursor.key(*cursor.parts(asked.cursor, 1)) if asked.cursor else 0
    everyone = await request.app[API].read(agents.everyone)
    shown = [_shown(request, one) for one in everyone if one.active and one.skills]
    wanted = sorted(
        (
            one
            for one in shown
            if one.id > behind
            and asked.queue in (None, *one.queues)
            and asked.state in (None, one.state)
        ),
        key=lambda one: one.id,
    )
    page = wanted[: asked.limit]
    more = cursor.cursor(page[-1].id) if len(wanted) > asked.limit else None
    return json_answer(AgentPage(page, more))


@may(Right.SEE_BOARD)
@operation("Un asesor y su día", answer=AgentInFull, scope=Scope.AGENTS_READ)
async def one_agent(request: web.Request) -> web.Response:
    """One agent, with the calls answered and missed today."""
    written, now = request.match_info["agent_id"], request.app[CLOCK].now()
    if not (written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID):
        raise NotFound("ese asesor no existe")

    def found(session: Session) -> tuple[Agent, OwnDay]:
        one = agents.by_id(session, int(written))
        if one is None or not one.skills:
            raise NotFound("ese asesor no existe")
        return one, own_day(session, one.id, now)

    agent, today = await request.app[API].read(found)
    shown = _shown(request, agent)
    return json_answer(AgentInFull(**msgspec.structs.asdict(shown), today=today))


def _shown(request: web.Request, one: Agent) -> ListedAgent:
    """An agent as the floor has them; who was not seen yet as the store has them."""
    seen = next((now for now in request.app[FLOOR].overview() if now.agent_id == one.id), None)
    talks = seen is not None and seen.shown.state is AgentState.TALKING
    return ListedAgent(
        id=one.id,
        name=one.name,
        role=one.role,
        queues=dict(one.skills),
        state=seen.shown.state if seen else one.state,
        reason=seen.shown.reason if seen else one.state_reason,
        since=seen.since if seen else one.state_since,
        call_id=seen.call_id if seen and talks else None,
        answered_at=seen.answered_at if seen and talks else None,
    )
