"""The end of a call that needs no one."""

from __future__ import annotations

from typing import NoReturn

from ivr.clock import BOGOTA
from ivr.dialogs import survey
from ivr.dialogs.conversation import Conversation
from ivr.services.surveys import Served
from ivr.store import SurveyOrigin


def say(talk: Conversation) -> NoReturn:
    """Ask who was served what they thought of it, wish well for the hour, and hang up.

    Raises PersonRequested for a caller who, asked, wants a person.
    """
    line = talk.line
    if line.served:
        survey.ask(talk, Served(SurveyOrigin.SELF_SERVICE))
    line.say("despedida.cierre", momento=line.clock.now().astimezone(BOGOTA).time())
    line.hang_up()
