"""«Factura y pagos»: what is owed, until when, what is overdue or suspended, where to pay."""

from __future__ import annotations

from ivr.call import PersonRequested
from ivr.dialogs import goodbye, person
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.identification import identify
from ivr.errors import StoreUnavailable
from ivr.keys import REPEAT_KEY
from ivr.line import Line
from ivr.question import Menu
from ivr.services.billing import InvoiceState, Overdue, Statement

POINTS, AGAIN = "Puntos de pago", "Oír otra vez"
DUPLICATE, AGREEMENT, CLAIM = "Duplicado de la factura", "Acuerdo de pago", "Reclamo por el cobro"

_OPTIONS = Menu(
    "factura.opciones",
    {"1": POINTS, "2": DUPLICATE, "3": AGREEMENT, "4": CLAIM, REPEAT_KEY: AGAIN},
)
_INTENTS = {DUPLICATE: "factura_duplicado", AGREEMENT: "acuerdo_pago", CLAIM: "reclamo_cobro"}
_PERSON, _MENU = "Prefiere un asesor", "Prefiere volver al menú"
_WITHOUT_STORE = Menu("error.sistema", {"1": _PERSON, "2": _MENU})


def attend(talk: Conversation) -> None:
    """Tell the account's position and serve its options; returns to the main menu.

    When the data can't be had the caller chooses between a person and the menu.
    """
    try:
        _attend(talk)
    except StoreUnavailable:
        talk.line.note("El sistema no respondió")
        talk.line.keys.clear()
        if talk.line.choose(_WITHOUT_STORE) == _PERSON:
            raise PersonRequested("asked") from None


def _attend(talk: Conversation) -> None:
    account = identify(talk)
    statement = talk.look_up(talk.office.statement, account)
    tell(talk.line, statement)
    talk.line.done("Supo cuánto debe")
    while True:
        wish = _wish(talk)
        if wish == POINTS:
            _tell_points(talk, talk.look_up(talk.office.payment_points, account))
        elif wish == AGAIN:
            tell(talk.line, statement)
        else:
            talk.line.intent(_INTENTS[wish], wish)
            raise PersonRequested(person.BY_PERSON)


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


def _tell_points(talk: Conversation, points: tuple[str, ...]) -> None:
    if points:
        talk.line.say("factura.puntos_pago", puntos=points)
    else:
        talk.line.say("factura.puntos_en_linea")


def _wish(talk: Conversation) -> str:
    """The next wish. Who is silent after hearing what they owe has what they called for."""
    try:
        return talk.line.choose(_OPTIONS)
    except PersonRequested as request:
        if request.reason == "silence":
            goodbye.say(talk.line)
        raise
