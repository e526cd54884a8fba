"""The open question: «cuénteme en pocas palabras en qué le puedo servir»."""

from __future__ import annotations

from ivr.call import PersonRequested
from ivr.dialogs import goodbye
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.dialogs.welcome import opt_out
from ivr.dialogs.wish import Wish
from ivr.question import Menu
from speech.understanding.heard import Certainty

NO_RECORDING, PRIORITY = "no_grabar", "prioridad"
FAREWELL, DISCONTENT = "despedida", "inconformidad"
PRIVATE_FLOWS = frozenset({Flow.ETHICS, Flow.PQRS})
"""Whose callers may stay unknown: the words that led there are kept nowhere."""


def ask(talk: Conversation, menu: Menu) -> Wish | str | None:
    """What the caller wants, in their own words or those of ``menu``; None where that must ask.

    Nothing is asked of who presses keys already, or where nobody listens. A doubtful wish is
    named and confirmed, by one question. Who says goodbye gets theirs. Raises PersonRequested,
    and as the line's questions.
    """
    line, untold = talk.line, _is_private(talk)
    while (intent := line.ask_open("menu.pregunta", menu, untold=untold)) is not None:
        if isinstance(intent, str):
            return intent
        code = intent.code or ""
        wish = Wish.of(intent, line.meanings[code])
        if intent.certainty is not Certainty.SURE and not _is_right(talk, wish):
            return None
        if code == NO_RECORDING:
            opt_out(talk)
        elif code == PRIORITY:
            line.prioritise()
            line.say("bienvenida.prioridad_ok")
        elif code == FAREWELL:
            goodbye.say(talk)
        elif code == DISCONTENT:
            raise PersonRequested("asked")
        else:
            return wish
    return None


def _is_right(talk: Conversation, wish: Wish) -> bool:
    yes, no = "Es lo que necesita", "No es lo que necesita"
    return talk.line.confirm("menu.confirmar", yes=yes, no=no, intento=wish.says)


def _is_private(talk: Conversation) -> frozenset[str]:
    """The intents of which no word is kept."""
    flows = {code: meaning.flow for code, meaning in talk.line.meanings.items()}
    return frozenset(code for code in flows if flows[code] in PRIVATE_FLOWS or code == PRIORITY)
