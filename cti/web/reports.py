"""The history: a period's figures for the page, and as files for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.report_fields import PeriodReport, period_report
from cti.report_tables import report_tables
from cti.spreadsheet import Table, as_csv, as_xlsx
from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import CLOCK, PQRS, PROMISE, REPORTS
from cti.web.operation import CSV, WORKBOOK, operation
from cti.web.query import Query, read_query
from ivr.services import reports
from ivr.services.api_tokens import Scope
from ivr.services.figures import Promise
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
    answer=PeriodReport,
    scope=Scope.REPORTS_READ,
)
async def report(request: web.Request) -> web.Response:
    """The figures of a period (``from`` and ``to``, days in Colombia), of one queue or all."""
    written = partial(_as_json, promise=request.app[PROMISE])
    return json_answer(msgspec.Raw(await _counted(request, written)))


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
    """Count the period and ``write`` it with its queues, both elsewhere: a year takes long.

    ``write`` is a function of a module, or a `partial` of one: another process may do it.
    """
    asked = read_query(request, ReportQuery)
    now, today = request.app[CLOCK].now(), request.app[CLOCK].today()
    period = Period.checked(asked.first or today, asked.last or today)
    count = partial(
        reports.figures_of,
        period=period,
        promise=request.app[PROMISE],
        now=now,
        due_soon_days=request.app[PQRS].due_soon_days,
        queue=asked.queue,
    )
    return await request.app[REPORTS].read(partial(_count, count=count, period=period, write=write))


def _count(
    session: Session,
    count: Callable[[Session], Report],
    period: Period,
    write: Callable[[Report, tuple[str, ...]], T],
) -> T:
    return write(count(session), queues(session, period))


def _as_json(counted: Report, names: tuple[str, ...], promise: Promise) -> bytes:
    return msgspec.json.encode(period_report(counted, promise, names))


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
    written = partial(
        _as_file,
        promise=request.app[PROMISE],
        published=read_query(request, ReportQuery).published,
        write=write,
    )
    name, body = await _counted(request, written)
    answer = web.Response(body=body, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _as_file(
    counted: Report,
    _: tuple[str, ...],
    promise: Promise,
    published: bool,
    write: Callable[[Iterable[Table]], bytes],
) -> tuple[str, bytes]:
    return _name(counted, published), write(report_tables(counted, promise, published=published))
