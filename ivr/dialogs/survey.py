"""The survey after a call: an invitation, three short answers, and a spoken comment.

Each answer is kept as it is given, so who hangs up midway is heard as far as they went. The
answers stay out of the call's path: who talked to the caller reads that.
"""

from __future__ import annotations

from contextlib import suppress

from ivr.call import BackRequested, CallEnded, PersonRequested
from ivr.dialogs.conversation import Conversation
from ivr.errors import StoreUnavailable
from ivr.keys import PERSON_KEY
from ivr.question import RATING, DigitsQuestion, Menu
from ivr.services.surveys import Served

YES, NO = "1", "2"
SECONDS_TO_AGREE = 5.0
SECONDS_OF_COMMENT = 30.0

_INVITED = {YES: "Contesta la encuesta", NO: "No contesta la encuesta", PERSON_KEY: "Un asesor"}
_INVITATION = Menu("encuesta.invita", _INVITED, untold=frozenset(_INVITED))
_CSAT = DigitsQuestion(
    "encuesta.csat", 1, 1, valid=lambda key: key in "12345", sensitive=True, grammar=RATING
)
_RESOLVED = Menu(
    "encuesta.fcr",
    {YES: "Quedó resuelto", NO: "No quedó resuelto"},
    help="comun.si_no",
    untold=frozenset(YES + NO),
)
_NPS = DigitsQuestion(
    "encuesta.nps", 1, 2, valid=lambda keys: int(keys) <= 10, sensitive=True, grammar=RATING
)


def ask(talk: Conversation, served: Served) -> None:
    """Invite whoever is to be asked, and ask; returns when that is over.

    Raises PersonRequested for a caller who asks for a person in place of answering.
    """
    line = talk.line
    line.keys.clear()
    with suppress(StoreUnavailable, BackRequested):
        survey = talk.look_up(talk.office.surveys.invite, line.call, served)
        if survey is None or not _agrees(talk, survey):
            return
        try:
            _questions(talk, survey)
        except PersonRequested as request:
            if request.reason == "asked":
                raise
        line.say("encuesta.gracias")


def _agrees(talk: Conversation, survey: int) -> bool:
    """Whether the caller agrees. Who presses nothing has neither agreed nor declined."""
    line = talk.line
    key = line.offer(_INVITATION, SECONDS_TO_AGREE)
    if key == PERSON_KEY:
        raise PersonRequested("asked")
    if key in (YES, NO):
        talk.look_up(talk.office.surveys.accepted, survey, key == YES)
    return key == YES


def _questions(talk: Conversation, survey: int) -> None:
    line, surveys = talk.line, talk.office.surveys
    talk.look_up(surveys.csat, survey, int(line.ask(_CSAT)))
    resolved = line.choose(_RESOLVED) == _RESOLVED.options[YES]
    talk.look_up(surveys.resolved, survey, resolved)
    talk.look_up(surveys.nps, survey, int(line.ask(_NPS)))
    _comment(talk, survey)


def _comment(talk: Conversation, survey: int) -> None:
    """What the caller says, also of one who ends it by hanging up."""
    line, surveys = talk.line, talk.office.surveys
    line.say("encuesta.comentario")
    try:
        said = line.record("comment", seconds=SECONDS_OF_COMMENT)
    except CallEnded:
        with suppress(StoreUnavailable):
            if line.recorded and line.recorded[-1].seconds:
                surveys.comment(survey, line.recorded[-1].name)
        raise
    if said.seconds:
        talk.look_up(surveys.comment, survey, said.name)
    else:
        line.discard(said)
