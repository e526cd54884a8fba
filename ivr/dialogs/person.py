"""Handing the caller to a person. Closed hours and empty queues are the dialplan's to serve."""

from __future__ import annotations

from typing import NoReturn

from ivr.dialogs.conversation import Conversation

QUEUE = "attention"
PRIORITY_KEY = "8"
SECONDS_FOR_PRIORITY = 2.0

BY_PERSON = "by_person"
"""The reason of an option that people attend."""
LOCKED = "locked"
"""The reason after too many second data that were wrong."""

_WORDS = {
    "asked": ("asesor.pasa", "Pidió un asesor"),
    "silence": ("error.silencio_3", "No respondió"),
    "invalid": ("error.no_entendi_3", "No logró marcar una opción"),
    LOCKED: ("error.validacion", "No se pudo verificar su identidad"),
    BY_PERSON: ("menu.con_asesor", "Lo atiende un asesor"),
}


def pass_on(talk: Conversation, why: str) -> NoReturn:
    """Say so, offer priority, and transfer. ``why`` is a reason of PersonRequested."""
    line = talk.line
    prompt, reason = _WORDS[why]
    line.keys.clear()
    line.say(prompt)
    line.say("bienvenida.prioridad")
    if line.key_within(SECONDS_FOR_PRIORITY) == PRIORITY_KEY:
        line.prioritise()
        line.say("bienvenida.prioridad_ok")
    line.transfer(QUEUE, talk.context(reason))
