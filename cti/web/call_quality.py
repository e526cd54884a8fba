"""How well agents' telephones carried a call: told by their pages, read by who reviews calls."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CALL_LOG, CLOCK, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import NotFound
from ivr.services import call_quality, calls
from ivr.services.api_tokens import Scope
from ivr.services.call_quality import Measured

LOG_SECONDS = 3.0
"""How long a record waits for the call log to have written that the agent answered."""
Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=60_000)]
Mos = Annotated[float, msgspec.Meta(ge=1, le=4.5)]


class MeasuredQuality(msgspec.Struct, forbid_unknown_fields=True):
    """What a browser measured of one talk: means, and the worst moment's MOS (ITU-T G.107)."""

    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)]
    rtt_ms: Milliseconds
    jitter_ms: Milliseconds
    loss: Annotated[float, msgspec.Meta(ge=0, le=100)]
    mos: Mos
    worst_mos: Mos


class QualityRecord(msgspec.Struct, frozen=True):
    """One talk of one agent."""

    agent_id: int
    agent: str
    at: datetime
    seconds: int
    rtt_ms: float
    jitter_ms: float
    loss: float
    mos: float
    worst_mos: float


class Qualities(msgspec.Struct, frozen=True):
    """All that was measured of a call."""

    qualities: tuple[QualityRecord, ...]


@may(Right.SERVE_CALLS)
@operation("Guardar cómo se oyó una llamada propia", body=MeasuredQuality, errors=(409,))
async def keep(request: web.Request) -> web.Response:
    """Keep what one's browser measured of a talk of one's own."""
    told = await read_body(request, MeasuredQuality)
    measured = Measured(**msgspec.structs.asdict(told))
    agent_id, call_id = request[SIGNED_IN].agent.id, request.match_info["call_id"]
    now = request.app[CLOCK].now()
    await request.app[CALL_LOG].settled(LOG_SECONDS)
    await request.app[API].write(
        lambda session: call_quality.keep(session, call_id, agent_id, measured, now)
    )
    return done()


@may(Right.SEE_CALLS)
@operation("Cómo se oyó una llamada", answer=Qualities, scope=Scope.CALLS_READ)
async def of_call(request: web.Request) -> web.Response:
    """What was measured of a call, in order."""
    call_id = request.match_info["call_id"]

    def found(session: Session) -> tuple[QualityRecord, ...]:
        call = calls.by_id(session, call_id)
        if call is None:
            raise NotFound("esa llamada no existe")
        return tuple(
            QualityRecord(**asdict(one)) for one in call_quality.of_call(session, call.call_id)
        )

    return json_answer(Qualities(await request.app[API].read(found)))
