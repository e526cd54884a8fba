"""What an agent may do for callers whom nobody took: the calls to return, and what was filed."""

from __future__ import annotations

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.calls import visible_call
from cti.web.keys import API, CLOCK, FLOOR, SIGNED_IN
from cti.web.operation import operation
from ivr.services import calls
from ivr.services.calls.followed import (
    AskedCallback,
    FiledCase,
    FiledDamage,
    MadePromise,
    NotedTask,
)
from ivr.services.missed_calls import MissedCall, missed_calls


class MissedCalls(msgspec.Struct):
    """The calls to be returned, the newest first."""

    calls: tuple[MissedCall, ...]


class Filed(msgspec.Struct):
    """What was filed, promised and asked for in a call."""

    cases: tuple[FiledCase, ...]
    damages: tuple[FiledDamage, ...]
    promises: tuple[MadePromise, ...]
    callbacks: tuple[AskedCallback, ...]
    tasks: tuple[NotedTask, ...]


@may(Right.SERVE_CALLS)
@operation("Las llamadas por devolver", answer=MissedCalls)
async def list_missed(request: web.Request) -> web.Response:
    """One's own missed calls and the abandoned ones of one's queues, not called back yet."""
    agent, now = request[SIGNED_IN].agent, request.app[CLOCK].now()
    found = await request.app[API].read(
        lambda session: missed_calls(session, agent.id, tuple(agent.skills), now)
    )
    return json_answer(MissedCalls(found))


@may(Right.SERVE_CALLS)
@operation("Lo que se hizo en una llamada", answer=Filed)
async def filed_in_call(request: web.Request) -> web.Response:
    """What was filed in a call that one may see."""
    person, call_id = request[SIGNED_IN], request.match_info["call_id"]
    popped = request.app[FLOOR].call_on_screen(person.agent.id)

    def found(session: Session) -> Filed:
        call = visible_call(session, person, call_id, popped)
        of_call = calls.followed(session, call.call_id)
        return Filed(
            of_call.cases, of_call.damages, of_call.promises, of_call.callbacks, of_call.tasks
        )

    return json_answer(await request.app[API].read(found))
