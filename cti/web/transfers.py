"""Handing a caller on from the desk: to whom one may, and every way of doing it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.transfers.targets import Targets
from cti.transfers.transfers import Destination
from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import SIGNED_IN, TRANSFERS
from cti.web.operation import operation
from ivr.errors import Invalid

LONGEST_NOTE = 300


class HandOver(msgspec.Struct, forbid_unknown_fields=True):
    """Where a caller goes: one of ``agent``, ``queue`` and ``number``; ``note`` says why."""

    agent: RowId | None = None
    queue: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,40}$")] | None = None
    number: Annotated[str, msgspec.Meta(pattern=r"^\+?[0-9]{2,15}$")] | None = None
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""

    @property
    def destination(self) -> Destination:
        """Where to. Raises Invalid unless exactly one place is named."""
        if sum(one is not None for one in (self.agent, self.queue, self.number)) != 1:
            raise Invalid("indique un colega, una cola o un número: uno solo")
        return Destination(self.agent, self.queue, self.number)


@may(Right.SERVE_CALLS)
@operation("A quién se puede pasar una llamada", answer=Targets)
async def targets(request: web.Request) -> web.Response:
    """To whom the agent may hand a caller on now."""
    return json_answer(await request.app[TRANSFERS].targets(request[SIGNED_IN].agent.id))


@may(Right.SERVE_CALLS)
@operation("Pasar una llamada", body=HandOver, errors=(404, 409))
async def hand_over(request: web.Request) -> web.Response:
    """Send the caller there without asking first. Raises Refused: the caller stays."""
    wanted = await read_body(request, HandOver)
    await request.app[TRANSFERS].hand_over(
        *_talk(request), wanted.destination, _one_line(wanted.note)
    )
    return done()


@may(Right.SERVE_CALLS)
@operation("Consultar con alguien antes de pasar", body=HandOver, errors=(404, 409))
async def consult(request: web.Request) -> web.Response:
    """Let the caller wait with music, and ask there. Raises Refused: the caller stays."""
    wanted = await read_body(request, HandOver)
    await request.app[TRANSFERS].consult(
        *_talk(request), wanted.destination, _one_line(wanted.note)
    )
    return done()


@may(Right.SERVE_CALLS)
@operation("Pasar la llamada a quien se consulta", errors=(409,))
async def complete(request: web.Request) -> web.Response:
    """Hand the caller on to whom the agent asks."""
    await request.app[TRANSFERS].complete(*_talk(request))
    return done()


@may(Right.SERVE_CALLS)
@operation("Volver con quien llama", errors=(409,))
async def take_back(request: web.Request) -> web.Response:
    """Go back to the caller."""
    await request.app[TRANSFERS].take_back(*_talk(request))
    return done()


@may(Right.SERVE_CALLS)
@operation("Hablar los tres", errors=(409,))
async def together(request: web.Request) -> web.Response:
    """Talk all three."""
    await request.app[TRANSFERS].together(*_talk(request))
    return done()


def _talk(request: web.Request) -> tuple[int, str]:
    return request[SIGNED_IN].agent.id, request.match_info["call_id"]


def _one_line(note: str) -> str:
    return " ".join(note.split())
