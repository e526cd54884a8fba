"""The history: a period's figures for the page, and as files for spreadsheets."""

from __future__ import annotations

import re
from datetime import date

from aiohttp import web
from sqlalchemy.orm import Session

from cti.report_fields import report_fields
from cti.report_tables import report_tables
from cti.spreadsheet import as_csv, as_xlsx
from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import CLOCK, PQRS, PROMISE, REPORTS
from ivr.errors import Invalid
from ivr.services import reports
from ivr.services.reports import Period, Report, queues

KNOWN = frozenset({"from", "to", "queue", "published"})
QUEUE = re.compile(r"[a-z0-9_-]{1,40}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@may(Right.SEE_REPORTS)
async def report(request: web.Request) -> web.Response:
    """The figures of a period (``from`` and ``to``, days in Colombia), of one queue or all."""
    counted, names = await _counted(request)
    return json_answer(report_fields(counted, request.app[PROMISE], names))


@may(Right.SEE_REPORTS)
async def report_csv(request: web.Request) -> web.Response:
    """The same as CSV."""
    counted, _ = await _counted(request)
    published = _published(request)
    tables = report_tables(counted, request.app[PROMISE], published=published)
    return _file(as_csv(tables), "text/csv", f"{_name(counted, published)}.csv")


@may(Right.SEE_REPORTS)
async def report_xlsx(request: web.Request) -> web.Response:
    """The same as a workbook."""
    counted, _ = await _counted(request)
    published = _published(request)
    tables = report_tables(counted, request.app[PROMISE], published=published)
    return _file(as_xlsx(tables), XLSX, f"{_name(counted, published)}.xlsx")


async def _counted(request: web.Request) -> tuple[Report, tuple[str, ...]]:
    if unknown := request.query.keys() - KNOWN:
        raise Invalid(f"el filtro «{min(unknown)}» no existe")
    now, today = request.app[CLOCK].now(), request.app[CLOCK].today()
    period = Period.checked(_day(request, "from", today), _day(request, "to", today))
    queue = request.query.get("queue") or None
    if queue is not None and not QUEUE.fullmatch(queue):
        raise Invalid("esa cola no existe")
    promise, soon = request.app[PROMISE], request.app[PQRS].due_soon_days

    def count(session: Session) -> tuple[Report, tuple[str, ...]]:
        counted = reports.figures_of(session, period, promise, now, soon, queue)
        return counted, queues(session, period)

    return await request.app[REPORTS].read(count)


def _day(request: web.Request, name: str, usual: date) -> date:
    written = request.query.get(name)
    if not written:
        return usual
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid(f"la fecha de «{name}» debe ser como 2026-11-22") from None


def _published(request: web.Request) -> bool:
    return request.query.get("published") == "1"


def _name(counted: Report, published: bool) -> str:
    """The file's name: what may be published is not mistaken for what may not."""
    kind = "-para-publicar" if published else ""
    return f"informe-{counted.period.first}-{counted.period.last}{kind}"


def _file(body: bytes, media_type: str, name: str) -> web.Response:
    answer = web.Response(body=body, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
