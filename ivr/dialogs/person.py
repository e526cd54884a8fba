"""Handing the caller to a person. Empty queues are the dialplan's to serve."""

from __future__ import annotations

from typing import NoReturn

from ivr.dialogs import closed, turn
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.question import Menu

PRIORITY_KEY, PRIORITY = "8", "Atención preferencial"
SECONDS_FOR_PRIORITY = 2.0

BY_PERSON = "by_person"
"""The reason of an option that people attend."""
LOCKED = "locked"
"""The reason after too many second data that were wrong."""

WRITES = "writes"
"""The reason of a petition that an agent writes, since the caller wants no recording."""
NOT_FILED = "not_filed"
"""The reason of a petition that could not be kept."""
OVERDUE = "overdue"
"""The reason of a case whose term is over without an answer."""

IN_VAIN = "in_vain"
"""The reason of who called before about the same and got nowhere."""
LARGE_CUSTOMER = "large_customer"
RELAY = "relay"
"""The reason of a call for a deaf person, through the Centro de Relevo."""

_WORDS = {
    "asked": ("asesor.pasa", "Pidió un asesor"),
    "silence": ("error.silencio_3", "No respondió"),
    "invalid": ("error.no_entendi_3", "No logró marcar una opción"),
    LOCKED: ("error.validacion", "No se pudo verificar su identidad"),
    BY_PERSON: ("menu.con_asesor", "Lo atiende un asesor"),
    WRITES: ("pqrs.por_asesor", "Un asesor escribe su solicitud: no quiere que se grabe"),
    NOT_FILED: ("pqrs.no_radicada", "No se pudo radicar su solicitud"),
    IN_VAIN: ("asesor.pasa", "Vuelve a llamar por lo mismo"),
    LARGE_CUSTOMER: ("menu.grandes_clientes", "Gran cliente"),
    RELAY: ("asesor.pasa", "Centro de Relevo"),
    OVERDUE: ("radicado.con_asesor", "Solicitud con el plazo vencido"),
}


def pass_on(talk: Conversation, why: str) -> Flow:
    """Say so, offer priority, and transfer. ``why`` is a reason of PersonRequested.

    Outside opening hours it gives the flow with which the caller goes on instead, or raises
    BackRequested.
    """
    prompt, reason = _WORDS[why]
    talk.line.keys.clear()
    if not closed.is_closed(talk):
        _join(talk, prompt, reason)
    return closed.offer(talk, reason)


def _join(talk: Conversation, prompt: str, reason: str) -> NoReturn:
    talk.line.say(prompt)
    if not talk.line.priority:
        _offer_priority(talk)
    turn.join(talk, talk.queue, reason)


def _offer_priority(talk: Conversation) -> None:
    made = Menu("bienvenida.prioridad", {PRIORITY_KEY: PRIORITY}, untold=frozenset({PRIORITY_KEY}))
    if talk.line.offer(made, SECONDS_FOR_PRIORITY) == PRIORITY_KEY:
        talk.line.prioritise()
        talk.line.say("bienvenida.prioridad_ok")
