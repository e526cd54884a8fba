"""What a caller is offered when the utility's data can't be had."""

from __future__ import annotations

from ivr.call import PersonRequested
from ivr.dialogs.conversation import Conversation
from ivr.question import Menu

PERSON, MENU = "Prefiere un asesor", "Prefiere volver al menú"

_WITHOUT_STORE = Menu("error.sistema", {"1": PERSON, "2": MENU})


def offer_person(talk: Conversation) -> None:
    """Say so and offer a person; returns for the main menu. Raises PersonRequested."""
    talk.line.note("El sistema no respondió")
    talk.line.keys.clear()
    if talk.line.choose(_WITHOUT_STORE) == PERSON:
        raise PersonRequested("asked")
