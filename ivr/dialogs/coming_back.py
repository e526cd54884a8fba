"""Calls that come back from the dialplan: who waits, who has talked, whom we called."""

from __future__ import annotations

from ivr.call import PersonRequested
from ivr.dialogs import callback, danger, person, survey, turn, waiting
from ivr.dialogs.back_office import BackOffice
from ivr.dialogs.conversation import Conversation, DialogSettings
from ivr.dialogs.reception import conduct
from ivr.line import Line
from ivr.returned import Returned
from ivr.services.surveys import Served
from ivr.store import SurveyOrigin

TALKED = "Pidió un asesor después de hablar con uno"


def attend_waiting(
    line: Line, returned: Returned, office: BackOffice, settings: DialogSettings
) -> None:
    """A caller pressed a key in a queue. Ends and raises as :func:`attend`."""
    talk = _conversation(line, returned, office, settings)

    def attended() -> None:
        try:
            waiting.attend(talk, returned.key)
        except PersonRequested as request:
            person.pass_on(talk, request.reason)

    def converse() -> None:
        danger.first(talk, attended)
        waiting.go_back(talk)

    conduct(line, converse)


def attend_after_talk(
    line: Line, returned: Returned, office: BackOffice, settings: DialogSettings
) -> None:
    """The person who talked to the caller is gone. Ends and raises as :func:`attend`."""
    talk = _conversation(line, returned, office, settings)
    served = Served(SurveyOrigin.AGENT, returned.agent_id, returned.queue)
    line.recording = False  # the dialplan ended it with the talk

    def surveyed() -> None:
        try:
            survey.ask(talk, served)
        except PersonRequested:
            line.say("asesor.pasa")
            if returned.recordings.on:
                line.start_recording()
            turn.join(talk, talk.queue, TALKED)

    def converse() -> None:
        danger.first(talk, surveyed)
        line.hang_up()

    conduct(line, converse)


def attend_callback(
    line: Line, returned: Returned, office: BackOffice, settings: DialogSettings
) -> None:
    """Somebody picked up a call that we owe. Ends and raises as :func:`attend`."""
    talk = _conversation(line, returned, office, settings)

    def converse() -> None:
        danger.first(talk, lambda: callback.attend(talk, returned.callback_id or 0))
        waiting.go_back(talk)

    conduct(line, converse)


def _conversation(
    line: Line, returned: Returned, office: BackOffice, settings: DialogSettings
) -> Conversation:
    talk = Conversation(line, office, settings)
    talk.queue = returned.queue or talk.queue
    return talk
