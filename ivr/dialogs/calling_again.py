"""Who calls again about what came to nothing: straight there, or to a person the second time."""

from __future__ import annotations

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import person
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.menus import Flow
from ivr.question import Menu

SAME, OTHER = "Llama por lo mismo", "Llama por otra cosa"
RESUMABLE = (Flow.DAMAGE, Flow.BILLING, Flow.PQRS, Flow.CASES, Flow.OFFICES)
"""What may be named to whoever calls from that telephone; the ethics line never is."""
TIMES_FOR_A_PERSON = 2


def ask(talk: Conversation) -> Flow | None:
    """The flow to go on with, if the caller says that it is the same.

    Raises PersonRequested for a person, and when it was in vain more than once.
    """
    flow = _wanted(talk)
    if flow is None or talk.line.keys or talk.arrival is None:
        return None
    menu = Menu(f"bienvenida.regreso_{flow}", {"1": SAME, "2": OTHER}, help="comun.si_no")
    try:
        same = talk.line.choose(menu) == SAME
    except BackRequested:
        return None
    except PersonRequested as request:
        if request.reason == "asked":
            raise
        return None
    if same and talk.arrival.times >= TIMES_FOR_A_PERSON:
        talk.line.intent(flow, talk.settings.menu.label(flow))
        raise PersonRequested(person.IN_VAIN)
    return flow if same else None


def _wanted(talk: Conversation) -> Flow | None:
    """What earlier calls wanted, if the menu still offers it."""
    again = talk.arrival.again if talk.arrival else None
    offered = {option.flow for option in talk.settings.menu.options}
    return next((flow for flow in RESUMABLE if flow == again and flow in offered), None)
