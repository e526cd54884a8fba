"""«Factura y pagos»: what is owed, until when, what is overdue or suspended, where to pay."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import PersonRequested
from ivr.dialogs import by_message, goodbye, person
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.identification import identify
from ivr.dialogs.trouble import offer_person
from ivr.errors import StoreUnavailable
from ivr.keys import REPEAT_KEY
from ivr.line import Line
from ivr.question import Menu
from ivr.services.accounts import Account
from ivr.services.billing import InvoiceState, Overdue, Statement
from ivr.services.billing_source import BillingUnavailable
from ivr.services.outbound import Template

POINTS, AGAIN = "Puntos de pago", "Oír otra vez"
BY_PERSON = "Prefiere un asesor"
ENDING = 3
"""Digits of an account that a message may hold: whoever reads it learns no more."""
DUPLICATE, AGREEMENT, CLAIM = "Duplicado de la factura", "Acuerdo de pago", "Reclamo por el cobro"

_OPTIONS = Menu(
    "factura.opciones",
    {"1": POINTS, "2": DUPLICATE, "3": AGREEMENT, "4": CLAIM, REPEAT_KEY: AGAIN},
)
_SAID = {"puntos_pago": POINTS, "factura_duplicado": DUPLICATE, "acuerdo_pago": AGREEMENT}
"""The option that an intent is for."""
_INTENTS = {DUPLICATE: "factura_duplicado", AGREEMENT: "acuerdo_pago", CLAIM: "reclamo_cobro"}


def attend(talk: Conversation, about: Account | None = None) -> None:
    """Tell the account's position and serve its options; returns to the main menu.

    ``about`` as for :func:`ivr.dialogs.identification.identify`. When the data can't be had the
    caller chooses between a person and the menu.
    """
    try:
        _attend(talk, about)
    except (StoreUnavailable, BillingUnavailable):
        offer_person(talk)


def _attend(talk: Conversation, about: Account | None) -> None:
    account = identify(talk, about)
    statement = talk.look_up(talk.office.statement, account)
    tell(talk.line, statement)
    talk.line.done("Supo cuánto debe")
    said = _SAID.get(talk.wish.code) if talk.wish else None
    while True:
        wish, said = said or goodbye.unless_silent(talk, _OPTIONS), None
        if wish == POINTS:
            _tell_points(talk, talk.look_up(talk.office.payment_points, account))
        elif wish == DUPLICATE and by_message.can_get(talk):
            _send_duplicate(talk, account)
        elif wish == AGAIN:
            tell(talk.line, statement)
        else:
            _pass_on(talk, wish)


def tell(line: Line, statement: Statement) -> None:
    """Say the account's position, every figure whole: suspension first, then what is owed."""
    _tell_suspension(line, statement)
    if statement.latest is None:
        line.say("factura.sin_facturas")
    elif statement.paid_up:
        _tell_paid_up(line, statement)
    else:
        _tell_debt(line, statement)


def _tell_suspension(line: Line, statement: Statement) -> None:
    if statement.suspended_since is None:
        return
    if statement.reconnection_amount:
        line.say(
            "factura.suspendido",
            fecha=statement.suspended_since,
            valor=statement.reconnection_amount,
        )
    else:
        line.say("factura.suspendido_sin_deuda", fecha=statement.suspended_since)


def _tell_paid_up(line: Line, statement: Statement) -> None:
    invoice = statement.latest
    assert invoice is not None
    if invoice.paid_on is None:
        line.say("factura.en_cero", mes=invoice.period)
    else:
        line.say("factura.al_dia", mes=invoice.period, fecha=invoice.paid_on)


def _tell_debt(line: Line, statement: Statement) -> None:
    invoice, overdue = statement.latest, statement.overdue
    told = overdue.total
    if invoice is not None and invoice.state is InvoiceState.PENDING:
        whole = invoice.owed == invoice.total
        line.say(
            "factura.resumen" if whole else "factura.saldo",
            valor=invoice.owed,
            fecha=invoice.due_on,
        )
        told += invoice.owed
    _tell_overdue(line, overdue)
    if statement.owed not in (overdue.total, told - overdue.total):
        line.say("factura.total", valor=statement.owed)


def _tell_overdue(line: Line, overdue: Overdue) -> None:
    if overdue.oldest_due_on is None:
        return
    if overdue.count == 1:
        line.say("factura.vencida_una", valor=overdue.total, fecha=overdue.oldest_due_on)
    else:
        line.say(
            "factura.vencida",
            n=overdue.count,
            valor=overdue.total,
            fecha=overdue.oldest_due_on,
        )


def _pass_on(talk: Conversation, wish: str) -> NoReturn:
    talk.line.intent(_INTENTS[wish], wish)
    raise PersonRequested(person.BY_PERSON)


def _send_duplicate(talk: Conversation, account: Account) -> None:
    """Where to get the duplicate, by message; who wants a person for it gets one."""
    if talk.line.choose(by_message.menu(talk, "factura.duplicado_canal", BY_PERSON)) == BY_PERSON:
        _pass_on(talk, DUPLICATE)
    talk.line.intent(_INTENTS[DUPLICATE], DUPLICATE)
    by_message.send(talk, Template.INVOICE_DUPLICATE, {"cuenta": account.number[-ENDING:]})
    talk.line.done("Recibió dónde descargar el duplicado")


def _tell_points(talk: Conversation, points: tuple[str, ...]) -> None:
    if points:
        talk.line.say("factura.puntos_pago", puntos=points)
        by_message.offer(talk, Template.PAYMENT_POINTS, {"puntos": points})
    else:
        talk.line.say("factura.puntos_en_linea")
