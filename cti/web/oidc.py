"""Signing in by the identity provider: the way there, and the way back."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import aiohttp_jinja2
import structlog
from aiohttp import hdrs, web

from cti.oidc.id_token import NotBelieved
from cti.oidc.provider import Provider
from cti.oidc.ways import WAY_LASTS, OidcLogin, Way
from cti.web.access import ANYONE, may
from cti.web.keys import CLOCK, LOGIN_LIMIT, LOGINS, OIDC
from cti.web.same_site import COOKIE
from cti.web.session import BY_PROVIDER, give_cookie, leave
from ivr.errors import LineaError, NotFound
from ivr.services import agents
from ivr.services.agents import Identity, NotKnown

log = structlog.get_logger(__name__)

BACK = "/entrar/oidc/vuelta"
WAY_COOKIE = "linea_oidc_way"
LONGEST_ANSWER = 4096
_DESTINATION = re.compile(r"/[a-z][\w/-]*(\?[\w=&.:+%-]*)?", re.ASCII)


@may(ANYONE)
async def begin(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider; `ir` is the page wanted."""
    login, now = _login(request), request.app[CLOCK].now()
    way = Way(
        until=now + WAY_LASTS,
        back=f"{request.scheme}://{request.host}{BACK}",
        wanted=_destination(request.query.get("ir", "")),
        former=request.cookies.get(COOKIE, ""),
    )
    try:
        there = await login.provider.entrance(
            back=way.back, state=way.state, nonce=way.nonce, verifier=way.verifier
        )
    except LineaError as error:
        return _failed(request, error)
    answer = web.HTTPSeeOther(there)
    answer.set_cookie(
        WAY_COOKIE,
        login.begin(way, now),
        max_age=int(WAY_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",  # it must come back from the provider's page
        secure=request.secure,
        path=BACK,
    )
    raise answer


@may(ANYONE)
async def come_back(request: web.Request) -> web.StreamResponse:
    """Take the browser back: who it is by the provider is signed in here."""
    login, now = _login(request), request.app[CLOCK].now()
    limit, address = request.app[LOGIN_LIMIT], request.remote or ""
    if limit.wait(address, now):
        return _failed(request, NotBelieved("too many tries"))
    try:
        key = request.cookies.get(WAY_COOKIE, "")
        way = login.end(key, request.query.get("state", "")[:LONGEST_ANSWER], now)
        identity = await _identity(request, login.provider, way)
        newcomers = login.provider.config.newcomers
        opened = await request.app[LOGINS].write(
            lambda session: agents.log_in_by_identity(session, identity, newcomers, now)
        )
    except LineaError as error:
        if isinstance(error, NotBelieved | NotKnown):
            limit.failed(address, now)
        return _failed(request, error)
    await leave(request, way.former)
    # A page of ours leads on: a redirect would still be the provider's, and bring no Strict cookie.
    answer = aiohttp_jinja2.render_template("entered.html", request, {"wanted": way.wanted})
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    give_cookie(request, answer, opened)
    answer.set_cookie(
        BY_PROVIDER, "1", httponly=True, samesite="Strict", secure=request.secure, path="/"
    )
    answer.del_cookie(WAY_COOKIE, path=BACK)
    return answer


async def _identity(request: web.Request, provider: Provider, way: Way) -> Identity:
    """Whose account came back. Raises NotBelieved, ProviderGone, NotKnown."""
    issuer = request.query.get("iss", provider.config.issuer)
    if issuer != provider.config.issuer:  # RFC 9207
        raise NotBelieved("another issuer answers")
    code = request.query.get("code", "")
    if "error" in request.query or not code or len(code) > LONGEST_ANSWER:
        raise NotBelieved("there is no code")
    return await provider.identity(code=code, back=way.back, verifier=way.verifier, nonce=way.nonce)


def _login(request: web.Request) -> OidcLogin:
    login = request.app.get(OIDC)
    if login is None:
        raise NotFound("aquí se entra con usuario y contraseña")
    return login


def _failed(request: web.Request, error: LineaError) -> web.StreamResponse:
    """Back to the form, which says why in words of its own."""
    log.warning("oidc_failed", code=error.code, why=error.message)
    back = web.HTTPSeeOther(f"/entrar?{urlencode({'falla': error.code})}")
    back.del_cookie(WAY_COOKIE, path=BACK)
    raise back


def _destination(wanted: str) -> str:
    """A page of ours, never another address."""
    return wanted if len(wanted) < 500 and _DESTINATION.fullmatch(wanted) else "/puesto"
