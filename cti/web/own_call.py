"""The calls for which an agent may do something: the one on their screen, and those they took."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.keys import FLOOR, PARTS, SIGNED_IN
from ivr.errors import NotFound, Refused
from ivr.services import caller_match, calls
from ivr.services.accounts import Account
from ivr.services.calls import CallRecord

NO_ACCOUNT = "primero elija la cuenta de quien llama"


def call_of(request: web.Request) -> str:
    """The call that an address names."""
    return request.match_info["call_id"]


def own_call(request: web.Request, session: Session) -> CallRecord:
    """The call of the request, which must be the agent's own. Raises NotFound.

    A call on screen is one's own before the log has written who was rung.
    """
    agent_id, call_id = request[SIGNED_IN].agent.id, call_of(request)
    call = calls.by_id(session, call_id)
    rang = call is not None and any(leg.agent_id == agent_id for leg in call.legs)
    if call is None or not (rang or on_screen(request) == call.call_id):
        raise NotFound("esa llamada no existe o no le corresponde")
    return call


def own_account(session: Session, call: CallRecord) -> Account:
    """The account that the call's card shows. Raises Refused where it shows none."""
    account = caller_match.matched(session, call).account
    if account is None:
        raise Refused(NO_ACCOUNT)
    return account


def on_screen(request: web.Request) -> str | None:
    """The call that the agent's screen shows."""
    return request.app[FLOOR].call_on_screen(request[SIGNED_IN].agent.id)


def renew_card(request: web.Request) -> None:
    """Show the call's card anew: something in it was changed."""
    request.app[PARTS].pops.renew(call_of(request))
