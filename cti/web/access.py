"""Who may use a route: each names it, and what names nobody is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum, StrEnum

from aiohttp import web
from aiohttp.web_urldispatcher import SystemRoute

from cti.web.keys import API, CLOCK, SIGNED_IN, TOKENS
from cti.web.operation import operation_of
from cti.web.problem import CrossSite, NotAllowed, NotSignedIn
from cti.web.same_site import COOKIE, check_origin
from cti.web.token_gate import secret_of
from ivr.services import agents
from ivr.services.agents import Role, SignedIn
from ivr.services.api_tokens import Scope

CSRF_HEADER = "X-Linea"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Right(StrEnum):
    """Something that a person may do or see; a role has some of them."""

    SERVE_CALLS = "serve_calls"
    """Sit at a desk: one's own calls, states, wrap-ups."""
    SEE_CALLS = "see_calls"
    """The log of everybody's calls."""
    LISTEN = "listen"
    """Recordings of calls."""
    SEE_BOARD = "see_board"
    MONITOR = "monitor"
    """Listen to, whisper into and join calls in progress."""
    SEE_REPORTS = "see_reports"
    SEE_CASES = "see_cases"
    """Cases and damages with their audio."""
    WORK_CASES = "work_cases"
    ASSIGN_CASES = "assign_cases"
    ENTER_OUTAGES = "enter_outages"
    READ_ETHICS = "read_ethics"
    """Reports to the ethics line: its own role alone, not even the administrator's."""
    SEE_AUDIT = "see_audit"
    """Who listened to what, who changed what."""
    ADMINISTER = "administer"


_ALL_BUT_ETHICS = frozenset(Right) - {Right.READ_ETHICS}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.AGENT: frozenset({Right.SERVE_CALLS, Right.SEE_CASES}),
    Role.SUPERVISOR: _ALL_BUT_ETHICS - {Right.ADMINISTER},
    Role.QUALITY: frozenset({Right.SEE_CALLS, Right.LISTEN, Right.SEE_REPORTS}),
    Role.ETHICS: frozenset({Right.READ_ETHICS}),
    Role.CASE_OFFICER: frozenset({Right.SEE_CASES, Right.WORK_CASES}),
    Role.ADMIN: _ALL_BUT_ETHICS,
    Role.AUDITOR: frozenset({Right.SEE_CALLS, Right.SEE_REPORTS, Right.SEE_CASES, Right.SEE_AUDIT}),
}
"""What each role may. Nobody has the rights of a role that is not here."""


SCOPES: Mapping[Scope, frozenset[Right]] = {
    Scope.CALLS_READ: frozenset({Right.SEE_CALLS}),
    Scope.CALLS_ORIGINATE: frozenset({Right.SERVE_CALLS, Right.MONITOR}),
    Scope.AGENTS_READ: frozenset({Right.SEE_BOARD}),
    Scope.QUEUES_READ: frozenset({Right.SEE_BOARD}),
    Scope.ACCOUNTS_READ: frozenset({Right.SEE_CASES}),
    Scope.CASES_READ: frozenset({Right.SEE_CASES}),
    Scope.CASES_WRITE: frozenset({Right.SEE_CASES, Right.WORK_CASES, Right.ASSIGN_CASES}),
    Scope.DAMAGES_READ: frozenset({Right.SEE_CASES}),
    Scope.DAMAGES_WRITE: frozenset({Right.SEE_CASES, Right.ENTER_OUTAGES}),
    Scope.CALLBACKS_READ: frozenset({Right.SEE_BOARD}),
    Scope.CALLBACKS_WRITE: frozenset({Right.SEE_BOARD}),
    Scope.REPORTS_READ: frozenset({Right.SEE_REPORTS}),
    Scope.EVENTS_READ: frozenset({Right.SEE_BOARD}),
    Scope.PERSONAL_READ: frozenset({Right.SERVE_CALLS, Right.WORK_CASES}),
}
"""Which of its owner's rights a token keeps for each scope; a route names the scope it needs."""


