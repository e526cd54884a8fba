"""Accounts: who is supplied where, found by telephone, account number or document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ivr import store

MOST_FOUND = 20
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


def by_phone(session: Session, e164: str) -> tuple[Account, ...]:
    """The accounts that a telephone is known for, at most 20, by account number."""
    of_phone = select(store.AccountPhone.account_id).where(store.AccountPhone.number == e164)
    return _found(session, store.Account.id.in_(of_phone))


def by_number(session: Session, number: str) -> tuple[Account, ...]:
    """The account with this number, separators ignored: a tuple of one, or empty."""
    return _found(session, store.Account.number == digits(number))


def by_document(session: Session, document: str) -> tuple[Account, ...]:
    """The accounts whose holder has this cédula or NIT, separators ignored."""
    return _found(session, store.Account.document == digits(document))


def by_id(session: Session, account_id: int) -> Account | None:
    """The account of that id."""
    return next(iter(_found(session, store.Account.id == account_id)), None)


def digits(typed: str) -> str:
    """Only the ASCII digits of what was typed."""
    return "".join(character for character in typed if character in "0123456789")


def _found(session: Session, condition: ColumnElement[bool]) -> tuple[Account, ...]:
    query = select(store.Account).where(condition).order_by(store.Account.number).limit(MOST_FOUND)
    return tuple(_account(row) for row in session.scalars(query))


def _account(row: store.Account) -> Account:
    return Account(
        id=row.id,
        number=row.number,
        holder=row.holder,
        document=row.document,
        address=row.address,
        zone=row.zone.name,
        zone_id=row.zone_id,
        stratum=row.stratum,
        services=row.services,
        phones=tuple(phone.number for phone in row.phones),
        suspended_since=row.suspended_since,
    )
