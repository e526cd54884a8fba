"""«Consultar un radicado»: how a filed case stands, by its number or by the caller's account.

A radicado tells state and dates alone; what an account has open is told after its second datum.
Nothing leads from the call to an anonymous case: its radicado enters neither path nor card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from ivr.call import NotAtHand, PersonRequested
from ivr.clock import BOGOTA
from ivr.dialogs import goodbye, person
from ivr.dialogs.case_office import CaseOffice
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.identification import identify
from ivr.dialogs.petition import KINDS
from ivr.dialogs.trouble import offer_person
from ivr.errors import StoreUnavailable
from ivr.keys import REPEAT_KEY
from ivr.question import DigitsQuestion, Menu
from ivr.rendering.dates import spoken_date
from ivr.services import numbers
from ivr.services.pqrs import AnswerBy, CaseStatus
from ivr.store import CaseState

BY_NUMBER, BY_ACCOUNT = "Con el número de radicado", "Con los datos de la cuenta"
ANOTHER, AGAIN, END = "Consultar otro", "Oír otra vez", "Terminar"
SHORTEST = 6

_HOW = Menu("radicado.como", {"1": BY_NUMBER, "2": BY_ACCOUNT})
_UNKNOWN = Menu("radicado.no_existe", {"1": BY_NUMBER, "2": BY_ACCOUNT})
_AFTER = Menu("radicado.despues", {"1": ANOTHER, REPEAT_KEY: AGAIN, "2": END})
_RADICADO = DigitsQuestion(
    "radicado.pedir",
    SHORTEST,
    numbers.LONGEST,
    valid=numbers.could_be,
    sensitive=True,
    label="Digitó un radicado",
    exists=numbers.is_whole,
)

Values = Callable[[CaseStatus], Mapping[str, object]]


def _kind(case: CaseStatus) -> str:
    return KINDS[case.kind].lower()


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(BOGOTA).date()


SENTENCES: Mapping[CaseState, tuple[str, Values]] = {
    CaseState.FILED: (
        "radicado.tramite", lambda case: {"clase": _kind(case), "fecha_limite": case.due_on}
    ),
    CaseState.ASSIGNED: (
        "radicado.tramite", lambda case: {"clase": _kind(case), "fecha_limite": case.due_on}
    ),
    CaseState.INCOMPLETE: ("radicado.incompleto", lambda case: {"clase": _kind(case)}),
    CaseState.ANSWERED: (
        "radicado.respondido", lambda case: {"clase": _kind(case), "fecha": _day(case.answered_at)}
    ),
    CaseState.NOTIFIED: (
        "radicado.notificado", lambda case: {"clase": _kind(case), "fecha": _day(case.notified_at)}
    ),
    CaseState.CLOSED: (
        "radicado.cerrado",
        lambda case: {"clase": _kind(case), "fecha": _day(case.answered_at or case.closed_at)},
    ),
    CaseState.TRANSFERRED: (
        "radicado.traslado",
        lambda case: {"clase": _kind(case), "entidad_competente": case.transferred_to},
    ),
    CaseState.WITHDRAWN: ("radicado.desistido", lambda case: {"clase": _kind(case)}),
}  # fmt: skip
"""What is said of a case in each state; one that is overdue has a sentence of its own."""


def attend(talk: Conversation) -> None:
    """Tell how a case stands; returns to the main menu. Overdue ones go to a person.

    When the data can't be had the caller chooses between a person and the menu.
    """
    try:
        _attend(talk)
    except StoreUnavailable:
        offer_person(talk)


def _attend(talk: Conversation) -> None:
    how = talk.line.choose(_HOW)
    while True:
        case = _found(talk, how)
        if case is not None:
            tell(talk, case)
        wish = goodbye.wish(talk, _AFTER, END)
        while wish == AGAIN and case is not None:
            tell(talk, case)
            wish = goodbye.wish(talk, _AFTER, END)
        if wish == END:
            goodbye.say(talk)
        how = talk.line.choose(_HOW)


def tell(talk: Conversation, case: CaseStatus) -> None:
    """Say how the case stands; one that is overdue goes to a person, with priority.

    Raises PersonRequested for that.
    """
    line = talk.line
    if case.overdue:
        line.say("radicado.vencido", fecha=case.due_on)
        if case.anonymous:
            line.note("Plazo vencido", kind="alert")
        else:
            line.note(f"Plazo vencido: radicado {case.radicado}", kind="alert")
            talk.details["radicado"] = case.radicado
        line.prioritise()
        raise PersonRequested(person.OVERDUE)
    prompt, values = _sentence(case)
    line.say(prompt, **values(case))
    line.done("Supo cómo va su solicitud")


def _sentence(case: CaseStatus) -> tuple[str, Values]:
    """What is said of it; an answer that nobody sends is there for who calls."""
    unsent = case.anonymous or case.answer_by == AnswerBy.OFFICE
    if unsent and case.state in (CaseState.ANSWERED, CaseState.NOTIFIED):
        return "radicado.respuesta_lista", SENTENCES[CaseState.ANSWERED][1]
    return SENTENCES[case.state]


def _found(talk: Conversation, how: str) -> CaseStatus | None:
    """The case asked about; None where the account has none open, which was said."""
    while how == BY_NUMBER:
        try:
            radicado = talk.line.ask(_RADICADO)
        except NotAtHand:
            break
        case = talk.look_up(CaseOffice.of(talk.office).status, radicado)
        if case is not None:
            if not case.anonymous:
                talk.line.note(f"Radicado {case.radicado}")
            return case
        talk.line.keys.clear()
        how = talk.line.choose(_UNKNOWN)
    return _of_account(talk)


def _of_account(talk: Conversation) -> CaseStatus | None:
    cases = talk.look_up(CaseOffice.of(talk.office).open_cases, identify(talk))
    if not cases:
        talk.line.say("radicado.ninguno")
        talk.line.done("Supo que no tiene solicitudes abiertas")
        return None
    return cases[0] if len(cases) == 1 else _one_of(talk, cases)


def _one_of(talk: Conversation, cases: Sequence[CaseStatus]) -> CaseStatus:
    """Which of several, the newest first."""
    today = talk.line.clock.today()
    says = [f"{KINDS[case.kind]} del {_when(case, today)}" for case in cases]
    by_radicado = {case.radicado: case for case in cases}
    options = {str(key): radicado for key, radicado in enumerate(by_radicado, start=1)}
    menu = Menu("radicado.varios", options, {"n": len(cases), "opciones": tuple(says)})
    return by_radicado[talk.line.choose(menu)]


def _when(case: CaseStatus, today: date) -> str:
    return spoken_date(case.filed_at.astimezone(BOGOTA).date(), today)
