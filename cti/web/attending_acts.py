"""What an agent does for the caller of a call: each linked to it, each once however often sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.attending import NO_WAY_OUT, WHY, names_of, owed, owed_live
from cti.web.body import RowId, json_answer, read_body
from cti.web.case_filing import Id
from cti.web.keys import API, ATTENDING, CLOCK, DAMAGES, SIGNED_IN
from cti.web.operation import operation
from cti.web.own_call import own_account, own_call, renew_card
from ivr.errors import Invalid, Refused
from ivr.phone_number import masked
from ivr.services import call_messages, callbacks, caller_match, damage, outages, promises
from ivr.services.damage import DamageCatalogue, DamageFiling
from ivr.services.outbound import is_mobile
from ivr.services.promises import NewPromise

DANGER = 1


class NewDamage(msgspec.Struct, forbid_unknown_fields=True):
    """A damage as told to an agent. Without an address it is the account's.

    ``kind`` is a label of the catalogue; ``filing_id`` a UUID of the page's own.
    """

    filing_id: Id
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    service: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    address: Annotated[str, msgspec.Meta(max_length=160)] = ""
    zone_id: RowId | None = None
    tell_restored: bool = False


class Ticketed(msgspec.Struct):
    """The report's number."""

    ticket: str


class NewPaymentPromise(msgspec.Struct, forbid_unknown_fields=True):
    """What the person promises; ``promise_id`` is a UUID of the page's own."""

    promise_id: Id
    amount: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    due_on: date


class Promised(msgspec.Struct):
    """A promise that stands."""

    id: int
    amount: int
    due_on: date


class NewCallback(msgspec.Struct, forbid_unknown_fields=True):
    """From when on the person wants to be called; None: as soon as it may be."""

    not_before: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class OwedCallback(msgspec.Struct):
    """The call that is owed: from when on, to the number that ends so."""

    masked: str
    not_before: datetime


class NewMessage(msgspec.Struct, forbid_unknown_fields=True):
    """One of the messages that may be sent."""

    template: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    about: Annotated[str, msgspec.Meta(max_length=20)] = ""


class SentMessage(msgspec.Struct):
    """To the number that ends so; ``again``: this call had sent it before."""

    masked: str
    again: bool


@may(Right.SERVE_CALLS)
@operation("Reportar un daño en una llamada", body=NewDamage, answer=Ticketed, status=201)
async def report_damage(request: web.Request) -> web.Response:
    """Report a damage that the caller told of."""
    told, now = await read_body(request, NewDamage), request.app[CLOCK].now()
    priority = _priority(request.app[DAMAGES], told)

    def file(session: Session) -> str:
        call = own_call(request, session)
        account = caller_match.matched(session, call).account
        elsewhere = bool(told.address.strip()) or told.zone_id is not None
        if account is None and not elsewhere:
            raise Invalid("escriba dónde es el daño", field="address")
        if told.zone_id is not None and told.zone_id not in {
            one.id for one in outages.zones(session)
        }:
            raise Invalid("ese sector no existe", field="zone_id")
        notify = call.number if told.tell_restored and is_mobile(call.number) else None
        filing = DamageFiling(
            kind=told.kind,
            priority=priority,
            service=told.service,
            call_id=call.call_id,
            account_id=account.id if account else None,
            zone_id=told.zone_id,
            address=" ".join(told.address.split()),
            notify=notify,
            filing_id=told.filing_id,
        )
        return damage.file(session, filing, now)

    ticket = await request.app[API].write(file)
    renew_card(request)
    return json_answer(Ticketed(ticket), status=201)


@may(Right.SERVE_CALLS)
@operation(
    "Anotar una promesa de pago",
    body=NewPaymentPromise,
    answer=Promised,
    status=201,
    errors=(409,),
)
async def promise(request: web.Request) -> web.Response:
    """Write down what the person promises to pay, and until when."""
    new, now = await read_body(request, NewPaymentPromise), request.app[CLOCK].now()
    agent_id, rules = request[SIGNED_IN].agent.id, request.app[ATTENDING].promises
    live = await owed_live(request)

    def make(session: Session) -> Promised:
        call = own_call(request, session)
        account = own_account(session, call)
        made = NewPromise(
            promise_id=new.promise_id,
            account_id=account.id,
            call_id=call.call_id,
            agent_id=agent_id,
            amount=new.amount,
            due_on=new.due_on,
            owed=owed(session, account, live, now),
        )
        one = promises.make(session, made, rules, now)
        return Promised(one.id, one.amount, one.due_on)

    promised = await request.app[API].write(make)
    renew_card(request)
    return json_answer(promised, status=201)


@may(Right.SERVE_CALLS)
@operation(
    "Prometer una devolución de llamada",
    body=NewCallback,
    answer=OwedCallback,
    status=201,
    errors=(409,),
)
async def call_back(request: web.Request) -> web.Response:
    """Owe the caller a call, at a moment that the rules of contact allow."""
    wanted, now = await read_body(request, NewCallback), request.app[CLOCK].now()
    if not request.app[ATTENDING].calls_back:
        raise Refused(NO_WAY_OUT)

    def owe(session: Session) -> OwedCallback:
        call = own_call(request, session)
        one = callbacks.promise(session, call, wanted.not_before, now)
        return OwedCallback(masked(one.number), one.not_before)

    owing = await request.app[API].write(owe)
    renew_card(request)
    return json_answer(owing, status=201)


@may(Right.SERVE_CALLS)
@operation(
    "Enviar un mensaje de texto a quien llama",
    body=NewMessage,
    answer=SentMessage,
    status=201,
    errors=(409,),
)
async def send(request: web.Request) -> web.Response:
    """Send the caller one of the messages that may be sent, to the number they call from."""
    wanted, now = await read_body(request, NewMessage), request.app[CLOCK].now()

    def queue(session: Session) -> SentMessage:
        call = own_call(request, session)
        may_be = call_messages.allowed(session, call, now)
        if not may_be:
            raise Refused(WHY[may_be.why])
        account = caller_match.matched(session, call).account
        for one in call_messages.sendable(session, call, account, names_of(request)):
            if (one.template, one.about) == (wanted.template, wanted.about):
                fresh = call_messages.send(session, call, one, now)
                return SentMessage(masked(call.number), again=not fresh)
        raise Refused("ese mensaje no se puede enviar en esta llamada")

    sent = await request.app[API].write(queue)
    return json_answer(sent, status=201)


def _priority(catalogue: DamageCatalogue, told: NewDamage) -> int:
    """How urgent that kind is. Raises Invalid for what the catalogue doesn't have."""
    if any((one.service, one.label) == (told.service, told.kind) for one in catalogue.dangers):
        return DANGER
    for utility in catalogue.offered:
        for kind in utility.kinds:
            if (utility.code, kind.label) == (told.service, told.kind):
                return kind.priority
    raise Invalid("ese daño no está en el catálogo", field="kind")
