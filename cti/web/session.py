"""Signing in and out, and what a signed-in person is told of themselves."""

from __future__ import annotations

from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from cti.seats import Seat
from cti.web.access import ANYONE, SIGNED_IN_ANY, may, rights, session_of
from cti.web.body import done, json_answer, read_body
from cti.web.keys import (
    API,
    CLOCK,
    DESK_RULES,
    FLOOR,
    LOGIN_LIMIT,
    LOGINS,
    MORE_TIME,
    OIDC,
    PLACE,
    SEATS,
    SIGNED_IN,
)
from cti.web.operation import operation
from cti.web.person import Left, LoggedIn, Me, WhoIAm
from cti.web.place import SipAccount
from cti.web.problem import NotAllowed, NotSignedIn, Throttled
from cti.web.same_site import COOKIE
from cti.web.telephones import sit_at_telephone
from ivr.errors import LineaError
from ivr.services import agents
from ivr.services.agents import Agent, LogIn, LoginOutcome
from ivr.services.own_day import own_day

log = structlog.get_logger(__name__)

BY_PROVIDER = "linea_by_provider"
"""Says that the session was opened by the provider, so that signing out goes there too."""


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """What is typed to sign in."""

    user: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


@may(ANYONE)
@operation("Entrar", body=Credentials, answer=LoggedIn, errors=(401, 429))
async def log_in(request: web.Request) -> web.Response:
    """Sign in: a session cookie and who one is. The browser's former session ends."""
    if not request.app[PLACE].passwords:
        raise NotAllowed("aquí se entra con la cuenta de la entidad")
    given = await read_body(request, Credentials)
    now, limit, address = request.app[CLOCK].now(), request.app[LOGIN_LIMIT], request.remote or ""
    if wait := limit.wait(address, now):
        raise _throttled(wait)
    logins = request.app[LOGINS]
    checked = await logins.read(
        lambda session: agents.check_password(session, given.user, given.password, now)
    )
    tried = await logins.write(lambda session: agents.log_in(session, checked, now))
    if tried.outcome is LoginOutcome.THROTTLED:
        raise _throttled(tried.retry_after or 60)
    if tried.agent is None or tried.token is None or tried.expires_at is None:
        limit.failed(address, now)
        raise NotSignedIn("el usuario o la contraseña no son correctos", code="wrong_credentials")
    await leave(request, request.cookies.get(COOKIE, ""))
    answer = json_answer({"agent": agent_fields(tried.agent)})
    give_cookie(request, answer, tried)
    answer.del_cookie(BY_PROVIDER, path="/")
    return answer


@may(ANYONE)
@operation("Salir", answer=Left, or_nothing=True)
async def log_out(request: web.Request) -> web.Response:
    """Close the session; the desk is free and the agent offline. Never an error."""
    await leave(request, request.cookies.get(COOKIE, ""))
    there = await way_out(request)
    answer = done() if there is None else json_answer({"leave": there})
    answer.del_cookie(COOKIE, path="/")
    answer.del_cookie(BY_PROVIDER, path="/")
    return answer


def give_cookie(request: web.Request, answer: web.StreamResponse, opened: LogIn) -> None:
    """Give a browser its session, which no script and no other site's page gets."""
    assert opened.token is not None
    assert opened.expires_at is not None
    answer.set_cookie(
        COOKIE,
        opened.token,
        max_age=int((opened.expires_at - request.app[CLOCK].now()).total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.secure,
        path="/",
    )


async def leave(request: web.Request, token: str) -> None:
    """Close a browser's session, if it is one; the person's last takes them off duty."""
    person = await session_of(request.app, token)
    if person is not None and await _was_the_last(request, token):
        request.app[FLOOR].sign_out(person.agent.id)


async def _was_the_last(request: web.Request, token: str) -> bool:
    """Close the session; whether it was the person's last."""
    now = request.app[CLOCK].now()
    return await request.app[API].write(lambda session: agents.log_out(session, token, now))


async def way_out(request: web.Request) -> str | None:
    """Where a browser goes that signed in by the provider, to sign out there too."""
    login = request.app.get(OIDC)
    if login is None or BY_PROVIDER not in request.cookies:
        return None
    try:
        return await login.provider.exit(f"{request.scheme}://{request.host}/entrar")
    except LineaError as error:
        log.warning("oidc_exit_not_known", code=error.code)
        return None


@may(SIGNED_IN_ANY)
@operation("Quién soy y qué puedo hacer", answer=WhoIAm)
async def who(request: web.Request) -> web.Response:
    """Who one is and what one may do; unlike :func:`me` it lends no desk."""
    agent = request[SIGNED_IN].agent
    return json_answer({"agent": agent_fields(agent), "rights": sorted(rights(agent.role))})


@may(SIGNED_IN_ANY)
@operation("Mi puesto, mi estado y mi día", answer=Me, errors=(409,))
async def me(request: web.Request) -> web.Response:
    """Who one is, one's state and day, and the telephone of the desk that is lent."""
    person, now = request[SIGNED_IN], request.app[CLOCK].now()
    agent = person.agent
    figures = await request.app[API].read(lambda session: own_day(session, agent.id, now))
    telephone = await sit_at_telephone(request) if agent.skills else None
    desk = await _desk(request) if agent.skills and telephone is None else None
    shown, rules = request.app[FLOOR].shown(agent.id), request.app[DESK_RULES]
    return json_answer(
        {
            "agent": agent_fields(agent),
            "rights": sorted(rights(agent.role)),
            "state": shown.state,
            "reason": shown.reason,
            "desk": desk,
            "telephone": telephone.label or telephone.name if telephone else None,
            "queues": list(agent.skills),
            "today": figures,
            "pauses": rules.pauses,
            "task_queues": rules.task_queues,
            "more_seconds": int(request.app[MORE_TIME].total_seconds()),
        }
    )


async def _desk(request: web.Request) -> SipAccount:
    """Lend a desk to the session and seat the agent there."""
    person, now = request[SIGNED_IN], request.app[CLOCK].now()
    name = person.desk
    if name is None:
        lease = await request.app[API].write(
            lambda session: agents.take_desk(session, person.session_id, now)
        )
        name = lease.name
    take_seat(request, name)
    return request.app[PLACE].desk_account(name, person.key, person.expires_at)


def take_seat(request: web.Request, desk: str) -> None:
    """Seat the request's agent at a desk that is lent to them."""
    agent = request[SIGNED_IN].agent
    seat = Seat(agent.id, desk, tuple(agent.skills.items()))
    if request.app[SEATS].of(agent.id) != seat:
        request.app[FLOOR].sit(seat)


def agent_fields(agent: Agent) -> dict[str, object]:
    """A person as the API shows them."""
    return {"id": agent.id, "name": agent.name, "user": agent.user, "role": agent.role}


def _throttled(wait: int) -> Throttled:
    minutes = -(-wait // 60)
    when = "un minuto" if minutes == 1 else f"{minutes} minutos"
    return Throttled(f"demasiados intentos; espere {when} y vuelva a probar", retry_after=wait)
