"""A whole call, from the greeting until it is handed on or over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ivr.call import BackRequested, CallEnded, PersonRequested, Transferred
from ivr.dialogs import calling_again, danger, hotlines, main_menu, person
from ivr.dialogs.back_office import BackOffice
from ivr.dialogs.conversation import Conversation, DialogSettings
from ivr.dialogs.menus import Flow
from ivr.dialogs.welcome import give_notice, welcome
from ivr.hearing import EmergencyHeard
from ivr.line import Line


def attend(line: Line, office: BackOffice, settings: DialogSettings) -> None:
    """Converse; returns once the call was transferred or we hung up.

    Raises CallEnded when the caller hung up. Whatever happens, what was said and heard
    is written.
    """
    talk = Conversation(line, office, settings)
    conduct(line, lambda: _converse(talk))


def conduct(line: Line, converse: Callable[[], None]) -> None:
    """Have a conversation to its end. Ends and raises as :func:`attend`."""
    try:
        converse()
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
    part: Callable[[], Flow | None] = partial(_greet, talk)
    while True:
        try:
            flow = part()
            if not talk.noticed:
                give_notice(talk)
            main_menu.attend(talk, flow)
        except PersonRequested as request:
            part = partial(_to_person, talk, request)
        except EmergencyHeard as emergency:
            part = partial(danger.heed, talk, emergency)


def _greet(talk: Conversation) -> Flow | None:
    """From the greeting to the menu; gives the flow that is known to be wanted."""
    hotline = hotlines.of_call(talk)
    if hotline is not None:
        hotlines.attend(talk, hotline)
    welcome(talk)
    return calling_again.ask(talk)


def _to_person(talk: Conversation, request: PersonRequested) -> Flow | None:
    """Hand over. Outside hours it returns: the caller goes on with a flow, or the menu."""
    try:
        return person.pass_on(talk, request.reason)
    except BackRequested:
        return None
