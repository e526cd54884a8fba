"""Payment promises: written down within the entity's limits, kept or broken as payments tell."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.errors import Invalid, Refused
from ivr.services import calls
from ivr.services.locks import key_of, wait_for_others

Days = Annotated[int, msgspec.Meta(ge=0, le=365)]


class PromiseRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be promised (``config/catalogues/promises.toml``): days from today, pesos."""

    first_day: Days
    last_day: Days
    smallest: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    open_at_once: Annotated[int, msgspec.Meta(ge=1, le=10)]
    approved_by: str


class PromiseState(StrEnum):
    """What became of a promise: its last day decides, paying before it is soon enough."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class PaymentPromise:
    """A promise to pay ``amount`` by ``due_on``; ``paid`` is what was paid of it since."""

    id: int
    promise_id: str
    amount: int
    due_on: date
    made_at: datetime
    made_with: str
    call_id: str
    paid: int
    state: PromiseState


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may promise today. ``refusal`` says in Spanish why nothing, or None."""

    owed: int
    smallest: int
    first: date
    last: date
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """A promise as an agent writes it; ``promise_id`` (a UUID) makes writing it again harmless.

    ``owed`` is the whole debt as the source of bills tells it at that moment.
    """

    promise_id: str
    account_id: int
    call_id: str
    agent_id: int
    amount: int
    due_on: date
    owed: int


def read(file: Path) -> PromiseRules:
    """The limits as written down. Raises Invalid, naming file and fault."""
    try:
        rules = msgspec.convert(tomllib.loads(file.read_text("utf-8")), PromiseRules)
    except (OSError, ValueError) as failure:
        raise Invalid(f"{file}: no se pueden leer los límites de promesas: {failure}") from failure
    if rules.last_day < rules.first_day:
        raise Invalid(f"{file}: last_day es antes de first_day")
    return rules


def limits(
    session: Session, account_id: int, call_id: str, owed: int, rules: PromiseRules, today: date
) -> Limits:
    """What the account may promise on ``today`` in this call, of a debt of ``owed`` pesos."""
    refusal = None
    if owed <= 0:
        refusal = "la cuenta no debe nada"
    elif len(_open_elsewhere(session, account_id, call_id, today)) >= rules.open_at_once:
        refusal = "la cuenta ya tiene una promesa de pago abierta"
    return Limits(
        owed=owed,
        smallest=min(rules.smallest, max(owed, 1)),
        first=today + timedelta(days=rules.first_day),
        last=today + timedelta(days=rules.last_day),
        refusal=refusal,
    )


def make(session: Session, new: NewPromise, rules: PromiseRules, now: datetime) -> PaymentPromise:
    """Write a promise down; one made in the same call before is replaced.

    Raises Refused where the account may promise nothing, Invalid for an amount or a day
    beyond the limits. Two at once wait for each other.
    """
    wait_for_others(session, [key_of("promise", str(new.account_id))])
    table, today = store.PaymentPromise, _day(now)
    there = session.scalar(select(table).where(table.promise_id == new.promise_id))
    if there is not None:
        return _promise(session, there, today)
    _check(limits(session, new.account_id, new.call_id, new.owed, rules, today), new)
    calls.begin(session, new.call_id, started_at=calls.minted_at(new.call_id) or now)
    before = select(table).where(
        table.account_id == new.account_id,
        table.call_id == new.call_id,
        table.replaced_at.is_(None),
    )
    for row in session.scalars(before):
        row.replaced_at = now
    row = table(
        promise_id=new.promise_id,
        account_id=new.account_id,
        call_id=new.call_id,
        amount=new.amount,
        owed=new.owed,
        due_on=new.due_on,
        made_at=now,
        made_with=new.agent_id,
    )
    session.add(row)
    session.flush()
    return _promise(session, row, today)


def open_of(session: Session, account_id: int, today: date) -> tuple[PaymentPromise, ...]:
    """The promises of an account whose day is not past and that are not paid yet."""
    return tuple(
        one
        for one in told(session, _standing(session, account_id, today), today)
        if one.state is PromiseState.OPEN
    )


def told(
    session: Session, rows: Sequence[store.PaymentPromise], today: date
) -> tuple[PaymentPromise, ...]:
    """Rows of the store as promises, each with what was paid of it."""
    return tuple(_promise(session, row, today) for row in rows)


def _check(allowed: Limits, new: NewPromise) -> None:
    if allowed.refusal is not None:
        raise Refused(allowed.refusal)
    if not allowed.smallest <= new.amount <= allowed.owed:
        raise Invalid(
            "el valor prometido no puede pasar de lo que se debe, ni ser menos del mínimo"
        )
    if not allowed.first <= new.due_on <= allowed.last:
        raise Invalid("esa fecha no está entre las que se pueden prometer")


def _open_elsewhere(
    session: Session, account_id: int, call_id: str, today: date
) -> list[PaymentPromise]:
    """The open promises that one made in this call would not replace."""
    return [one for one in open_of(session, account_id, today) if one.call_id != call_id]


def _standing(session: Session, account_id: int, today: date) -> Sequence[store.PaymentPromise]:
    promise = store.PaymentPromise
    query = (
        select(promise)
        .where(promise.account_id == account_id, promise.replaced_at.is_(None))
        .where(promise.due_on >= today)
        .order_by(promise.made_at.desc())
    )
    return session.scalars(query).all()


def _promise(session: Session, row: store.PaymentPromise, today: date) -> PaymentPromise:
    paid = min(row.amount, _paid(session, row))
    return PaymentPromise(
        id=row.id,
        promise_id=row.promise_id,
        amount=row.amount,
        due_on=row.due_on,
        made_at=row.made_at,
        made_with=session.get_one(store.Agent, row.made_with).name,
        call_id=row.call_id,
        paid=paid,
        state=_state(row, paid, today),
    )


def _state(row: store.PaymentPromise, paid: int, today: date) -> PromiseState:
    if row.replaced_at is not None:
        return PromiseState.REPLACED
    if paid >= row.amount:
        return PromiseState.KEPT
    return PromiseState.BROKEN if row.due_on < today else PromiseState.OPEN


def _paid(session: Session, row: store.PaymentPromise) -> int:
    """What was paid from the promise to the end of its day: payments, or invoices paid off.

    An import may tell the one without the other, so the greater sum counts.
    """
    end = datetime.combine(row.due_on + timedelta(days=1), datetime.min.time(), BOGOTA)
    payment, invoice = store.Payment, store.Invoice
    received = session.scalar(
        select(func.sum(payment.amount)).where(
            payment.account_id == row.account_id,
            payment.paid_at >= row.made_at,
            payment.paid_at < end,
        )
    )
    paid_off = session.scalar(
        select(func.sum(invoice.total)).where(
            invoice.account_id == row.account_id,
            invoice.paid_at >= row.made_at,
            invoice.paid_at < end,
        )
    )
    return max(int(received or 0), int(paid_off or 0))


def _day(moment: datetime) -> date:
    return moment.astimezone(BOGOTA).date()
