"""Reports to the ethics line: read, noted, answered and closed by its officers alone."""

from __future__ import annotations

import uuid
from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Paged, read_query
from ivr.errors import NotFound
from ivr.services import ethics
from ivr.services.ethics import Report, ReportList
from ivr.store import EthicsEntryKind, EthicsState

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """What an officer writes."""

    kind: EthicsEntryKind
    text: Text


class EthicsQuery(Paged, frozen=True):
    """Which reports."""

    state: EthicsState | None = None


@may(Right.READ_ETHICS)
@operation("Las denuncias a la línea ética", query=EthicsQuery, answer=ReportList)
async def reports(request: web.Request) -> web.Response:
    """The reports, newest day first; ``state`` chooses."""
    asked = read_query(request, EthicsQuery)
    found = await request.app[API].read(
        lambda session: ethics.reports(
            session, state=asked.state, cursor=asked.cursor, limit=asked.limit
        )
    )
    return json_answer(found)


@may(Right.READ_ETHICS)
@operation("Una denuncia", answer=Report)
async def report(request: web.Request) -> web.Response:
    """One report in full; that it was read is kept."""
    report_id, person, now = _id(request), request[SIGNED_IN], request.app[CLOCK].now()
    return json_answer(
        await request.app[API].write(
            lambda session: ethics.read(session, report_id, person.agent.id, now)
        )
    )


@may(Right.READ_ETHICS)
@operation("Escribir en una denuncia", body=Written, answer=Report, errors=(409,))
async def write(request: web.Request) -> web.Response:
    """Note, answer (the caller hears it) or close; gives the report as it is then."""
    report_id, person, now = _id(request), request[SIGNED_IN], request.app[CLOCK].now()
    written = await read_body(request, Written)
    return json_answer(
        await request.app[API].write(
            lambda session: ethics.write(
                session, report_id, person.agent.id, written.kind, written.text, now
            )
        )
    )


def _id(request: web.Request) -> str:
    try:
        return str(uuid.UUID(request.match_info["report_id"]))
    except ValueError:
        raise NotFound("esa denuncia no existe") from None
