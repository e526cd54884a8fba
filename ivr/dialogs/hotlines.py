"""Calls to a number that is for one thing alone: they go straight there."""

from __future__ import annotations

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import danger, ethics, person
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.hotline import Hotline, Purpose
from ivr.dialogs.welcome import welcome


def of_call(talk: Conversation) -> Hotline | None:
    """The hotline that was dialled."""
    dialled = talk.line.call.dialled
    return next((one for one in talk.settings.hotlines if one.is_dialled(dialled)), None)


def attend(talk: Conversation, hotline: Hotline) -> None:
    """Serve its caller; returns where there is no danger after all, for the usual welcome.

    Raises PersonRequested for large customers and the relay centre, CallEnded and Transferred.
    """
    match hotline.purpose:
        case Purpose.ETHICS:
            ethics.attend(talk, hotline=True)
        case Purpose.EMERGENCY:
            talk.line.say("bienvenida.saludo")
            try:
                danger.called_for_emergency(talk)
            except BackRequested:
                return
        case Purpose.LARGE_CUSTOMERS:
            talk.queue = hotline.queue
            welcome(talk)
            talk.line.intent(hotline.purpose, "Gran cliente")
            raise PersonRequested(person.LARGE_CUSTOMER)
        case Purpose.RELAY:
            talk.queue = hotline.queue
            welcome(talk)
            relay(talk)


def relay(talk: Conversation) -> None:
    """Someone calls for a deaf person (Centro de Relevo): a person at once, with priority.

    The intent keeps such calls out of handling-time targets. Raises PersonRequested.
    """
    talk.line.intent(Purpose.RELAY, "Centro de Relevo")
    talk.line.prioritise()
    raise PersonRequested(person.RELAY)
