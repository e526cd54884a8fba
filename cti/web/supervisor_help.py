"""«Ask the supervisor»: an agent asks with one key, a supervisor answers from the board."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import done, read_body
from cti.web.keys import HELP, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import Invalid, NotFound

LONGEST_ID = 18


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """A supervisor's short answer."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


@may(Right.SERVE_CALLS)
@operation("Pedir ayuda a quien supervisa", errors=(409,))
async def ask(request: web.Request) -> web.Response:
    """Ask the supervisor, in the call that one talks on."""
    request.app[HELP].ask(request[SIGNED_IN].agent.id)
    return done()


@may(Right.SERVE_CALLS)
@operation("Retirar la petición de ayuda")
async def withdraw(request: web.Request) -> web.Response:
    """One needs nobody any more."""
    request.app[HELP].withdraw(request[SIGNED_IN].agent.id)
    return done()


@may(Right.MONITOR)
@operation("Responder a un asesor que pide ayuda", body=Answer, errors=(409,))
async def answer(request: web.Request) -> web.Response:
    """Answer an agent who asks, in a few words."""
    given, agent_id = await read_body(request, Answer), request.match_info["agent_id"]
    if not (agent_id.isascii() and agent_id.isdecimal() and len(agent_id) <= LONGEST_ID):
        raise NotFound("ese asesor no existe")
    text = " ".join(given.text.split())
    if not text:
        raise Invalid("escriba la respuesta", field="text")
    request.app[HELP].answer(int(agent_id), request[SIGNED_IN].agent.name, text)
    return done()
