"""The history: a period's figures for the page, and as files for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.report_fields import report_fields
from cti.report_tables import report_tables
from cti.spreadsheet import Table, as_csv, as_xlsx
from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import CLOCK, PQRS, PROMISE, REPORTS
from cti.web.operation import CSV, WORKBOOK, operation
from cti.web.query import Query, read_query
from ivr.services import reports
from ivr.services.api_tokens import Scope
from ivr.services.reports import Period, Report, queues

T = TypeVar("T")


class ReportQuery(Query, frozen=True, rename={"first": "from", "last": "to"}):
    """A period, days in Colombia; today where a day is left out. One queue, or all."""

    first: date | None = None
    last: date | None = None
    queue: Annotated[str, msgspec.Meta(pattern="^[a-z0-9_-]{1,40}$")] | None = None
    published: Annotated[bool, msgspec.Meta(description="Few are hidden.")] = False


@may(Right.SEE_REPORTS)
@operation(
    "Las cifras de un período",
    query=ReportQuery,
    answer=dict[str, Any],
    scope=Scope.REPORTS_READ,
)
async def report(request: web.Request) -> web.Response:
    """The figures of a period (``from`` and ``to``, days in Colombia), of one queue or all."""
    promise = request.app[PROMISE]

    def written(counted: Report, names: tuple[str, ...]) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(report_fields(counted, promise, names)))

    return json_answer(await _counted(request, written))


@may(Right.SEE_REPORTS)
@operation(
    "Las cifras de un período en CSV", query=ReportQuery, answer=CSV, scope=Scope.REPORTS_READ
)
async def report_csv(request: web.Request) -> web.Response:
    """The same as CSV."""
    return await _file(request, as_csv, "text/csv", "csv")


@may(Right.SEE_REPORTS)
@operation(
    "Las cifras de un período en Excel",
    query=ReportQuery,
    answer=WORKBOOK,
    scope=Scope.REPORTS_READ,
)
async def report_xlsx(request: web.Request) -> web.Response:
    """The same as a workbook."""
    return await _file(request, as_xlsx, WORKBOOK.kinds[0], "xlsx")


async def _counted(request: web.Request, write: Callable[[Report, tuple[str, ...]], T]) -> T:
    """Count the period and ``write`` it with its queues; both in a thread, a year takes long."""
    asked = read_query(request, ReportQuery)
    now, today = request.app[CLOCK].now(), request.app[CLOCK].today()
    period = Period.checked(asked.first or today, asked.last or today)
    promise, soon = request.app[PROMISE], request.app[PQRS].due_soon_days

    def count(session: Session) -> T:
        counted = reports.figures_of(session, period, promise, now, soon, asked.queue)
        return write(counted, queues(session, period))

    return await request.app[REPORTS].read(count)


def _name(counted: Report, published: bool) -> str:
    """The file's name: what may be published is not mistaken for what may not."""
    kind = "-para-publicar" if published else ""
    return f"informe-{counted.period.first}-{counted.period.last}{kind}"


async def _file(
    request: web.Request,
    write: Callable[[Iterable[Table]], bytes],
    media_type: str,
    ending: str,
) -> web.Response:
    promise, published = request.app[PROMISE], read_query(request, ReportQuery).published

    def written(counted: Report, _: tuple[str, ...]) -> tuple[str, bytes]:
        tables = report_tables(counted, promise, published=published)
        return _name(counted, published), write(tables)

    name, body = await _counted(request, written)
    answer = web.Response(body=body, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
