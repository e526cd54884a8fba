"""What an agent does at the desk: state, dispositions, wrap-up."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CALL_LOG, CLOCK, DESK_RULES, FLOOR, SIGNED_IN
from cti.web.operation import operation
from cti.web.tasks import TaskWish, tell
from ivr.errors import Invalid, Refused
from ivr.services import agents, tasks
from ivr.store import AgentState

LOG_SECONDS = 3.0
"""How long a wrap-up waits for the call log to have written that the agent answered."""


class ChosenState(msgspec.Struct, forbid_unknown_fields=True):
    """A state that an agent asks for; ``reason`` of a pause alone."""

    state: Literal["available", "paused", "offline"]
    reason: str | None = None


class WrapUpNote(msgspec.Struct, forbid_unknown_fields=True):
    """How a call went; ``task`` is what remains to be done."""

    disposition: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    task: TaskWish | None = None


class ShownDisposition(msgspec.Struct):
    """A result to choose; ``path``: the groups it lies in, the outermost first."""

    code: str
    label: str
    group: str
    path: tuple[str, ...]


@may(Right.SERVE_CALLS)
@operation("Cambiar mi estado", body=ChosenState)
async def choose_state(request: web.Request) -> web.Response:
    """Become available, paused or offline, at once or after the present call."""
    chosen = await read_body(request, ChosenState)
    if chosen.state != "paused" and chosen.reason is not None:
        raise Invalid("solo una pausa lleva motivo", field="reason")
    rules = request.app[DESK_RULES]
    if chosen.state == "paused" and not rules.may_choose(chosen.reason or ""):
        raise Invalid("una pausa lleva uno de los motivos que hay", field="reason")
    agent_id = request[SIGNED_IN].agent.id
    request.app[FLOOR].choose(agent_id, AgentState(chosen.state), chosen.reason)
    return done()


@may(Right.SERVE_CALLS)
@operation("Los resultados con que se cierra una llamada", answer=list[ShownDisposition])
async def dispositions(request: web.Request) -> web.Response:
    """The results to choose from."""
    found = await request.app[API].read(agents.dispositions)
    return json_answer(
        [ShownDisposition(one.code, one.label, one.group, one.path) for one in found]
    )


@may(Right.SERVE_CALLS)
@operation("Cerrar una llamada", body=WrapUpNote, errors=(409,))
async def wrap_up(request: web.Request) -> web.Response:
    """Note how a call of one's own went, and what remains to be done; it ends the wrap-up."""
    note = await read_body(request, WrapUpNote)
    agent_id, call_id = request[SIGNED_IN].agent.id, request.match_info["call_id"]
    now = request.app[CLOCK].now()
    new = None if note.task is None else note.task.new(request)
    await request.app[CALL_LOG].settled(LOG_SECONDS)

    def noted(session: Session) -> None:
        agents.wrap_up(session, call_id, agent_id, note.disposition, note.note, now)
        if new is not None:
            tasks.add(session, new, agent_id, now, call_id)

    await request.app[API].write(noted)
    request.app[FLOOR].wrapped_up(agent_id, call_id, note.disposition)
    if new is not None:
        tell(request, new)
    return done()


@may(Right.SERVE_CALLS)
@operation("Pedir más tiempo para cerrar", errors=(409,))
async def more_time(request: web.Request) -> web.Response:
    """Give one's wrap-up more time, once. Raises Refused where there is none to be given."""
    agent_id, call_id = request[SIGNED_IN].agent.id, request.match_info["call_id"]
    if not request.app[FLOOR].prolong(agent_id, call_id):
        raise Refused("el cierre de esta llamada ya no admite más tiempo")
    return done()
