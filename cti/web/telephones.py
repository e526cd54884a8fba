"""With what an agent answers: the browser, or a telephone that stands at the desk."""

from __future__ import annotations

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.handset import Telephone
from cti.seats import Seat
from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, FLOOR, HANDSETS, SEATS, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import NotFound, Refused
from ivr.services import agents
from ivr.store import AgentState


class ShownTelephone(msgspec.Struct, frozen=True):
    """A telephone to choose; `taken`: another agent answers with it now."""

    name: str
    label: str
    taken: bool


class Telephones(msgspec.Struct, frozen=True):
    """What there is, and what one has chosen; null is the browser."""

    chosen: str | None
    telephones: tuple[ShownTelephone, ...]


class Choice(msgspec.Struct, forbid_unknown_fields=True):
    """A telephone's name, or null for the browser."""

    telephone: str | None


@may(Right.SERVE_CALLS)
@operation("Los teléfonos con que se puede atender", answer=Telephones)
async def list_telephones(request: web.Request) -> web.Response:
    """The telephones of the settings, and one's own."""
    agent_id = request[SIGNED_IN].agent.id
    chosen = await request.app[API].read(lambda session: agents.telephone_of(session, agent_id))
    shown = tuple(_shown(request, one) for one in request.app[HANDSETS].every)
    return json_answer(Telephones(chosen, shown))


@may(Right.SERVE_CALLS)
@operation("Elegir el teléfono con que se atiende", body=Choice, errors=(404, 409))
async def choose_telephone(request: web.Request) -> web.Response:
    """Answer with another telephone from the next call on; the page then asks who it is anew."""
    choice, person = await read_body(request, Choice), request[SIGNED_IN]
    if request.app[FLOOR].shown(person.agent.id).state in (
        AgentState.RINGING,
        AgentState.TALKING,
    ):
        raise Refused("termine la llamada antes de cambiar de teléfono")
    if choice.telephone is not None:
        telephone = request.app[HANDSETS].named(choice.telephone)
        if telephone is None:
            raise NotFound("ese teléfono no existe")
        if _taken(request, telephone):
            raise Refused("otro asesor está atendiendo con ese teléfono")

    def job(session: Session) -> None:
        agents.set_telephone(session, person.agent.id, choice.telephone)
        if choice.telephone is not None:
            agents.release_desk(session, person.session_id)

    await request.app[API].write(job)
    return done()


async def sit_at_telephone(request: web.Request) -> Telephone | None:
    """Seat the agent at the desk telephone chosen; None where it is the browser's.

    So it is too where the settings have it no more, or another agent answers with it.
    """
    person, handsets = request[SIGNED_IN], request.app[HANDSETS]
    if not handsets.every:
        return None
    chosen = await request.app[API].read(
        lambda session: agents.telephone_of(session, person.agent.id)
    )
    telephone = handsets.named(chosen) if chosen else None
    if telephone is None or _taken(request, telephone):
        return None
    seat = Seat(
        person.agent.id, telephone.endpoint, tuple(person.agent.skills.items()), telephone.dial
    )
    if request.app[SEATS].of(person.agent.id) != seat:
        request.app[FLOOR].sit(seat)
    return telephone


def _shown(request: web.Request, one: Telephone) -> ShownTelephone:
    return ShownTelephone(one.name, one.label or one.name, _taken(request, one))


def _taken(request: web.Request, telephone: Telephone) -> bool:
    """Whether another agent, who is not away, answers with it."""
    sitting = request.app[SEATS].agent_at(telephone.endpoint)
    if sitting is None or sitting == request[SIGNED_IN].agent.id:
        return False
    return request.app[FLOOR].shown(sitting).state is not AgentState.OFFLINE
