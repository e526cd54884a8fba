"""Cases: their lists, one in full, their spreadsheet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may, rights
from cti.web.body import json_answer
from cti.web.case_privacy import shown_case, shown_line
from cti.web.csv_answer import Rows, csv_answer
from cti.web.keys import API, CLOCK, PQRS, SIGNED_IN
from cti.web.operation import CSV, operation
from cti.web.query import Cursor, Limit, Query, read_query
from ivr.clock import BOGOTA
from ivr.errors import Invalid, NotFound
from ivr.services import agents, pqrs, working_days
from ivr.services.api_tokens import Scope
from ivr.services.pqrs import (
    CaseInFull,
    CaseKind,
    CaseLine,
    Catalogue,
    Page,
    Risk,
    View,
    Wanted,
    state_label,
)

ROWS_AT_ONCE = 500
LONGEST_TEXT = 100
COLUMNS = (
    "Radicado", "Tipo", "Servicio", "Asunto", "Solicitante", "Estado", "Radicado el", "Vence el",
    "Respondido el", "Notificado el", "Responsable", "Vencido",
)  # fmt: skip


class CaseQuery(Query, frozen=True):
    """Which cases: a list of work (``view``), and what they are of."""

    view: View = View.OPEN
    kind: CaseKind | None = None
    service: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    text: Annotated[str, msgspec.Meta(description="Words, or a number of the case.")] = ""


class CaseListQuery(CaseQuery, frozen=True):
    """The same, by pages."""

    cursor: Cursor | None = None
    limit: Limit = 50


class CasePage(msgspec.Struct):
    """A page of a list."""

    cases: list[CaseLine]
    next: str | None


class Kind(msgspec.Struct):
    """A kind of case. ``days``: working days to answer in."""

    label: str
    help: str
    days: int


class Cause(msgspec.Struct):
    """A cause of a claim (codes of the SUI)."""

    label: str
    group: str
    services: list[str]


class Officer(msgspec.Struct):
    """Who may be given a case."""

    id: int
    name: str


class CaseCatalogue(msgspec.Struct):
    """Codes by name."""

    kinds: dict[str, Kind]
    services: dict[str, str]
    causes: dict[str, Cause]
    answers: dict[str, str]
    notifications: dict[str, str]
    bodies: dict[str, str]
    people: list[Officer]


@may(Right.SEE_CASES)
@operation(
    "Los casos de una lista de trabajo",
    query=CaseListQuery,
    answer=CasePage,
    scope=Scope.CASES_READ,
)
async def list_cases(request: web.Request) -> web.Response:
    """A page of a list. Who doesn't work on cases (``personal:read``) sees initials."""
    person, asked = request[SIGNED_IN], read_query(request, CaseListQuery)
    wanted = _wanted(request, asked)
    page = await request.app[API].read(
        lambda session: pqrs.page(
            session, wanted, _risk(request, session), cursor=asked.cursor, limit=asked.limit
        )
    )
    return json_answer(CasePage([shown_line(one, person) for one in page.cases], page.next))


@may(Right.SEE_CASES)
@operation(
    "Cuántos casos tiene cada lista de trabajo", answer=dict[View, int], scope=Scope.CASES_READ
)
async def count_cases(request: web.Request) -> web.Response:
    """How many cases each list of work holds; a thousand is «a thousand or more»."""
    mine = request[SIGNED_IN].agent.id
    return json_answer(
        await request.app[API].read(
            lambda session: pqrs.counts(session, mine, _risk(request, session))
        )
    )


@may(Right.SEE_CASES)
@operation(
    "El catálogo: tipos, causas, respuestas y responsables",
    answer=CaseCatalogue,
    scope=Scope.CASES_READ,
)
async def catalogue(request: web.Request) -> web.Response:
    """Kinds, services, causes and codes by name, and who may be given a case."""

    def people(session: Session) -> list[Officer]:
        everyone = (one for one in agents.everyone(session) if one.active)
        return [
            Officer(one.id, one.name) for one in everyone if Right.WORK_CASES in rights(one.role)
        ]

    rules = request.app[PQRS]
    told = CaseCatalogue(
        kinds={kind: Kind(rule.label, rule.help, rule.days) for kind, rule in rules.kinds.items()},
        services=dict(rules.services),
        causes={
            code: Cause(cause.label, cause.group, list(cause.services))
            for code, cause in rules.causes.items()
        },
        answers={
            code: label
            for code, label in rules.answers.items()
            if code not in rules.no_answer_codes
        },
        notifications=dict(rules.notifications),
        bodies={code: body.name for code, body in rules.bodies.items()},
        people=await request.app[API].read(people),
    )
    return json_answer(told)


@may(Right.SEE_CASES)
@operation("Un caso en detalle", answer=CaseInFull, scope=Scope.CASES_READ)
async def one_case(request: web.Request) -> web.Response:
    """One case in full."""
    return json_answer(shown_case(await case_of(request), request[SIGNED_IN]))


@may(Right.SEE_CASES)
@operation(
    "Los casos de una lista en una hoja de cálculo",
    query=CaseQuery,
    answer=CSV,
    scope=Scope.CASES_READ,
)
async def spreadsheet(request: web.Request) -> web.StreamResponse:
    """A list as CSV, times of Bogotá."""
    wanted = _wanted(request, read_query(request, CaseQuery))
    return await csv_answer(request, f"casos-{wanted.view}.csv", COLUMNS, _rows(request, wanted))


async def case_of(request: web.Request) -> CaseInFull:
    """The case that the address names. Raises NotFound."""
    radicado = request.match_info["radicado"]
    case = await request.app[API].read(
        lambda session: pqrs.in_full(session, radicado, _risk(request, session))
    )
    if case is None:
        raise NotFound("no hay un caso con ese radicado")
    return case


async def _rows(request: web.Request, wanted: Wanted) -> AsyncIterator[Rows]:
    person, rules = request[SIGNED_IN], request.app[PQRS]

    def read(session: Session) -> Page:
        risk = _risk(request, session)
        return pqrs.page(session, wanted, risk, cursor=cursor, limit=ROWS_AT_ONCE)

    cursor: str | None = None
    while True:
        page = await request.app[API].read(read)
        yield [_cells(shown_line(one, person), rules) for one in page.cases]
        if page.next is None:
            return
        cursor = page.next


def _risk(request: web.Request, session: Session) -> Risk:
    days = working_days.calendar(session)
    return Risk.on(request.app[CLOCK].today(), days, request.app[PQRS].due_soon_days)


def _wanted(request: web.Request, asked: CaseQuery) -> Wanted:
    if asked.service is not None and asked.service not in request.app[PQRS].services:
        raise Invalid("ese servicio no existe", field="service")
    text = asked.text.strip()[:LONGEST_TEXT]
    return Wanted(asked.view, request[SIGNED_IN].agent.id, asked.kind, asked.service, text)


def _cells(case: CaseLine, rules: Catalogue) -> tuple[str, ...]:
    moments = (case.answered_at, case.notified_at)
    return (
        case.radicado,
        rules.kind(case.kind).label,
        rules.services.get(case.service or "", ""),
        case.subject,
        "Anónimo" if case.anonymous else case.petitioner,
        state_label(case.state),
        f"{case.filed_at.astimezone(BOGOTA):%Y-%m-%d %H:%M}",
        f"{case.due_on:%Y-%m-%d}",
        *(f"{at.astimezone(BOGOTA):%Y-%m-%d %H:%M}" if at else "" for at in moments),
        case.assigned or "",
        "sí" if case.overdue else "",
    )