class Open(Enum):
    """To whom a route is open that asks for no right."""

    ANYONE = "anyone"
    SIGNED_IN_ANY = "signed_in_any"


ANYONE, SIGNED_IN_ANY = Open.ANYONE, Open.SIGNED_IN_ANY

Who = Open | frozenset[Right]


def may(*who: Right | Open) -> Callable[[Handler], Handler]:
    """Declare who may use a handler: ANYONE, SIGNED_IN_ANY, or who has one of the rights named."""
    declared: Who = frozenset(one for one in who if isinstance(one, Right))
    if not declared:
        (declared,) = (one for one in who if isinstance(one, Open))

    def declare(handler: Handler) -> Handler:
        handler.__dict__["who_may"] = declared
        return handler

    return declare


def who_may(handler: object) -> Who | None:
    """What a handler declared, None where it declared nothing."""
    declared = getattr(handler, "who_may", None)
    return declared if isinstance(declared, Open | frozenset) else None


def has(person: SignedIn, right: Right) -> bool:
    """Whether a person may do what ``right`` names."""
    return right in rights_of(person)


def by_token(person: SignedIn) -> bool:
    """Whether another system comes in, in the person's name."""
    return person.only is not None


def rights_of(person: SignedIn) -> frozenset[Right]:
    """What a person may: all that their role may, by a token what its scopes leave of it."""
    every = rights(person.agent.role)
    return every if person.only is None else every & person.only


def rights(role: Role) -> frozenset[Right]:
    """What a role may."""
    return RIGHTS.get(role, frozenset())


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may. Raises NotSignedIn, NotAllowed, CrossSite."""
    route = request.match_info.route
    if isinstance(route, SystemRoute):
        return await handler(request)
    who = who_may(route.handler)
    if who is None:
        raise NotAllowed("esta dirección no dice quién puede usarla")
    secret = None if who is ANYONE else secret_of(request)
    if secret is not None:
        return await _by_token(request, handler, secret, who)
    if request.method not in _SAFE:
        _same_site(request)
    if who is not ANYONE:
        person = await signed_in(request)
        if person is None:
            raise NotSignedIn("inicie sesión para continuar")
        request[SIGNED_IN] = _allowed(person, who)
    return await handler(request)


async def _by_token(
    request: web.Request, handler: Handler, secret: str, who: Who
) -> web.StreamResponse:
    """Another system's request: no browser sends it by itself, so its site doesn't matter."""
    said, gate = operation_of(request.match_info.route.handler), request.app[TOKENS]
    holder = await gate.admit(request, secret, said.scope if said else None)
    left = frozenset[str]().union(*(SCOPES[scope] for scope in holder.scopes))
    person = SignedIn(0, holder.agent, None, holder.expires_at, left)
    request[SIGNED_IN] = _allowed(person, who)
    return await gate.pass_on(request, holder, handler)


def _allowed(person: SignedIn, who: Who) -> SignedIn:
    """The person, where one of the rights is theirs. Raises NotAllowed."""
    if isinstance(who, frozenset) and who.isdisjoint(rights_of(person)):
        raise NotAllowed("su usuario no puede hacer esto")
    return person


async def signed_in(request: web.Request) -> SignedIn | None:
    """The living session of a request's cookie."""
    return await session_of(request.app, request.cookies.get(COOKIE, ""))


async def session_of(app: web.Application, token: str) -> SignedIn | None:
    """The living session of a cookie's value."""
    if not token or len(token) > 200:
        return None
    now = app[CLOCK].now()
    return await app[API].read(lambda session: agents.session_for(session, token, now))


def _same_site(request: web.Request) -> None:
    """Refuse a change that another site's page could have sent."""
    if request.headers.get(CSRF_HEADER) != "1":
        raise CrossSite("falta el encabezado X-Linea")
    check_origin(request)
