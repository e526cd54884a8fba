"""Whose account it is: found by telephone, account or cédula, and proven by a second datum.

Whether an account exists can't be heard: the same questions, words and limits either way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ivr.call import BackRequested, MainMenuRequested, NotAtHand, PersonRequested
from ivr.dialogs import person
from ivr.dialogs.back_office import Claim
from ivr.dialogs.conversation import CLAIMED, PROVEN, Conversation
from ivr.question import DigitsQuestion, Menu
from ivr.services.accounts import DOCUMENT_DIGITS, Account
from ivr.services.identity import SECOND_DATUM_DIGITS, Datum
from ivr.store import Verification

BY_ACCOUNT, BY_DOCUMENT = "Número de cuenta", "Cédula del titular"
OTHER, OTHER_KEY = "Otra cuenta", "8"
MOST_OFFERED = 7
LEAST_DIGITS_OF_ENDING = 3

_HOW = Menu("ident.como", {"1": BY_ACCOUNT, "2": BY_DOCUMENT})
_DOCUMENT = DigitsQuestion(
    "ident.pedir_cedula", *DOCUMENT_DIGITS, sensitive=True, label="Digitó la cédula"
)
_SECOND_DATUM = {
    datum: DigitsQuestion(prompt, SECOND_DATUM_DIGITS, SECOND_DATUM_DIGITS, sensitive=True)
    for datum, prompt in (
        (Datum.DOCUMENT, "ident.segundo_dato"),
        (Datum.PHONE, "ident.segundo_dato_telefono"),
    )
}


def identify(talk: Conversation, about: Account | None = None) -> Account:
    """The caller's account, its second datum given; asked once a call.

    ``about``: the account of their telephone that they already said they call about. Raises
    PersonRequested after too many failures of today, and as the line's questions;
    StoreUnavailable.
    """
    if talk.account is not None and talk.level >= PROVEN:
        return talk.account
    account = _chosen(talk, _proven_claim(talk, about).accounts)
    talk.identify(account, PROVEN)
    return account


def account_of_telephone(talk: Conversation) -> Account | None:
    """The account that the caller's telephone is known for, if they call about it; no proof.

    Raises as the line's questions; StoreUnavailable.
    """
    claim = _by_phone(talk)
    return claim.accounts[0] if claim else None


def _proven_claim(talk: Conversation, about: Account | None) -> Claim:
    """Claim and prove until it fits; only what the telephone found is proven again as it is."""
    claim = _known(talk, about) if about else _by_phone(talk)
    while True:
        claim = claim or _typed(talk)
        try:
            if _proven(talk, claim):
                return claim
            claim = claim if claim.known else None
        except MainMenuRequested:
            raise
        except BackRequested:
            claim = None


def _by_phone(talk: Conversation) -> Claim | None:
    """A claim to an account that the caller's telephone is known for."""
    number = talk.line.call.caller.number
    if number is None:
        return None
    known = talk.look_up(talk.office.accounts_of_phone, number)
    if not known or len(known) > MOST_OFFERED:
        return None
    account = _this_one(talk, known[0]) if len(known) == 1 else _one_of(talk, known)
    return None if account is None else _known(talk, account)


def _known(talk: Conversation, account: Account) -> Claim:
    talk.identify(account, CLAIMED)
    return Claim(account.number, (account,), Datum.DOCUMENT, known=True)


def _this_one(talk: Conversation, account: Account) -> Account | None:
    (ending,) = endings([account])
    its_own = talk.line.confirm(
        "ident.telefono_conocido",
        yes="Llama por la cuenta de su teléfono",
        no="Llama por otra cuenta",
        ult3=ending,
    )
    return account if its_own else None


def _one_of(talk: Conversation, known: Sequence[Account]) -> Account | None:
    offered = {str(key): account for key, account in enumerate(known, start=1)}
    options = {key: f"Cuenta {account.number}" for key, account in offered.items()}
    menu = Menu("ident.varias_cuentas", {**options, OTHER_KEY: OTHER}, {"cuentas": endings(known)})
    chosen = talk.line.choose(menu)
    return next((offered[key] for key, label in options.items() if label == chosen), None)


def _typed(talk: Conversation) -> Claim:
    """A claim by account or cédula; * at the number goes back to how, * there to the menu.

    Who hasn't one of them at hand is asked the other; who has neither is told what goes without.
    """
    how, left = talk.line.choose(_HOW), {BY_ACCOUNT, BY_DOCUMENT}
    while True:
        try:
            return _claimed(talk, how)
        except MainMenuRequested:
            raise
        except NotAtHand:
            left.discard(how)
            if not left:
                talk.line.say("ident.sin_datos")
                raise
            (how,) = left
        except BackRequested:
            how, left = talk.line.choose(_HOW), {BY_ACCOUNT, BY_DOCUMENT}


def _claimed(talk: Conversation, how: str) -> Claim:
    if how == BY_DOCUMENT:
        return talk.look_up(talk.office.claim_document, talk.line.ask(_DOCUMENT))
    return talk.look_up(talk.office.claim_account, talk.line.ask(account_question(talk)))


def _proven(talk: Conversation, claim: Claim) -> bool:
    """Ask the second datum. Raises BackRequested on *."""
    if not talk.look_up(talk.office.may_try, claim, talk.line.call):
        raise PersonRequested(person.LOCKED)
    with talk.line.unrecorded():
        answer = talk.line.ask(_SECOND_DATUM[claim.datum])
    return _right(talk, talk.look_up(talk.office.verify, claim, answer, talk.line.call))


def _right(talk: Conversation, verification: Verification) -> bool:
    if verification is Verification.VERIFIED:
        talk.line.note("Se verificó su identidad", kind="verified")
        return True
    talk.line.note("El segundo dato no coincidió", kind="refused")
    talk.line.keys.clear()
    if verification is Verification.LOCKED:
        raise PersonRequested(person.LOCKED)
    talk.line.say("error.no_coincide")
    return False


def _chosen(talk: Conversation, proven: Sequence[Account]) -> Account:
    """Which of a holder's accounts; asked only after the proof, so that none is revealed."""
    if len(proven) == 1:
        return proven[0]
    by_number = {account.number: account for account in proven}
    if len(proven) > MOST_OFFERED:
        return by_number[talk.line.ask(account_question(talk, by_number.__contains__))]
    options = {str(key): number for key, number in enumerate(by_number, start=1)}
    menu = Menu("ident.escoger_cuenta", options, {"cuentas": endings(proven)})
    return by_number[talk.line.choose(menu)]


def account_question(
    talk: Conversation,
    valid: Callable[[str], bool] | None = None,
    exists: Callable[[str], bool] | None = None,
) -> DigitsQuestion:
    """Asks for an account's number; ``exists`` only where it may be heard that there is one."""
    shortest, longest = talk.settings.account_digits
    return DigitsQuestion(
        "ident.pedir_cuenta",
        shortest,
        longest,
        valid=valid,
        exists=exists,
        label="Digitó el número de cuenta",
    )


def endings(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The last digits that tell the accounts apart, three at least."""
    numbers = [account.number for account in accounts]
    length = LEAST_DIGITS_OF_ENDING
    while len({number[-length:] for number in numbers}) < len(numbers):
        length += 1
    return tuple(number[-length:] for number in numbers)
