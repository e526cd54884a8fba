"""Cases: their lists, one in full, their spreadsheet."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may, rights
from cti.web.body import json_answer
from cti.web.case_privacy import shown_case, shown_line
from cti.web.csv_answer import Rows, csv_answer
from cti.web.keys import API, CLOCK, PQRS, SIGNED_IN
from ivr.clock import BOGOTA
from ivr.errors import Invalid, NotFound
from ivr.services import agents, pqrs, working_days
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

FILTERS = frozenset({"view", "kind", "service", "text", "cursor"})
ROWS_AT_ONCE = 500
LONGEST_TEXT = 100
COLUMNS = (
    "Radicado", "Tipo", "Servicio", "Asunto", "Solicitante", "Estado", "Radicado el", "Vence el",
    "Respondido el", "Notificado el", "Responsable", "Vencido",
)  # fmt: skip


@may(Right.SEE_CASES)
async def list_cases(request: web.Request) -> web.Response:
    """A page of a list."""
    person, wanted = request[SIGNED_IN], _wanted(request)
    cursor = request.query.get("cursor")
    page = await request.app[API].read(
        lambda session: pqrs.page(session, wanted, _risk(request, session), cursor=cursor)
    )
    return json_answer(Page(tuple(shown_line(one, person) for one in page.cases), page.next))


@may(Right.SEE_CASES)
async def count_cases(request: web.Request) -> web.Response:
    """How many cases each list of work holds; a thousand is «a thousand or more»."""
    mine = request[SIGNED_IN].agent.id
    return json_answer(
        await request.app[API].read(
            lambda session: pqrs.counts(session, mine, _risk(request, session))
        )
    )


@may(Right.SEE_CASES)
async def catalogue(request: web.Request) -> web.Response:
    """Kinds, services, causes and codes by name, and who may be given a case."""

    def people(session: Session) -> list[dict[str, object]]:
        everyone = (one for one in agents.everyone(session) if one.active)
        return [
            {"id": one.id, "name": one.name}
            for one in everyone
            if Right.WORK_CASES in rights(one.role)
        ]

    rules = request.app[PQRS]
    return json_answer(
        {
            "kinds": {
                kind: {"label": rule.label, "help": rule.help, "days": rule.days}
                for kind, rule in rules.kinds.items()
            },
            "services": rules.services,
            "causes": {
                code: {"label": cause.label, "group": cause.group, "services": cause.services}
                for code, cause in rules.causes.items()
            },
            "answers": {
                code: label
                for code, label in rules.answers.items()
                if code not in rules.no_answer_codes
            },
            "notifications": rules.notifications,
            "bodies": {code: body.name for code, body in rules.bodies.items()},
            "people": await request.app[API].read(people),
        }
    )


@may(Right.SEE_CASES)
async def one_case(request: web.Request) -> web.Response:
    """One case in full."""
    return json_answer(shown_case(await case_of(request), request[SIGNED_IN]))


@may(Right.SEE_CASES)
async def spreadsheet(request: web.Request) -> web.StreamResponse:
    """A list as CSV, times of Bogotá."""
    wanted = _wanted(request)
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


def _wanted(request: web.Request) -> Wanted:
    query = request.query
    if unknown := query.keys() - FILTERS:
        raise Invalid(f"el filtro «{min(unknown)}» no existe")
    try:
        view = View(query.get("view", View.OPEN))
        kind = CaseKind(query["kind"]) if query.get("kind") else None
    except ValueError:
        raise Invalid("esa lista o ese tipo de caso no existe") from None
    service = query.get("service") or None
    if service is not None and service not in request.app[PQRS].services:
        raise Invalid("ese servicio no existe")
    text = query.get("text", "").strip()[:LONGEST_TEXT]
    return Wanted(view, request[SIGNED_IN].agent.id, kind, service, text)


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
