"""Outside opening hours: when agents attend, and what can be left for them until then."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import PersonRequested
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.errors import StoreUnavailable
from ivr.question import Menu

QUEUE = "message"
"""No queue: the dialplan takes the caller's message (docs/architecture.md, section 2)."""

MESSAGE, CALL_BACK, FILE = "Deja un mensaje", "Pide que se le llame", "Presenta una solicitud"


def is_closed(talk: Conversation) -> bool:
    """Whether no agent attends now; without the store they are thought to."""
    return talk.arrival is not None and not talk.arrival.opening.open


def offer(talk: Conversation, reason: str) -> Flow:
    """Tell the hours and take a message or a wish to be called; gives a flow to go on with.

    Raises BackRequested on *. Who doesn't answer, or insists on a person, leaves a message.
    """
    line = talk.line
    line.note(f"{reason}, fuera del horario")
    _tell_hours(talk)
    try:
        wish = line.choose(_menu(talk))
    except PersonRequested:
        wish = MESSAGE
    if wish != FILE:
        _leave(talk, wish, reason)
    return Flow.PQRS


def _leave(talk: Conversation, wish: str, reason: str) -> NoReturn:
    """A wish to be called, where that can be kept, else a message."""
    if wish == CALL_BACK and _will_be_called(talk):
        talk.line.note("Se le llamará en horario de atención", kind="callback")
        talk.line.hang_up()
    talk.line.transfer(QUEUE, talk.context(reason))


def _tell_hours(talk: Conversation) -> None:
    assert talk.arrival is not None
    opening = talk.arrival.opening
    talk.line.say("horario.festivo" if opening.holiday else "horario.cerrado")
    week = tuple((one.day, one.opens, one.closes) for one in opening.week)
    talk.line.say("horario.atencion", horario=week)


def _menu(talk: Conversation) -> Menu:
    if talk.line.call.caller.number is None or not talk.office.callback_rules.enabled:
        return Menu("horario.opciones_sin_llamada", {"1": MESSAGE, "2": FILE})
    return Menu("horario.opciones", {"1": MESSAGE, "2": CALL_BACK, "3": FILE})


def _will_be_called(talk: Conversation) -> bool:
    """Whether the wish is kept, to be called when agents attend again; it is told then."""
    assert talk.arrival is not None
    opens = talk.arrival.opening.opens_next
    number = talk.line.call.caller.number
    if opens is None or number is None:
        return False
    line = talk.line
    try:
        promised = talk.look_up(
            talk.office.waiting.promise, line.call, number, talk.queue, line.place, opens
        )
    except StoreUnavailable:
        promised = None
    if promised is None:
        line.say("horario.sin_llamada")
        return False
    line.say("horario.llamada_ok", ult3=number[-3:], momento=promised.starts_at)
    return True
