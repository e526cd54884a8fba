"""Calling somebody from an agent's telephone, and hanging up one that is no page's."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, has, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import FLOOR, HANDSETS, PLACING, SIGNED_IN
from cti.web.operation import operation
from cti.web.problem import NotAllowed, problem
from ivr.errors import Invalid, Refused
from ivr.rendering.letters import written_moment
from ivr.services.api_tokens import Scope
from ivr.services.contact import Why
from ivr.services.placed_calls import NotNow, Wish

CallId = Annotated[str, msgspec.Meta(max_length=36)]
OwnId = Annotated[
    str,
    msgspec.Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
]
WHY = {
    Why.NO_RULE: "ninguna norma de contacto permite esa llamada",
    Why.REFUSED: "la persona pidió que no la llamen",
    Why.OUTSIDE_HOURS: "está fuera del horario en que se puede llamar",
    Why.TODAY_ALREADY: "hoy ya se la contactó",
    Why.OTHER_CHANNEL: "esta semana ya se la contactó por otro medio",
}


class CallWish(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to call: who made `call_id`, or who filed `radicado`; `number` is another telephone.

    `collection`: to ask for a payment. `agent_id`: from whose telephone, for supervisors and
    systems; else from one's own. `placing_id`: a UUIDv7 of the client's own, made now, that the
    call gets as its `call_id`; sent again, it answers the same and nobody is called twice.
    """

    call_id: CallId | None = None
    radicado: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    number: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    collection: bool = False
    agent_id: RowId | None = None
    placing_id: OwnId | None = None


class Calling(msgspec.Struct, frozen=True):
    """The call that was begun; what becomes of it is told to the agent's page."""

    call_id: str


@may(Right.SERVE_CALLS)
@operation(
    "Llamar a una persona desde el teléfono de un asesor",
    body=CallWish,
    answer=Calling,
    status=202,
    errors=(403, 404, 409),
    scope=Scope.CALLS_ORIGINATE,
)
async def call(request: web.Request) -> web.Response:
    """Call somebody, if the rules of contact allow it now; the agent's telephone rings first."""
    asked = await read_body(request, CallWish)
    if asked.call_id is not None and asked.radicado is not None:
        raise Invalid("la llamada sigue a otra llamada o a un caso, no a los dos")
    wish = Wish(asked.call_id, asked.radicado, asked.number, asked.collection)
    try:
        agent_id = _whose(request, asked.agent_id)
        call_id = await request.app[PLACING].call(agent_id, wish, asked.placing_id)
    except NotNow as refusal:
        return _not_now(refusal)
    return json_answer(Calling(call_id), status=202)


@may(Right.SERVE_CALLS)
@operation("Colgar el teléfono de mesa", errors=(409,))
async def hang_up(request: web.Request) -> web.Response:
    """Hang up one's desk telephone, which no page can."""
    agent_id = request[SIGNED_IN].agent.id
    call_id = request.app[FLOOR].call_on_screen(agent_id)
    if call_id is None:
        raise Refused("no hay una llamada en curso")
    await request.app[HANDSETS].hang_up(agent_id, call_id)
    return done()


def _whose(request: web.Request, agent_id: int | None) -> int:
    """From whose telephone. Raises NotAllowed to who may not use another's."""
    person = request[SIGNED_IN]
    if agent_id is None or agent_id == person.agent.id:
        return person.agent.id
    if not has(person, Right.MONITOR):
        raise NotAllowed("solo puede llamar desde su propio puesto")
    return agent_id


def _not_now(refusal: NotNow) -> web.Response:
    """Which rule forbids the call, and when it is allowed."""
    allowed = refusal.allowed
    why = WHY[allowed.why or Why.NO_RULE]
    title = f"No se puede llamar ahora: {why}"
    if refusal.basis:
        title += f" ({refusal.basis})"
    if allowed.next_moment is not None:
        title += f". Se puede desde el {written_moment(allowed.next_moment)}"
    return problem(409, f"{title}.", refusal.code, why=allowed.why, next_moment=allowed.next_moment)
