"""Accounts: who is supplied where, found by telephone, account number or document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import cursor as cursors

MOST_FOUND = 20
LONGEST_PAGE = 200
NUMBER_DIGITS = (6, 12)
"""The least and most digits of an account's number: what a caller can type, and files may hold."""
DOCUMENT_DIGITS = (3, 10)
"""The same of a cédula (3 to 10) or a NIT without its check digit (8 to 10)."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as dialogs and desks see it. ``phones`` are E.164, the preferred one first."""

    id: int
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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of accounts; ``next`` is the cursor of the page after it, None on the last."""

    accounts: tuple[Account, ...]
    next: str | None


# Made once: every call asks these.
_ACCOUNTS = (
    select(
        store.Account.id,
        store.Account.number,
        store.Account.holder,
        store.Account.document,
        store.Account.address,
        store.Zone.name.label("zone"),
        store.Account.zone_id,
        store.Account.stratum,
        store.Account.services,
        store.Account.suspended_since,
    )
    .join(store.Zone, store.Zone.id == store.Account.zone_id)
    .order_by(store.Account.number)
)
_OF_PHONE = _ACCOUNTS.where(
    store.Account.id.in_(
        select(store.AccountPhone.account_id).where(store.AccountPhone.number == bindparam("phone"))
    )
).limit(MOST_FOUND)
_PHONES = (
    select(store.AccountPhone.account_id, store.AccountPhone.number)
    .where(store.AccountPhone.account_id.in_(bindparam("ids", expanding=True)))
    .order_by(store.AccountPhone.position)
)


def by_phone(session: Session, e164: str) -> tuple[Account, ...]:
    """The accounts that a telephone is known for, at most 20, by account number."""
    return _read(session, _OF_PHONE, {"phone": e164})


def by_number(session: Session, number: str) -> tuple[Account, ...]:
    """The account with this number, separators ignored: a tuple of one, or empty."""
    return matching(session, store.Account.number == digits(number))


def by_document(session: Session, document: str) -> tuple[Account, ...]:
    """The accounts whose holder has this cédula or NIT, separators ignored."""
    return matching(session, store.Account.document == digits(document))


def by_id(session: Session, account_id: int) -> Account | None:
    """The account of that id."""
    return next(iter(matching(session, store.Account.id == account_id)), None)


def page(
    session: Session,
    *,
    number: str | None = None,
    document: str | None = None,
    phone: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """The accounts of a number, a document, a telephone (E.164), or all, by number.

    Raises Invalid for a cursor not given by a page.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    account, wanted = store.Account, list[ColumnElement[bool]]()
    if number is not None:
        wanted.append(account.number == digits(number))
    if document is not None:
        wanted.append(account.document == digits(document))
    if phone is not None:
        of_phone = select(store.AccountPhone.account_id).where(store.AccountPhone.number == phone)
        wanted.append(account.id.in_(of_phone))
    if cursor is not None:
        (last,) = cursors.parts(cursor, 1)
        wanted.append(account.number > digits(last))
    found = matching(session, *wanted, limit=limit + 1)
    more = cursors.cursor(found[limit - 1].number) if len(found) > limit else None
    return Page(found[:limit], more)


def matching(
    session: Session, *conditions: ColumnElement[bool], limit: int = MOST_FOUND
) -> tuple[Account, ...]:
    """The accounts of which all conditions hold, at most ``limit``, by account number."""
    return _read(session, _ACCOUNTS.where(*conditions).limit(limit))


def digits(typed: str) -> str:
    """Only the ASCII digits of what was typed."""
    return "".join(character for character in typed if character in "0123456789")


def _read(
    session: Session, query: Select[*tuple[Any, ...]], asked: dict[str, str] | None = None
) -> tuple[Account, ...]:
    rows = session.execute(query, asked).all()
    phones: dict[int, list[str]] = {row.id: [] for row in rows}
    if rows:
        for account_id, number in session.execute(_PHONES, {"ids": list(phones)}):
            phones[account_id].append(number)
    return tuple(Account(**row._mapping, phones=tuple(phones[row.id])) for row in rows)
