"""What an agent may do for the caller of a call: the choices and limits of each action."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import API, ATTENDING, CLOCK, DAMAGES, PARTS, PQRS
from cti.web.operation import operation
from cti.web.own_call import NO_ACCOUNT, own_call
from ivr.clock import BOGOTA
from ivr.errors import Refused
from ivr.phone_number import masked
from ivr.services import billing, call_messages, callbacks, caller_match, outages, promises
from ivr.services.accounts import Account
from ivr.services.call_messages import Names
from ivr.services.calls import CallRecord
from ivr.services.contact import Why
from ivr.services.damage import DamageCatalogue
from ivr.services.identity_notes import IdentityWays
from ivr.services.outbound import is_mobile

NO_WAY_OUT = "la línea no tiene por dónde devolver llamadas"
WHY: dict[Why | None, str] = {
    Why.NO_RULE: "ninguna regla de contacto lo permite",
    Why.REFUSED: "la persona pidió que no se la contacte",
    Why.OUTSIDE_HOURS: "a esta hora no se la puede contactar",
    Why.TODAY_ALREADY: "hoy ya se la contactó",
    Why.OTHER_CHANNEL: "esta semana ya se la contactó por otro medio",
}


class WayShown(msgspec.Struct):
    """A way to verify the identity; ``digits``: three are asked for."""

    code: str
    label: str
    digits: bool


class PromiseLimits(msgspec.Struct):
    """What may be promised, whole pesos; ``refusal`` says why nothing."""

    owed: int
    smallest: int
    first: date
    last: date
    refusal: str | None


class Reach(msgspec.Struct):
    """Whether the caller's number may be reached; ``refusal`` says why not, ``at`` when."""

    masked: str
    at: datetime | None
    refusal: str | None


class SendableShown(msgspec.Struct):
    """A message that may be sent; ``about`` is a radicado or a ticket."""

    template: str
    about: str


class KindShown(msgspec.Struct):
    """What can fail of a service; priority 1 is danger to people."""

    service: str | None
    name: str
    kind: str
    priority: int


class ZoneShown(msgspec.Struct):
    """A barrio or a vereda."""

    id: int
    name: str


class Attended(msgspec.Struct):
    """All that may be done for the caller of one call. Without an account no promise."""

    identity: list[WayShown]
    promise: PromiseLimits
    callback: Reach
    message: Reach
    messages: list[SendableShown]
    damages: list[KindShown]
    zones: list[ZoneShown]
    tells_restored: bool


@may(Right.SERVE_CALLS)
@operation("Lo que se puede hacer por quien llama", answer=Attended)
async def possible(request: web.Request) -> web.Response:
    """What the agent of a call may do for its caller, with the limits of each."""
    rules, now, names = request.app[ATTENDING], request.app[CLOCK].now(), names_of(request)
    live = await owed_live(request)

    def found(session: Session) -> Attended:
        call = own_call(request, session)
        account = caller_match.matched(session, call).account
        return Attended(
            identity=_ways(rules.identity) if account else [],
            promise=_promise(request, session, call, account, live, now),
            callback=_callback(session, call, now, goes_out=rules.calls_back),
            message=_message(session, call, now),
            messages=[
                SendableShown(one.template, one.about)
                for one in call_messages.sendable(session, call, account, names)
            ],
            damages=_kinds(names.damages),
            zones=[ZoneShown(one.id, one.name) for one in outages.zones(session)],
            tells_restored=is_mobile(call.number),
        )

    return json_answer(await request.app[API].read(found))


def names_of(request: web.Request) -> Names:
    """How kinds of cases and services are called."""
    return Names(request.app[PQRS], request.app[DAMAGES])


async def owed_live(request: web.Request) -> int | None:
    """What the account of the call owes by the billing system, None where none tells it."""
    desk = request.app[PARTS].billing
    if desk is None:
        return None

    def number(session: Session) -> str | None:
        account = caller_match.matched(session, own_call(request, session)).account
        return account.number if account else None

    account = await request.app[API].read(number)
    return None if account is None else await desk.owed(account)


def owed(session: Session, account: Account, live: int | None, now: datetime) -> int:
    """What an account owes in all: as the billing system said, else as imported."""
    if live is not None:
        return live
    return billing.statement(session, account.id, now.astimezone(BOGOTA).date()).owed


def _promise(
    request: web.Request,
    session: Session,
    call: CallRecord,
    account: Account | None,
    live: int | None,
    now: datetime,
) -> PromiseLimits:
    today = now.astimezone(BOGOTA).date()
    if account is None:
        return PromiseLimits(0, 0, today, today, NO_ACCOUNT)
    rules = request.app[ATTENDING].promises
    debt = owed(session, account, live, now)
    one = promises.limits(session, account.id, call.call_id, debt, rules, today)
    return PromiseLimits(one.owed, one.smallest, one.first, one.last, one.refusal)


def _callback(session: Session, call: CallRecord, now: datetime, *, goes_out: bool) -> Reach:
    shown = masked(call.number)
    if not goes_out:
        return Reach(shown, None, NO_WAY_OUT)
    try:
        allowed = callbacks.possible(session, call, None, now)
    except Refused as refused:
        return Reach(shown, None, refused.message)
    refusal = WHY[allowed.why] if allowed.next_moment is None else None
    return Reach(shown, allowed.next_moment, refusal)


def _message(session: Session, call: CallRecord, now: datetime) -> Reach:
    shown = masked(call.number)
    try:
        allowed = call_messages.allowed(session, call, now)
    except Refused as refused:
        return Reach(shown, None, refused.message)
    return Reach(shown, allowed.next_moment, None if allowed else WHY[allowed.why])


def _ways(ways: IdentityWays) -> list[WayShown]:
    return [WayShown(one.code, one.label, one.checked is not None) for one in ways.way]


def _kinds(catalogue: DamageCatalogue) -> list[KindShown]:
    """The dangers first, then what can fail of each service that is given."""
    dangers = [KindShown(one.service, "Peligro", one.label, 1) for one in catalogue.dangers]
    kinds = [
        KindShown(utility.code, utility.says, one.label, one.priority)
        for utility in catalogue.offered
        for one in utility.kinds
    ]
    return [*dangers, *kinds]
