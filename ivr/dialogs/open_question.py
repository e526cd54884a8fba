"""The open question: «cuénteme en pocas palabras en qué le puedo servir»."""

from __future__ import annotations

from dataclasses import replace

from ivr.call import PersonRequested
from ivr.dialogs import goodbye
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.dialogs.wish import Wish
from ivr.question import Menu
from speech.understanding.heard import Certainty, Intent
from speech.understanding.intents import EMERGENCY

NO_RECORDING, PRIORITY = "no_grabar", "prioridad"
OTHERWISE = "Otra cosa"
FAREWELL, DISCONTENT = "despedida", "inconformidad"
PRIVATE_FLOWS = frozenset({Flow.ETHICS, Flow.PQRS})
"""Whose callers may stay unknown: the words that led there are kept nowhere."""


def ask(talk: Conversation, menu: Menu) -> Wish | str | None:
    """What the caller wants, in their own words or those of ``menu``; None where that must ask.

    Nothing is asked of who presses keys already, or where nobody listens. A doubtful wish is
    made sure of, by one question. Who says goodbye gets theirs. Raises PersonRequested,
    and as the line's questions.
    """
    line, untold = talk.line, _is_private(talk)
    while (intent := line.ask_open("menu.pregunta", menu, untold=untold)) is not None:
        if isinstance(intent, str):
            return intent
        wish = _wish(talk, intent)
        if wish is None:
            return None
        code = wish.code
        if code == NO_RECORDING:
            line.refuse_recording()
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


def _wish(talk: Conversation, intent: Intent) -> Wish | None:
    """What ``intent`` means; a doubtful one is chosen of two, or confirmed where it stands alone.

    None for neither. Whether it is an emergency was asked before.
    """
    sure, codes = intent.certainty is Certainty.SURE, (intent.code or "", *intent.others)
    wishes = [
        Wish.of(replace(intent, code=code), talk.line.meanings[code])
        for code in codes
        if sure or code != EMERGENCY
    ]
    if sure or not wishes:
        return next(iter(wishes), None)
    best, *others = wishes
    other = next((one for one in others if not one.leads_as(best)), None)
    if other is None:
        yes, no = "Es lo que necesita", "No es lo que necesita"
        right = talk.line.confirm("menu.confirmar", yes=yes, no=no, intento=best.says)
        return best if right else None
    offered = {"1": best, "2": other}
    labels = {key: wish.says for key, wish in offered.items()} | {"3": OTHERWISE}
    intents = {key: wish.code for key, wish in offered.items()} | {"3": ""}
    values = {"opcion_a": best.says, "opcion_b": other.says}
    label = talk.line.choose(Menu("menu.escoger", labels, values, intents=intents))
    return next((wish for wish in offered.values() if wish.says == label), None)


def _is_private(talk: Conversation) -> frozenset[str]:
    """The intents of which no word is kept."""
    flows = {code: meaning.flow for code, meaning in talk.line.meanings.items()}
    return frozenset(code for code in flows if flows[code] in PRIVATE_FLOWS or code == PRIORITY)
