"""What the caller wants: told in their own words, else chosen of the main menu."""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import (
    billing,
    case_status,
    damage,
    ethics,
    hotlines,
    open_question,
    person,
    pqrs,
)
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.dialogs.welcome import OPT_OUT, OPT_OUT_KEY
from ivr.dialogs.wish import Wish
from ivr.question import Menu

_FLOWS = {
    Flow.DAMAGE: damage.attend,
    Flow.BILLING: billing.attend,
    Flow.PQRS: pqrs.attend,
    Flow.CASES: case_status.attend,
}


def attend(talk: Conversation, first: Flow | None = None) -> NoReturn:
    """Serve what the caller wants until the call is handed on or over; * anywhere comes back here.

    It is asked openly first where words are understood; then, and for who answers otherwise, the
    menu is offered. ``first`` is what is known to be wanted: it comes before both.
    """
    menu = _menu(talk)
    with suppress(BackRequested):
        if first is not None:
            _open(talk, talk.settings.menu.label(first))
        else:
            _serve(talk, open_question.ask(talk, menu))
    while True:
        talk.wish = None
        with suppress(BackRequested):
            _open(talk, talk.line.choose(menu))


def _menu(talk: Conversation) -> Menu:
    options = dict(talk.settings.menu.by_key())
    if talk.settings.records_calls and not talk.line.opted_out:
        options[OPT_OUT_KEY] = OPT_OUT
    return Menu("menu.opciones", options, untold=talk.settings.menu.keys_of(Flow.ETHICS))


def _serve(talk: Conversation, wish: Wish | str | None) -> None:
    """A wish, or an option of the menu; what the menu doesn't offer is a person's to serve."""
    if wish is None:
        return
    if isinstance(wish, str):
        _open(talk, wish)
        return
    talk.wish = wish
    offered = [option for option in talk.settings.menu.options if option.flow == wish.flow]
    if offered:
        _open(talk, offered[0].label)
        return
    talk.line.intent(wish.code, wish.says[:1].upper() + wish.says[1:])
    raise PersonRequested(person.BY_PERSON)


def _open(talk: Conversation, chosen: str) -> None:
    if chosen == OPT_OUT:
        talk.line.refuse_recording()
        return
    flow = talk.settings.menu.flow(chosen)
    if flow is Flow.ETHICS:
        ethics.attend(talk)
        return
    talk.line.intent(flow, chosen)
    if flow in _FLOWS:
        _FLOWS[flow](talk)
        return
    if flow is Flow.RELAY:
        hotlines.relay(talk)
    raise PersonRequested(person.BY_PERSON)
