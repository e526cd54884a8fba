"""«Peticiones, quejas, reclamos y sugerencias»: told by keypad and voice, filed before it is told.

Law: a petition may be made by telephone, is never refused for what it lacks, and its radicado
is given in the call (Ley 1755 de 2015, arts. 14 to 16; Decreto 1069 de 2015, 2.2.3.12.3).
"""

from __future__ import annotations

from contextlib import nullcontext, suppress

from ivr.call import BackRequested, CallEnded, PersonRequested
from ivr.clock import BOGOTA
from ivr.dialogs import goodbye, person
from ivr.dialogs import pqrs_person as who
from ivr.dialogs import pqrs_questions as what
from ivr.dialogs.case_office import CaseOffice
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.petition import Petition
from ivr.dialogs.telling import tell
from ivr.errors import LineaError, StoreUnavailable
from ivr.hearing import EmergencyHeard
from ivr.keys import REPEAT_KEY
from ivr.question import Menu
from ivr.recording import ANONYMOUS
from ivr.services.filing import CannotFile, Filed

ACCOUNT_SECONDS = 180.0
DRAFT = PURPOSE = "pqrs"
FILED, SERVED = "Radicó su solicitud", "Quedó atendido"
"""How the path of a call ends; of who stays anonymous it doesn't say by what."""
AGAIN, MENU, END = "Oír el radicado otra vez", "Volver al menú", "Terminar"

_AFTER = Menu("pqrs.despues", {REPEAT_KEY: AGAIN, "1": MENU, "2": END})


def attend(talk: Conversation) -> None:
    """Take a PQRS and tell radicado and deadline; returns to the main menu.

    Whether they give their name is asked first: of an anonymous petition nothing may lead to
    the call, from its first word on. Whoever leaves before the end, or goes to a person, leaves
    a draft. Without recording an agent writes it. Raises as the line's questions.
    """
    line, petition = talk.line, Petition()
    if line.opted_out:
        raise PersonRequested(person.WRITES)
    line.say("pqrs.inicio")
    petition.anonymous = who.stays_anonymous(talk)
    try:
        with line.unlinked() if petition.anonymous else nullcontext():
            wish = _tell(talk, _filed(talk, petition))
    finally:
        if petition.filed:
            line.done(SERVED if petition.anonymous else FILED)
    if wish == END:
        goodbye.say(talk)


def _filed(talk: Conversation, petition: Petition) -> Filed:
    try:
        _take(talk, petition)
        return _file(talk, petition)
    except (CallEnded, PersonRequested, BackRequested, EmergencyHeard):
        _keep_draft(talk, petition)
        raise


def _take(talk: Conversation, petition: Petition) -> None:
    if petition.anonymous:
        talk.line.say("pqrs.anonima")
    what.ask(talk, petition)
    who.ask_name(talk, petition)
    purpose = ANONYMOUS if petition.anonymous else PURPOSE
    tell(
        talk.line,
        "pqrs.relato",
        petition.narrative,
        purpose=purpose,
        seconds=ACCOUNT_SECONDS,
        review="pqrs.revisar",
    )
    who.ask_contact(talk, petition)


def _file(talk: Conversation, petition: Petition) -> Filed:
    filing = petition.filing(talk.line.call, priority=talk.line.priority)
    try:
        filed = talk.look_up(CaseOffice.of(talk.office).file, filing)
    except (CannotFile, StoreUnavailable):
        raise PersonRequested(person.NOT_FILED) from None
    petition.filed = True
    talk.line.keys.clear()
    return filed


def _tell(talk: Conversation, filed: Filed) -> str:
    """Say radicado and deadline as often as they like; gives what the caller wants then."""
    _say_radicado(talk, filed)
    _say_deadline(talk, filed)
    while (wish := goodbye.wish(talk, _AFTER, END)) == AGAIN:
        _say_radicado(talk, filed)
    return wish


def _say_radicado(talk: Conversation, filed: Filed) -> None:
    at = filed.filed_at.astimezone(BOGOTA)
    talk.line.say("pqrs.radicado", fecha=at.date(), hora=at.time(), radicado=filed.radicado)


def _say_deadline(talk: Conversation, filed: Filed) -> None:
    with suppress(StoreUnavailable):
        first_day = talk.look_up(CaseOffice.of(talk.office).first_day, filed)
        if first_day is not None:
            talk.line.say("horario.terminos", fecha=first_day)
    talk.line.say("pqrs.plazo", fecha_limite=filed.due_on, n=filed.working_days)


def _keep_draft(talk: Conversation, petition: Petition) -> None:
    """What was told is staff's to finish. Nothing is kept of who had said nothing yet."""
    if petition.filed or petition.kind is None:
        return
    call_id = None if petition.anonymous else talk.line.call.call_id
    recorded = (*petition.name, *petition.narrative)
    with suppress(LineaError):
        talk.office.keep_draft(call_id, DRAFT, petition.fields(), recorded)
