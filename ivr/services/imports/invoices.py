"""Invoices of a file: checked, compared with those of the store, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.imports import values
from ivr.services.imports.fault import Fault, Faults, Unfit
from ivr.services.imports.reading import Cells, Column, Reading, Watch, read
from ivr.services.imports.tally import Tally, chunks
from ivr.store.bulk import load

COLUMNS = (
    Column("number", "Factura", "Número de la factura.",
           ("numero de factura", "no factura", "nro factura", "numero factura"), example="F1"),
    Column("account", "Cuenta", "De una cuenta ya importada.",
           ("numero de cuenta", "no cuenta", "nro cuenta", "numero cuenta", "contrato"),
           example="210000373"),
    Column("period", "Período", "El mes facturado.", ("mes", "periodo facturado"),
           example="2026-10"),
    Column("issued_on", "Expedida", "Fecha de expedición.",
           ("fecha de expedicion", "expedicion", "fecha expedicion"), example="2026-11-03"),
    Column("due_on", "Vence", "Fecha límite de pago oportuno.",
           ("fecha de vencimiento", "vencimiento", "fecha limite", "pago oportuno",
            "fecha limite de pago"), example="2026-11-17"),
    Column("total", "Valor", "En pesos enteros.", ("valor total", "valor factura"),
           example="84530"),
    Column("owed", "Saldo", "Lo que falta por pagar; 0 si está pagada.",
           ("saldo pendiente", "por pagar", "debe"), example="84530"),
    Column("paid_on", "Pagada el", "Fecha del pago, si está pagada del todo.",
           ("fecha de pago", "fecha pago", "pago"), optional=True, example=""),
)  # fmt: skip
NUMBER_LONGEST = 20
NOON_IN_BOGOTA = time(17, tzinfo=UTC)
TITLES = {column.name: column.title for column in COLUMNS}
LOADED = ("number", "account_id", "period", "issued_on", "due_on", "total", "owed", "paid_at")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """An invoice as a file has it; ``row`` is where."""

    row: int
    number: str
    account: str
    period: date
    issued_on: date
    due_on: date
    total: int
    owed: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """An invoice as the store has it; ``fields`` in the order of LOADED after the number."""

    id: int
    fields: tuple[object, ...]

    @property
    def account_id(self) -> object:
        return self.fields[0]


def read_invoices(file: Path, watch: Watch = lambda rows: None) -> Reading[InvoiceLine]:
    """Read and check a file of invoices. Raises Invalid for what is no such table at all."""
    return read(file, COLUMNS, partial(_line, {}, {}), watch)


def take_invoices(
    session: Session, reading: Reading[InvoiceLine], *, dry_run: bool = False
) -> Tally:
    """Write what differs from the store. A dry run only counts.

    What only the store can tell to be wrong is added to ``reading.faults``; nothing is
    written then.
    """
    accounts = _accounts(session, {line.account for line in reading.lines})
    kept = _kept(session, [line.number for line in reading.lines])
    periods = _periods(session, set(accounts.values()))
    for line in reading.lines:
        _check(line, accounts, kept, periods, reading.faults)
    if reading.faults:
        return Tally(0, 0, 0)
    fresh = [line for line in reading.lines if line.number not in kept]
    changed = [
        line
        for line in reading.lines
        if line.number in kept and _fields(line, accounts) != kept[line.number].fields
    ]
    if not dry_run:
        load(session, store.Invoice, LOADED,
             ((line.number, *_fields(line, accounts)) for line in fresh))  # fmt: skip
        _update(session, changed, kept, accounts)
        session.expire_all()
    same = len(reading.lines) - len(fresh) - len(changed)
    return Tally(len(fresh), len(changed), same)


def _line(numbers: dict[object, int], periods: dict[object, int], cells: Cells) -> InvoiceLine:
    number = cells.take("number", values.text(NUMBER_LONGEST))
    account = cells.take("account", values.account_number)
    period = cells.take("period", values.month)
    issued_on, due_on = cells.take("issued_on", values.day), cells.take("due_on", values.day)
    total, owed = cells.take("total", values.pesos), cells.take("owed", values.pesos)
    paid_on = cells.take("paid_on", values.day_or_none)
    if not cells.faults:
        cells.once("number", numbers, number)
        cells.once("period", periods, (account, period))
        if owed > total:
            cells.add("owed", Unfit("es mayor que el valor de la factura", "revise las dos cifras"))
        if due_on < issued_on:
            cells.add("due_on", Unfit("es anterior a la expedición", "revise las dos fechas"))
    return InvoiceLine(
        cells.number, number, account, period, issued_on, due_on, total, owed, paid_on
    )


def _check(
    line: InvoiceLine,
    accounts: dict[str, int],
    kept: dict[str, _Kept],
    periods: dict[tuple[int, date], str],
    faults: Faults,
) -> None:
    account_id = accounts.get(line.account)
    if account_id is None:
        faults.add(_fault(line, "account", "no hay una cuenta con ese número",
                          "importe antes las cuentas"))  # fmt: skip
        return
    before = kept.get(line.number)
    if before is not None and before.account_id != account_id:
        faults.add(_fault(line, "number", "ese número es de una factura de otra cuenta",
                          "revise el número"))  # fmt: skip
    if periods.get((account_id, line.period), line.number) != line.number:
        faults.add(_fault(line, "period", "la cuenta ya tiene otra factura de ese mes",
                          "revise el período"))  # fmt: skip


def _fault(line: InvoiceLine, column: str, what: str, mend: str) -> Fault:
    return Fault(line.row, TITLES[column], what, mend, str(getattr(line, column)))


def _accounts(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    account = store.Account
    found: dict[str, int] = {}
    for portion in chunks(numbers):
        query = select(account.number, account.id).where(account.number.in_(portion))
        found.update(session.execute(query).all())
    return found


def _kept(session: Session, numbers: Sequence[str]) -> dict[str, _Kept]:
    invoice = store.Invoice
    columns = [getattr(invoice, name) for name in LOADED[1:]]
    kept: dict[str, _Kept] = {}
    for portion in chunks(numbers):
        query = select(invoice.id, invoice.number, *columns).where(invoice.number.in_(portion))
        for row in session.execute(query):
            kept[row[1]] = _Kept(row[0], tuple(row[2:]))
    return kept


def _periods(session: Session, account_ids: Iterable[int]) -> dict[tuple[int, date], str]:
    """Which invoice each account has of each month."""
    invoice = store.Invoice
    found: dict[tuple[int, date], str] = {}
    for portion in chunks(account_ids):
        query = select(invoice.account_id, invoice.period, invoice.number)
        for account_id, period, number in session.execute(
            query.where(invoice.account_id.in_(portion))
        ):
            found[account_id, period] = number
    return found


def _fields(line: InvoiceLine, accounts: dict[str, int]) -> tuple[object, ...]:
    """The line's values in the order of LOADED after the number."""
    paid_at = None
    if line.paid_on is not None and line.owed == 0:
        paid_at = datetime.combine(line.paid_on, NOON_IN_BOGOTA)
    return (
        accounts[line.account], line.period, line.issued_on, line.due_on, line.total, line.owed,
        paid_at,
    )  # fmt: skip


def _update(
    session: Session,
    lines: Sequence[InvoiceLine],
    kept: dict[str, _Kept],
    accounts: dict[str, int],
) -> None:
    for portion in chunks(lines):
        rows = [
            {
                "id": kept[line.number].id,
                **dict(zip(LOADED[1:], _fields(line, accounts), strict=True)),
            }
            for line in portion
        ]
        session.execute(update(store.Invoice), rows)
