"""Outages as staff enter, change and close them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, DAMAGES, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import Invalid
from ivr.services import damage, outages
from ivr.services.api_tokens import Scope
from ivr.services.damage import Suspected
from ivr.services.outages import Entry, Outage, Zone
from ivr.store import Service

ENDED_SHOWN = timedelta(hours=24)
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


class WrittenOutage(msgspec.Struct, forbid_unknown_fields=True):
    """An outage as the form sends it; moments with their zone."""

    service: Service
    cause: Text
    started_at: datetime
    planned: bool = False
    restoration: datetime | None = None
    zones: Annotated[list[RowId], msgspec.Meta(max_length=200)] = []

    def entry(self) -> Entry:
        """The same as the service takes it. Raises Invalid."""
        return Entry(
            service=self.service,
            cause=self.cause,
            planned=self.planned,
            started_at=_utc(self.started_at),
            restoration=None if self.restoration is None else _utc(self.restoration),
            zone_ids=tuple(self.zones),
        )


class Ended(msgspec.Struct, forbid_unknown_fields=True):
    """Which outages are over."""

    ids: Annotated[list[RowId], msgspec.Meta(min_length=1, max_length=200)]


class OfferedService(msgspec.Struct):
    """A service of the utility."""

    code: str
    name: str


class Situation(msgspec.Struct):
    """What is interrupted, and what outages may be of."""

    outages: tuple[Outage, ...]
    suspected: tuple[Suspected, ...]
    zones: tuple[Zone, ...]
    services: list[OfferedService]


class Entered(msgspec.Struct):
    """The outages that were entered, one a zone."""

    ids: tuple[int, ...]


class Restored(msgspec.Struct):
    """How many people were written to."""

    written_to: int


@may(Right.SEE_CASES, Right.ENTER_OUTAGES)
@operation(
    "Los cortes: vigentes, anunciados y posibles", answer=Situation, scope=Scope.DAMAGES_READ
)
async def list_outages(request: web.Request) -> web.Response:
    """What is interrupted, announced or lately restored, and what is suspected."""
    now, catalogue = request.app[CLOCK].now(), request.app[DAMAGES]

    def found(session: Session) -> Situation:
        return Situation(
            outages=outages.listed(session, now, ended_within=ENDED_SHOWN),
            suspected=damage.suspected(session, catalogue.suspicion, now),
            zones=outages.zones(session),
            services=[OfferedService(one.code, one.says) for one in catalogue.offered],
        )

    return json_answer(await request.app[API].read(found))


@may(Right.ENTER_OUTAGES)
@operation(
    "Registrar un corte",
    body=WrittenOutage,
    answer=Entered,
    status=201,
    errors=(404, 409),
    scope=Scope.DAMAGES_WRITE,
)
async def enter(request: web.Request) -> web.Response:
    """Enter an outage in each of its zones."""
    entry = (await read_body(request, WrittenOutage)).entry()
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    ids = await request.app[API].write(
        lambda session: outages.enter(session, entry, agent_id=agent_id, now=now)
    )
    return json_answer(Entered(ids), status=201)


@may(Right.ENTER_OUTAGES)
@operation("Cambiar un corte", body=WrittenOutage, errors=(409,), scope=Scope.DAMAGES_WRITE)
async def change(request: web.Request) -> web.Response:
    """Change what is known of one."""
    entry = (await read_body(request, WrittenOutage)).entry()
    outage_id = _id(request)
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    await request.app[API].write(
        lambda session: outages.change(session, outage_id, entry, agent_id=agent_id, now=now)
    )
    return done()


@may(Right.ENTER_OUTAGES)
@operation(
    "Terminar cortes: el servicio volvió",
    body=Ended,
    answer=Restored,
    errors=(404, 409),
    scope=Scope.DAMAGES_WRITE,
)
async def close(request: web.Request) -> web.Response:
    """The service is back: who wanted to know is written to."""
    ids = (await read_body(request, Ended)).ids
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    name = request.app[DAMAGES].name

    def closed(session: Session) -> int:
        outages.close(session, ids, agent_id=agent_id, now=now)
        return sum(damage.tell_restored(session, one, name, now) for one in ids)

    return json_answer(Restored(await request.app[API].write(closed)))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Invalid("cada hora debe decir su zona horaria")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid("esa fecha no sirve") from None


def _id(request: web.Request) -> int:
    written = request.match_info["outage_id"]
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid("ese número no sirve")
    return int(written)
