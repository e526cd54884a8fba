"""Accounts and invoices taken over from the billing system, as CSV files in UTF-8.

A file is taken in whole or not at all; taken in again it brings what is there up to date.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid
from ivr.phone_number import normalise
from ivr.services.accounts import DOCUMENT_DIGITS, NUMBER_DIGITS, digits
from ivr.store import Service, ZoneKind

Value = TypeVar("Value")
Row = Mapping[str, str]

ACCOUNT_COLUMNS = (
    "number", "holder", "document", "address", "zone", "stratum", "services", "phones",
    "suspended_since",
)  # fmt: skip
INVOICE_COLUMNS = ("number", "account", "period", "issued_on", "due_on", "total", "owed", "paid_on")
MOST_PESOS = 999_999_999_999
NOON_IN_BOGOTA = time(17, tzinfo=UTC)


def take_accounts(session: Session, file: Path, area_code: str) -> int:
    """Take in a file of accounts, one a line. Gives how many.

    ``services`` and ``phones`` hold several values between spaces; ``suspended_since`` may
    be empty; unknown zones are made. Raises Invalid, naming file, line and column.
    """
    zones = {zone.name: zone for zone in session.scalars(select(store.Zone))}
    taken = 0
    for read in _lines(file, ACCOUNT_COLUMNS):
        zone_name = read("zone", _text)
        zone = zones.get(zone_name)
        if zone is None:
            zone = zones[zone_name] = store.Zone(name=zone_name, kind=ZoneKind.BARRIO)
            session.add(zone)
        number = read("number", _account_number)
        account = session.scalar(select(store.Account).where(store.Account.number == number))
        account = account or store.Account(number=number)
        account.zone = zone
        account.holder = read("holder", _text)
        account.document = read("document", _document)
        account.address = read("address", _text)
        account.stratum = read("stratum", _stratum)
        account.services = read("services", _services)
        account.suspended_since = read("suspended_since", _day_or_none)
        phones = read("phones", partial(_phones, area_code))
        account.phones = [
            store.AccountPhone(number=phone, position=place) for place, phone in enumerate(phones)
        ]
        session.add(account)
        session.flush()
        taken += 1
    return taken


def take_invoices(session: Session, file: Path) -> int:
    """Take in a file of invoices, one a line, for accounts that exist. Gives how many.

    Dates as 2026-11-22, amounts in whole pesos; ``paid_on`` may be empty. Raises Invalid.
    """
    taken = 0
    for read in _lines(file, INVOICE_COLUMNS):
        number = read("number", _text)
        invoice = session.scalar(select(store.Invoice).where(store.Invoice.number == number))
        invoice = invoice or store.Invoice(number=number)
        invoice.account_id = read("account", partial(_account_id, session))
        invoice.period = read("period", date.fromisoformat).replace(day=1)
        invoice.issued_on = read("issued_on", date.fromisoformat)
        invoice.due_on = read("due_on", date.fromisoformat)
        invoice.total = read("total", _pesos)
        invoice.owed = read("owed", partial(_pesos, most=invoice.total))
        paid_on = read("paid_on", _day_or_none)
        settled = paid_on is not None and invoice.owed == 0
        invoice.paid_at = datetime.combine(paid_on, NOON_IN_BOGOTA) if paid_on and settled else None
        session.add(invoice)
        session.flush()
        taken += 1
    return taken


def _lines(file: Path, columns: tuple[str, ...]) -> Iterator[_Line]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened)
            missing = set(columns) - set(rows.fieldnames or ())
            if missing:
                raise Invalid(f"{file}: faltan las columnas {', '.join(sorted(missing))}")
            for row in rows:
                yield _Line(file, rows.line_num, row)
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise Invalid(f"{file}: no se puede leer como CSV en UTF-8 ({failure})") from failure


class _Line:
    """One line of a file; called, it gives a column's value."""

    def __init__(self, file: Path, number: int, row: Row) -> None:
        self._place = f"{file}, línea {number}"
        self._row = row

    def __call__(self, column: str, convert: Callable[[str], Value]) -> Value:
        """The column's value. Raises Invalid, with its place."""
        try:
            return convert((self._row[column] or "").strip())
        except ValueError as failure:
            raise Invalid(f"{self._place}, columna {column}: {failure}") from failure


def _text(text: str) -> str:
    if not text:
        raise ValueError("no puede estar vacía")
    return text


def _account_number(text: str) -> str:
    return _digits(text, NUMBER_DIGITS)


def _document(text: str) -> str:
    return _digits(text, DOCUMENT_DIGITS)


def _digits(text: str, least_and_most: tuple[int, int]) -> str:
    """What a caller could not type would never be found."""
    least, most = least_and_most
    found = digits(text)
    if not least <= len(found) <= most:
        raise ValueError(f"se esperan de {least} a {most} cifras")
    return found


def _stratum(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise ValueError("se espera un número de 0 a 6")
    return int(text)


def _services(text: str) -> tuple[str, ...]:
    try:
        return tuple(Service(name).value for name in text.split())
    except ValueError as failure:
        raise ValueError(f"se esperan servicios de: {', '.join(Service)}") from failure


def _phones(area_code: str, text: str) -> Iterable[str]:
    found = {phone: normalise(phone, area_code) for phone in text.split()}
    if None in found.values():
        raise ValueError("hay un teléfono que no es de Colombia")
    return dict.fromkeys(phone for phone in found.values() if phone)


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _pesos(text: str, most: int = MOST_PESOS) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PESOS))):
        raise ValueError("se espera un valor en pesos, sin puntos ni decimales")
    if int(text) > most:
        raise ValueError(f"no puede pasar de {most}")
    return int(text)


def _account_id(session: Session, text: str) -> int:
    number = _account_number(text)
    found = session.scalar(select(store.Account.id).where(store.Account.number == number))
    if found is None:
        raise ValueError("no hay una cuenta con ese número")
    return found
