"""A whole call, from the greeting until it is handed on or over."""

from __future__ import annotations

from ivr.call import CallEnded, PersonRequested, Transferred
from ivr.dialogs import main_menu, person
from ivr.dialogs.back_office import BackOffice
from ivr.dialogs.conversation import Conversation, DialogSettings
from ivr.dialogs.welcome import welcome
from ivr.line import Line


def attend(line: Line, office: BackOffice, settings: DialogSettings) -> None:
    """Converse; returns once the call was transferred or we hung up.

    Raises CallEnded when the caller hung up. Whatever happens, what was said and heard
    is written.
    """
    try:
        _converse(Conversation(line, office, settings))
    except Transferred:
        return
    except CallEnded:
        if line.hung_up:
            return
        line.caller_left()
        raise
    finally:
        line.write_path()


def _converse(talk: Conversation) -> None:
    try:
        welcome(talk)
        main_menu.attend(talk)
    except PersonRequested as request:
        person.pass_on(talk, request.reason)
