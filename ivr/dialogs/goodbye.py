"""The end of a call that needs no one."""

from __future__ import annotations

from typing import NoReturn

from ivr.call import PersonRequested
from ivr.clock import BOGOTA
from ivr.dialogs import survey
from ivr.dialogs.conversation import Conversation
from ivr.question import Menu
from ivr.services.surveys import Served
from ivr.store import SurveyOrigin

_SILENT = ""


def say(talk: Conversation) -> NoReturn:
    """Ask who was served what they thought of it, wish well for the hour, and hang up.

    Raises PersonRequested for a caller who, asked, wants a person.
    """
    line = talk.line
    if line.served:
        survey.ask(talk, Served(SurveyOrigin.SELF_SERVICE))
    line.say("despedida.cierre", momento=line.clock.now().astimezone(BOGOTA).time())
    line.hang_up()


def wish(talk: Conversation, menu: Menu, silence: str) -> str:
    """A choice of who may have what they called for: saying nothing is taken for ``silence``.

    Raises as :meth:`ivr.line.Line.choose`, but for a person because of silence.
    """
    try:
        return talk.line.choose(menu)
    except PersonRequested as request:
        if request.reason == "silence":
            return silence
        raise


def unless_silent(talk: Conversation, menu: Menu) -> str:
    """The same where silence ends the call in peace."""
    chosen = wish(talk, menu, _SILENT)
    if chosen == _SILENT:
        say(talk)
    return chosen
