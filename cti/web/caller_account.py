"""Whose account the caller's is, as the agent says; and that their identity was verified."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, ATTENDING, CLOCK, SIGNED_IN
from cti.web.operation import operation
from cti.web.own_call import own_account, own_call, renew_card
from cti.web.query import Query, read_query
from ivr.services import account_search, caller_account, identity_notes
from ivr.store import Verification

Number = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class SearchedText(Query, frozen=True):
    """A number, a document, or words of name and address."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class FoundAccount(msgspec.Struct):
    """An account as a search shows it."""

    number: str
    holder: str
    address: str
    zone: str


class FoundAccounts(msgspec.Struct):
    """At most ten."""

    accounts: list[FoundAccount]


class ChosenAccount(msgspec.Struct, forbid_unknown_fields=True):
    """The account of who calls, None where it is none of those found."""

    account: Number | None


class VerifiedBy(msgspec.Struct, forbid_unknown_fields=True):
    """How the identity was verified; ``digits``: what the caller said of a datum to check."""

    way: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    digits: Annotated[str, msgspec.Meta(max_length=3)] = ""


class Verdict(msgspec.Struct):
    """What came of it; ``locked``: no more tries today."""

    verified: bool
    locked: bool


@may(Right.SERVE_CALLS)
@operation("Buscar la cuenta de quien llama", query=SearchedText, answer=FoundAccounts)
async def search(request: web.Request) -> web.Response:
    """Accounts by number, document, name or address, for a call of one's own alone."""
    text = read_query(request, SearchedText).text

    def found(session: Session) -> FoundAccounts:
        own_call(request, session)
        return FoundAccounts(
            [
                FoundAccount(one.number, one.holder, one.address, one.zone)
                for one in account_search.search(session, text)
            ]
        )

    return json_answer(await request.app[API].read(found))


@may(Right.SERVE_CALLS)
@operation("Elegir la cuenta de quien llama", body=ChosenAccount)
async def choose(request: web.Request) -> web.Response:
    """Keep the account of the call, with who chose; the card is shown anew."""
    chosen, agent = await read_body(request, ChosenAccount), request[SIGNED_IN].agent
    now = request.app[CLOCK].now()

    def keep(session: Session) -> None:
        call = own_call(request, session)
        caller_account.choose(session, call.call_id, chosen.account, agent, now)

    await request.app[API].write(keep)
    renew_card(request)
    return done()


@may(Right.SERVE_CALLS)
@operation("Anotar que se verificó la identidad", body=VerifiedBy, answer=Verdict, errors=(409,))
async def verify(request: web.Request) -> web.Response:
    """Note that the agent verified the caller's identity, with how; a datum is checked."""
    by, agent = await read_body(request, VerifiedBy), request[SIGNED_IN].agent
    way, now = request.app[ATTENDING].identity.by_code(by.way), request.app[CLOCK].now()

    def keep(session: Session) -> Verification:
        call = own_call(request, session)
        account = own_account(session, call)
        return identity_notes.note(session, call, account, way, by.digits, agent, now)

    result = await request.app[API].write(keep)
    renew_card(request)
    return json_answer(
        Verdict(result is Verification.VERIFIED, locked=result is Verification.LOCKED)
    )
