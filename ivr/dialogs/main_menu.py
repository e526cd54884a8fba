"""The main menu: what the line can do, and a person for the rest."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import billing, danger, person
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.question import Menu

OPT_OUT_KEY = "7"
OPT_OUT = "No quiere que se grabe la llamada"


def attend(talk: Conversation) -> NoReturn:
    """Offer the menu until the call is handed on or over; * anywhere comes back here."""
    options = dict(talk.settings.menu.by_key())
    if talk.settings.records_calls:
        options[OPT_OUT_KEY] = OPT_OUT
    menu = Menu("menu.opciones", options)
    while True:
        try:
            _open(talk, talk.line.choose(menu))
        except BackRequested:
            continue


def _open(talk: Conversation, chosen: str) -> None:
    if chosen == OPT_OUT:
        talk.details["grabación"] = "no"
        talk.line.say("bienvenida.grabacion_no")
        return
    flow = talk.settings.menu.flow(chosen)
    talk.line.intent(flow, chosen)
    if flow is Flow.BILLING:
        billing.attend(talk)
        return
    if flow is Flow.DAMAGE:
        danger.ask(talk)
    raise PersonRequested(person.BY_PERSON)
