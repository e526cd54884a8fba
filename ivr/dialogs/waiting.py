"""A key pressed while waiting: the place in the queue, the menu, an emergency, and back again."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import BackRequested
from ivr.dialogs import danger, main_menu, turn
from ivr.dialogs.conversation import Conversation
from ivr.errors import StoreUnavailable

EMERGENCY_KEY, PLACE_KEY, MENU_KEY = "1", "2", "*"
UNKNOWN_REASON = "Esperaba un asesor"


def attend(talk: Conversation, key: str | None) -> NoReturn:
    """Serve ``key``, pressed while waiting; who isn't served otherwise is where they were.

    Raises PersonRequested as the menu does.
    """
    reason = _resume(talk)
    if key == EMERGENCY_KEY:
        _emergency(talk)
    elif key == MENU_KEY:
        main_menu.attend(talk)
    else:
        turn.tell_again(talk, talk.queue)
    go_back(talk, reason)


def go_back(talk: Conversation, reason: str = UNKNOWN_REASON) -> NoReturn:
    """Put the caller where they stood in the queue."""
    talk.line.note("Volvió a su turno")
    talk.line.transfer(talk.queue, talk.context(reason))


def _resume(talk: Conversation) -> str:
    """Take up what the call had learnt of its caller; gives why they wait."""
    try:
        known = talk.look_up(talk.office.waiting.known, talk.line.call)
    except StoreUnavailable:
        return UNKNOWN_REASON
    talk.account, talk.level = known.account, known.level
    talk.line.current_intent = known.intent
    return known.reason or UNKNOWN_REASON


def _emergency(talk: Conversation) -> None:
    """The danger question, as in the welcome."""
    try:
        danger.called_for_emergency(talk)
    except BackRequested:
        return
