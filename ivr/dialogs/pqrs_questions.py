"""What is asked of a PQRS itself: its kind, the service, the cause, of a claim the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from ivr.call import BackRequested, NotAtHand
from ivr.dialogs.case_office import CaseOffice
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.identification import account_of_telephone, account_question
from ivr.dialogs.petition import KINDS, Petition
from ivr.dialogs.pqrs_menu import BILLING, PROVISION, Choice
from ivr.errors import StoreUnavailable
from ivr.question import MONTH, DigitsQuestion, Menu
from ivr.services.accounts import Account
from ivr.services.billing import Invoice
from ivr.store import CaseKind

HELP, HELP_KEY = "Pidió ayuda con los tipos", "6"
OTHER = "Otra causa"
CHARGED, SERVICE = "Por el cobro", "Por el servicio"
AT_HAND, WITHOUT = "Tiene el número de cuenta", "Sin número de cuenta"

CHARGE_INTENT = "reclamo_cobro"
UNAPPLIED_PAYMENT = "122"
"""SUI's cause of a payment that was made and isn't applied: it can only be found by its day."""
_PLAIN = "Otra petición"
_KIND = Menu(
    "pqrs.tipo",
    {
        "1": KINDS[CaseKind.PETITION],
        "2": KINDS[CaseKind.COMPLAINT],
        "3": KINDS[CaseKind.CLAIM],
        "4": KINDS[CaseKind.SUGGESTION],
        "5": KINDS[CaseKind.PRAISE],
        HELP_KEY: HELP,
    },
)
_PETITION_KIND = Menu(
    "pqrs.peticion",
    {"1": KINDS[CaseKind.INFORMATION], "2": KINDS[CaseKind.QUERY], "3": _PLAIN},
)
_CLAIM = Menu("pqrs.reclamo", {"1": CHARGED, "2": SERVICE})
_ACCOUNT = Menu("pqrs.cuenta", {"1": AT_HAND, "2": WITHOUT})
_MONTH = DigitsQuestion(
    "pqrs.mes_factura",
    2,
    2,
    valid=lambda digits: 1 <= int(digits) <= 12,
    label="Mes de la factura",
    grammar=MONTH,
)


def ask(talk: Conversation, petition: Petition) -> None:
    """Fill in what ``petition`` is about. Raises as the line's questions; BackRequested too."""
    petition.kind = _kind(talk)
    services = talk.settings.pqrs.services
    if services:
        petition.service = _named(talk) or _one_of(talk, "pqrs.servicio", services)
    petition.cause = talk.settings.pqrs.cause_of.get(petition.kind)
    if petition.kind is CaseKind.CLAIM:
        _claim(talk, petition)


def _named(talk: Conversation) -> Choice | None:
    """The service that the caller named as they said what they want."""
    named = talk.wish.service if talk.wish else None
    return next((one for one in talk.settings.pqrs.services if one.code == named), None)


def _kind(talk: Conversation) -> CaseKind:
    said = talk.wish.case if talk.wish else None
    chosen = _chosen_kind(talk) if said is None else KINDS[said]
    if chosen == KINDS[CaseKind.PETITION]:
        chosen = talk.line.choose(_PETITION_KIND)
    return next((kind for kind, label in KINDS.items() if label == chosen), CaseKind.PETITION)


def _chosen_kind(talk: Conversation) -> str:
    while (chosen := talk.line.choose(_KIND)) == HELP:
        talk.line.say("pqrs.tipo_ayuda")
    return chosen


def _claim(talk: Conversation, petition: Petition) -> None:
    """What the claim is for; one about what was charged names the invoice (Ley 142, art. 154)."""
    charged = _said_charged(talk) or talk.line.choose(_CLAIM) == CHARGED
    service = petition.service.code if petition.service else None
    causes = talk.settings.pqrs.causes_of(BILLING if charged else PROVISION, service)
    if causes:
        chosen = _one_of(talk, "pqrs.causa", [*causes, Choice("", OTHER, "otra")])
        petition.cause = next((cause for cause in causes if cause is chosen), None)
    if petition.cause is not None and petition.cause.code == UNAPPLIED_PAYMENT:
        with suppress(NotAtHand):
            petition.paid = talk.line.ask_day("pqrs.fecha_pago", label="Fecha del pago")
    if not petition.anonymous:
        petition.account = _account(talk)
    if charged:
        with suppress(NotAtHand):  # a claim is taken without it, and completed later
            _invoice(talk, petition)


def _said_charged(talk: Conversation) -> bool:
    return talk.wish is not None and talk.wish.code == CHARGE_INTENT


def _one_of(talk: Conversation, prompt: str, choices: Sequence[Choice]) -> Choice:
    by_label = {choice.label: choice for choice in choices}
    options = {str(key): label for key, label in enumerate(by_label, start=1)}
    says = tuple(choice.says for choice in choices)
    return by_label[talk.line.choose(Menu(prompt, options, {"opciones": says}))]


def _account(talk: Conversation) -> Account | None:
    """The account that a claim is about, if the caller can name it; a claim needs none.

    Whether an account typed exists is not told. Without the store the claim goes on.
    """
    if talk.account is not None:
        return talk.account
    try:
        known = account_of_telephone(talk)
        if known is not None or talk.line.choose(_ACCOUNT) == WITHOUT:
            return known
        number = talk.line.ask(account_question(talk))
        claim = talk.look_up(talk.office.claim_account, number)
        return claim.accounts[0] if len(claim.accounts) == 1 else None
    except (StoreUnavailable, NotAtHand):
        return None


def _invoice(talk: Conversation, petition: Petition) -> None:
    """Which invoice; of one that admits no claim any more a petition is taken, if wished."""
    petition.month = _latest(int(talk.line.ask(_MONTH)), talk.line.clock.today())
    petition.invoice = _invoice_of(talk, petition)
    issued_on = petition.invoice.issued_on if petition.invoice else _last_day(petition.month)
    if talk.line.clock.today() <= CaseOffice.of(talk.office).last_day_to_claim(issued_on):
        return
    yes, no = "Sigue como petición", "Prefiere no seguir"
    if not talk.line.confirm("pqrs.fuera_plazo", yes=yes, no=no):
        raise BackRequested("no sigue")
    petition.kind = CaseKind.PETITION


def _invoice_of(talk: Conversation, petition: Petition) -> Invoice | None:
    if petition.account is None or petition.month is None:
        return None
    try:
        office = CaseOffice.of(talk.office)
        return talk.look_up(office.invoice_of, petition.account, petition.month)
    except StoreUnavailable:
        return None


def _latest(month: int, today: date) -> date:
    """The first day of the last month of that number, this one included."""
    return date(today.year - (month > today.month), month, 1)


def _last_day(month: date) -> date:
    """The month's last day: an invoice that can't be found counts as issued that late."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
