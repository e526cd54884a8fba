"""Signing in and out, and what a signed-in person is told of themselves."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.seats import Seat
from cti.web.access import ANYONE, COOKIE, SIGNED_IN_ANY, may, rights, signed_in
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CLOCK, FLOOR, LOGIN_LIMIT, LOGINS, PLACE, SEATS, SIGNED_IN
from cti.web.problem import NotSignedIn, Throttled
from ivr.services import agents
from ivr.services.agents import Agent, LoginOutcome


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """What is typed to sign in."""

    user: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


@may(ANYONE)
async def log_in(request: web.Request) -> web.Response:
    """Sign in: a session cookie and who one is. The browser's former session ends."""
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
    await _leave(request)
    answer = json_answer({"agent": agent_fields(tried.agent)})
    answer.set_cookie(
        COOKIE,
        tried.token,
        max_age=int((tried.expires_at - now).total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.secure,
        path="/",
    )
    return answer


@may(ANYONE)
async def log_out(request: web.Request) -> web.Response:
    """Close the session; the desk is free and the agent offline. Never an error."""
    await _leave(request)
    answer = done()
    answer.del_cookie(COOKIE, path="/")
    return answer


async def _leave(request: web.Request) -> None:
    """Close the session that the browser came with, if any."""
    person = await signed_in(request)
    if person is not None and await _was_the_last(request):
        request.app[FLOOR].sign_out(person.agent.id)


async def _was_the_last(request: web.Request) -> bool:
    """Close the session; whether it was the person's last, which takes them off duty."""
    now, token = request.app[CLOCK].now(), request.cookies[COOKIE]
    return await request.app[API].write(lambda session: agents.log_out(session, token, now))


@may(SIGNED_IN_ANY)
async def who(request: web.Request) -> web.Response:
    """Who one is and what one may do; unlike :func:`me` it lends no desk."""
    agent = request[SIGNED_IN].agent
    return json_answer({"agent": agent_fields(agent), "rights": sorted(rights(agent.role))})


@may(SIGNED_IN_ANY)
async def me(request: web.Request) -> web.Response:
    """Who one is, one's state and day, and the telephone of the desk that is lent."""
    person, now = request[SIGNED_IN], request.app[CLOCK].now()
    agent = person.agent
    figures = await request.app[API].read(
        lambda session: agents.figures_today(session, agent.id, now)
    )
    desk = await _desk(request) if agent.skills else None
    shown = request.app[FLOOR].shown(agent.id)
    return json_answer(
        {
            "agent": agent_fields(agent),
            "rights": sorted(rights(agent.role)),
            "state": shown.state,
            "reason": shown.reason,
            "desk": desk,
            "queues": list(agent.skills),
            "today": figures,
        }
    )


async def _desk(request: web.Request) -> dict[str, str]:
    """Lend a desk to the session and seat the agent there."""
    person, now, place = request[SIGNED_IN], request.app[CLOCK].now(), request.app[PLACE]
    name = person.desk
    if name is None:
        lease = await request.app[API].write(
            lambda session: agents.take_desk(session, person.session_id, now)
        )
        name = lease.name
    take_seat(request, name)
    return {
        "uri": place.sip_uri(name),
        "password": place.sip_password(name),
        "ws": place.sip_ws,
        "display": name.removeprefix("desk-"),
    }


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
