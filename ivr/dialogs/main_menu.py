"""The main menu: what the line can do, and a person for the rest."""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import billing, case_status, damage, ethics, hotlines, person, pqrs
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.dialogs.welcome import OPT_OUT_KEY, opt_out
from ivr.question import Menu

OPT_OUT = "No quiere que se grabe la llamada"


_FLOWS = {
    Flow.DAMAGE: damage.attend,
    Flow.BILLING: billing.attend,
    Flow.PQRS: pqrs.attend,
    Flow.CASES: case_status.attend,
}


def attend(talk: Conversation, first: Flow | None = None) -> NoReturn:
    """Offer the menu until the call is handed on or over; * anywhere comes back here.

    ``first`` is what is known to be wanted: it comes before the menu.
    """
    options = dict(talk.settings.menu.by_key())
    if talk.settings.records_calls and not talk.line.opted_out:
        options[OPT_OUT_KEY] = OPT_OUT
    menu = Menu("menu.opciones", options, untold=talk.settings.menu.keys_of(Flow.ETHICS))
    chosen = None if first is None else talk.settings.menu.label(first)
    while True:
        with suppress(BackRequested):
            _open(talk, chosen or talk.line.choose(menu))
        chosen = None


def _open(talk: Conversation, chosen: str) -> None:
    if chosen == OPT_OUT:
        opt_out(talk)
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
