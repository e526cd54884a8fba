"""Accounts of subscribers, for other systems: found by number, document or telephone."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.case_privacy import initials, sees_people
from cti.web.keys import API, PLACE, SIGNED_IN
from cti.web.operation import operation
from cti.web.query import Paged, read_query
from ivr.errors import Invalid, NotFound
from ivr.phone_number import masked, normalise
from ivr.services import accounts
from ivr.services.accounts import Account
from ivr.services.agents import SignedIn
from ivr.services.api_tokens import Scope

Digits = Annotated[str, msgspec.Meta(max_length=40)]


class AccountQuery(Paged, frozen=True):
    """Which accounts; separators in numbers don't matter."""

    number: Digits | None = None
    document: Digits | None = None
    phone: Digits | None = None


class ShownAccount(msgspec.Struct):
    """An account. Holder, document, address and telephones are whole for who works on cases.

    A token needs ``personal:read`` for that; others see initials and last digits.
    """

    number: str
    holder: str
    document: str
    address: str
    zone: str
    zone_id: int
    stratum: int
    services: tuple[str, ...]
    phones: tuple[str, ...]
    suspended_since: date | None


class AccountPage(msgspec.Struct):
    """A page of accounts, by number."""

    accounts: list[ShownAccount]
    next: str | None


@may(Right.SEE_CASES)
@operation(
    "Las cuentas, por número, documento o teléfono",
    query=AccountQuery,
    answer=AccountPage,
    scope=Scope.ACCOUNTS_READ,
)
async def list_accounts(request: web.Request) -> web.Response:
    """Accounts by number; each filter that is given must hold."""
    asked, person = read_query(request, AccountQuery), request[SIGNED_IN]
    phone = _telephone(request, asked.phone)
    page = await request.app[API].read(
        lambda session: accounts.page(
            session,
            number=asked.number,
            document=asked.document,
            phone=phone,
            cursor=asked.cursor,
            limit=asked.limit,
        )
    )
    return json_answer(AccountPage([_shown(one, person) for one in page.accounts], page.next))


@may(Right.SEE_CASES)
@operation("Una cuenta", answer=ShownAccount, scope=Scope.ACCOUNTS_READ)
async def one_account(request: web.Request) -> web.Response:
    """The account of a number."""
    number = request.match_info["number"]
    found = await request.app[API].read(lambda session: accounts.by_number(session, number))
    if not found:
        raise NotFound("no hay una cuenta con ese número")
    return json_answer(_shown(found[0], request[SIGNED_IN]))


def _telephone(request: web.Request, written: str | None) -> str | None:
    if written is None:
        return None
    number = normalise(written, request.app[PLACE].area_code)
    if number is None:
        raise Invalid("ese número de teléfono no existe", field="phone")
    return number


def _shown(one: Account, person: SignedIn) -> ShownAccount:
    whole = sees_people(person)
    return ShownAccount(
        number=one.number,
        holder=one.holder if whole else initials(one.holder),
        document=one.document if whole else masked(one.document),
        address=one.address if whole else "•••",
        zone=one.zone,
        zone_id=one.zone_id,
        stratum=one.stratum,
        services=one.services,
        phones=one.phones if whole else tuple(masked(phone) for phone in one.phones),
        suspended_since=one.suspended_since,
    )
