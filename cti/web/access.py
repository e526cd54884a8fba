"""Who may use a route: each names it, and what names nobody is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import IntEnum
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.web_urldispatcher import SystemRoute

from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.problem import CrossSite, NotAllowed, NotSignedIn
from ivr.services import agents
from ivr.services.agents import Role, SignedIn

COOKIE = "linea_session"
CSRF_HEADER = "X-Linea"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Who(IntEnum):
    """Who may, each including the later: anyone, or a person of at least that role."""

    ANYONE = 0
    AGENT = 1
    SUPERVISOR = 2
    ADMIN = 3


_RANK = {Role.AGENT: Who.AGENT, Role.SUPERVISOR: Who.SUPERVISOR, Role.ADMIN: Who.ADMIN}


def may(who: Who) -> Callable[[Handler], Handler]:
    """Declare who may use a handler."""

    def declare(handler: Handler) -> Handler:
        handler.__dict__["who_may"] = who
        return handler

    return declare


def who_may(handler: object) -> Who | None:
    """What a handler declared, None where it declared nothing."""
    declared = getattr(handler, "who_may", None)
    return declared if isinstance(declared, Who) else None


def supervises(person: SignedIn) -> bool:
    """Whether a person sees other people's calls."""
    return _RANK[person.agent.role] >= Who.SUPERVISOR


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through who may. Raises NotSignedIn, NotAllowed, CrossSite."""
    route = request.match_info.route
    if isinstance(route, SystemRoute):
        return await handler(request)
    who = who_may(route.handler)
    if who is None:
        raise NotAllowed("esta dirección no dice quién puede usarla")
    if request.method not in _SAFE:
        _same_site(request)
    if who is not Who.ANYONE:
        person = await signed_in(request)
        if person is None:
            raise NotSignedIn("inicie sesión para continuar")
        if _RANK[person.agent.role] < who:
            raise NotAllowed("su usuario no puede hacer esto")
        request[SIGNED_IN] = person
    return await handler(request)


async def signed_in(request: web.Request) -> SignedIn | None:
    """The living session of a request's cookie."""
    token = request.cookies.get(COOKIE)
    if not token or len(token) > 200:
        return None
    now = request.app[CLOCK].now()
    return await request.app[API].read(lambda session: agents.session_for(session, token, now))


def _same_site(request: web.Request) -> None:
    """Refuse a change that another site's page could have sent."""
    if request.headers.get(CSRF_HEADER) != "1":
        raise CrossSite("falta el encabezado X-Linea")
    check_origin(request)


def check_origin(request: web.Request) -> None:
    """Refuse a request that a page of another origin sent. Raises CrossSite."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise CrossSite("la solicitud viene de otro sitio")
