"""What an agent does at the desk: state, dispositions, wrap-up."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CALL_LOG, CLOCK, FLOOR, SIGNED_IN
from ivr.errors import Invalid
from ivr.services import agents
from ivr.store import AgentState

PAUSE_REASONS = frozenset({"rest", "lunch", "training", "meeting", "equipment"})
LOG_SECONDS = 3.0
"""How long a wrap-up waits for the call log to have written that the agent answered."""


class ChosenState(msgspec.Struct, forbid_unknown_fields=True):
    """A state that an agent asks for; ``reason`` of a pause alone."""

    state: Literal["available", "paused", "offline"]
    reason: str | None = None


class WrapUpNote(msgspec.Struct, forbid_unknown_fields=True):
    """How a call went."""

    disposition: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""


@may(Right.SERVE_CALLS)
async def choose_state(request: web.Request) -> web.Response:
    """Become available, paused or offline, at once or after the present call."""
    chosen = await read_body(request, ChosenState)
    if chosen.state != "paused" and chosen.reason is not None:
        raise Invalid("solo una pausa lleva motivo")
    if chosen.reason is not None and chosen.reason not in PAUSE_REASONS:
        raise Invalid("ese motivo de pausa no existe")
    agent_id = request[SIGNED_IN].agent.id
    request.app[FLOOR].choose(agent_id, AgentState(chosen.state), chosen.reason)
    return done()


@may(Right.SERVE_CALLS)
async def dispositions(request: web.Request) -> web.Response:
    """The results to choose from."""
    return json_answer(await request.app[API].read(agents.dispositions))


@may(Right.SERVE_CALLS)
async def wrap_up(request: web.Request) -> web.Response:
    """Note how a call of one's own went; it ends the wrap-up."""
    note = await read_body(request, WrapUpNote)
    agent_id, call_id = request[SIGNED_IN].agent.id, request.match_info["call_id"]
    now = request.app[CLOCK].now()
    await request.app[CALL_LOG].settled(LOG_SECONDS)
    await request.app[API].write(
        lambda session: agents.wrap_up(session, call_id, agent_id, note.disposition, note.note, now)
    )
    request.app[FLOOR].wrapped_up(agent_id, call_id, note.disposition)
    return done()
