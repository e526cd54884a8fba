"""How every call begins: greeting and emergency option, then the one notice."""

from __future__ import annotations

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import danger
from ivr.dialogs.conversation import Conversation
from ivr.keys import PERSON_KEY

EMERGENCY_KEY = "1"


def welcome(talk: Conversation) -> None:
    """Greet, let an emergency or «asesor» go first, and give notice.

    Keys meant for the menus stay for them; so does 7 against recording, which the main
    menu takes.
    """
    line = talk.line
    line.say("bienvenida.saludo")
    line.say("bienvenida.emergencia")
    if line.keys.peek() == EMERGENCY_KEY:
        line.keys.pop()
        _emergency(talk)
    elif line.keys.peek() == PERSON_KEY:
        line.keys.pop()
        raise PersonRequested("asked")
    records = talk.settings.records_calls
    line.say("bienvenida.aviso_grabacion" if records else "bienvenida.aviso")


def _emergency(talk: Conversation) -> None:
    try:
        danger.called_for_emergency(talk)
    except BackRequested:
        return
