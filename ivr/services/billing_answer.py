"""What the billing system answers, read strictly (docs/billing_adapter.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from ivr.errors import LineaError
from ivr.services.accounts import Account
from ivr.services.billing import (
    Invoice,
    InvoiceState,
    LastPayment,
    Overdue,
    Statement,
)
from ivr.services.billing_source import Position

MOST_PESOS = 999_999_999_999
MOST_INVOICES = 60
INVOICES_KEPT = 6

Pesos = Annotated[int, msgspec.Meta(ge=0, le=MOST_PESOS)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]


class OddAnswer(LineaError):
    """The answer isn't what the contract says; it never names a value."""

    code = "odd_answer"


class _Invoice(msgspec.Struct):
    number: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    period: date
    issued_on: date
    due_on: date
    total: Pesos
    owed: Pesos
    paid_on: date | None = None


class _Payment(msgspec.Struct):
    amount: Annotated[int, msgspec.Meta(gt=0, le=MOST_PESOS)]
    paid_on: date
    point: Name | None = None


class _Answer(msgspec.Struct):
    account: str
    invoices: Annotated[list[_Invoice], msgspec.Meta(max_length=MOST_INVOICES)]
    suspended_since: date | None = None
    reconnection_amount: Pesos | None = None
    last_payment: _Payment | None = None


def read(body: bytes, account: Account, today: date) -> Position:
    """The position that ``body`` tells of ``account``. Raises OddAnswer.

    Another account's answer, or figures that contradict each other, are refused: a caller is
    rather told nothing than somebody else's debt.
    """
    try:
        answer = msgspec.json.decode(body, type=_Answer, strict=True)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise OddAnswer("la respuesta no cumple el contrato") from error
    if answer.account != account.number:
        raise OddAnswer("la respuesta es de otra cuenta")
    if (answer.suspended_since is None) != (answer.reconnection_amount is None):
        raise OddAnswer("suspended_since y reconnection_amount van juntos")
    invoices = sorted(
        (_invoice(one, today) for one in answer.invoices), key=lambda one: one.period, reverse=True
    )
    if len({one.period for one in invoices}) < len(invoices):
        raise OddAnswer("hay dos facturas del mismo período")
    statement = Statement(
        account_id=account.id,
        latest=invoices[0] if invoices else None,
        owed=sum(one.owed for one in invoices),
        overdue=_overdue(invoices),
        suspended_since=answer.suspended_since,
        reconnection_amount=answer.reconnection_amount,
        last_payment=_payment(answer.last_payment),
    )
    return Position(statement, tuple(invoices[:INVOICES_KEPT]))


def _invoice(one: _Invoice, today: date) -> Invoice:
    if one.owed > one.total or one.due_on < one.issued_on:
        raise OddAnswer("una factura se contradice")
    if one.paid_on is not None and (one.owed or one.paid_on > today):
        raise OddAnswer("una factura pagada se contradice")
    state = InvoiceState.PAID
    if one.owed:
        state = InvoiceState.OVERDUE if one.due_on < today else InvoiceState.PENDING
    return Invoice(
        one.number,
        one.period.replace(day=1),
        one.issued_on,
        one.due_on,
        one.total,
        one.owed,
        one.paid_on,
        state,
    )


def _overdue(invoices: list[Invoice]) -> Overdue:
    late = [one for one in invoices if one.state is InvoiceState.OVERDUE]
    oldest = min((one.due_on for one in late), default=None)
    return Overdue(len(late), sum(one.owed for one in late), oldest)


def _payment(one: _Payment | None) -> LastPayment | None:
    return None if one is None else LastPayment(one.amount, one.paid_on, one.point)
