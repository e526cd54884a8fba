"""Danger to people comes before anything else: asked once, then safety and the emergency queue."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import PersonRequested
from ivr.dialogs.conversation import Conversation

QUEUE = "emergency"


def ask(talk: Conversation) -> None:
    """Ask whether there is danger now; returns when there is none.

    Raises as :meth:`ivr.line.Line.confirm`.
    """
    if talk.line.confirm("dano.peligro", yes="Hay peligro", no="No hay peligro"):
        _rescue(talk, "Hay peligro para las personas")


def called_for_emergency(talk: Conversation) -> None:
    """The same, asked of who pressed «emergencia»: whoever can't answer is taken for in danger."""
    talk.line.note("Marcó emergencia")
    try:
        ask(talk)
    except PersonRequested as request:
        if request.reason == "asked":
            raise
        _rescue(talk, "Marcó emergencia y no respondió si hay peligro")


def _rescue(talk: Conversation, reason: str) -> NoReturn:
    talk.line.intent("emergencia", "Emergencia")
    talk.line.say("dano.seguridad")
    talk.line.transfer(QUEUE, talk.context(reason))
