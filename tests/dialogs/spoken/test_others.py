"""The other conversations by voice alone: a radicado, a denunciation, a person, a survey."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.check_digit import with_check_digit
from ivr.clock import FixedClock
from ivr.dialogs import attend_after_talk, attend_callback
from ivr.queue_place import Place
from ivr.returned import Returned
from ivr.services import calls, contact, hours
from ivr.services.hours import Stretch
from ivr.store import AgentState, CaseKind, CaseState, Store
from tests.dialogs.conftest import SURVEYS, Caller
from tests.dialogs.spoken.passages import FAREWELL, OPEN
from tests.dialogs.test_case_status import RADICADO
from tests.dialogs.test_case_status import file as file_case
from tests.line.script import CALL_ID
from tests.rendering.wording import CONFIG
from tests.running.queue_rows import agent, talks, waiting

NUMBER = "+573150000001"
CONTACT = CONFIG / "catalogues" / "contact.toml"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DICTATED = "dos mil veintiséis cero cero cero cero cero cuatro dos " + {
    "0": "cero", "1": "uno", "2": "dos", "3": "tres", "4": "cuatro", "5": "cinco",
    "6": "seis", "7": "siete", "8": "ocho", "9": "nueve",
}[RADICADO[-1]]  # fmt: skip


def only(store: Store, table: type[tables.Base]) -> tables.Base:
    with store.reading() as session:
        row = session.scalars(select(table)).one()
        session.expunge(row)
    return row


# -- radicado ----------------------------------------------------------------------------

RADICADOS = {
    "dictated": f"""
        says    tengo el número
        hears   radicado.pedir
        says    {DICTATED}""",
    "not at hand: by the account": """
        says    sí lo tengo
        hears   radicado.pedir
        says    no lo encuentro
        hears   comun.sin_dato
        hears   ident.telefono_conocido
        says    sí
        hears   ident.segundo_dato
        says    cero dieciocho""",
    "by the account": """
        says    con los datos de la cuenta
        hears   ident.telefono_conocido
        says    sí
        hears   ident.segundo_dato
        says    cero uno ocho""",
}


@pytest.mark.parametrize("name", RADICADOS)
def test_how_a_case_stands(spoken: Caller, store: Store, name: str) -> None:
    file_case(store)
    spoken(
        f"""
        {OPEN}
        says    en qué va mi reclamo
        hears   radicado.como
        {RADICADOS[name]}
        hears   radicado.tramite
        hears   radicado.despues
        says    otra vez
        hears   radicado.tramite
        hears   radicado.despues
        says    nada más gracias
        {FAREWELL}""",
        number=NUMBER,
    )


def test_one_of_several_cases_is_named(spoken: Caller, store: Store) -> None:
    file_case(store)
    file_case(
        store, CaseState.FILED, radicado=with_check_digit("20260000043"), kind=CaseKind.COMPLAINT
    )
    spoken(
        f"""
        {OPEN}
        says    en qué va mi reclamo
        hears   radicado.como
        {RADICADOS["by the account"]}
        hears   radicado.varios
        says    la primera
        hears   radicado.tramite
        hears   radicado.despues
        leaves
    """,
        number=NUMBER,
    )


# -- ethics ------------------------------------------------------------------------------


def test_a_denunciation_by_voice_leaves_no_trace(spoken: Caller, store: Store) -> None:
    played = spoken(
        f"""
        {OPEN}
        says    quiero denunciar un soborno
        hears   etica.inicio
        hears   etica.menu
        says    denunciar
        hears   etica.modo
        says    anónima
        hears   etica.relato
        speaks  30 silence
        hears   etica.revisar
        says    así está bien
        hears   etica.codigo
        hears   etica.anotado
        says    repita
        hears   etica.codigo
        hears   etica.anotado
        says    ya lo anoté
        hears   etica.despedida
        is over
    """,
        number=NUMBER,
    )
    assert played.line.call.caller.number is None
    assert "soborno" not in repr(played.steps)
    assert only(store, tables.EthicsReport)


# -- a person, the queue, hours ----------------------------------------------------------


@pytest.fixture
def busy(store: Store, clock: FixedClock) -> None:
    clock.at = MONDAY
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(CONTACT))
    agent(store, AgentState.TALKING, MONDAY)
    talks(store, 4, 120, MONDAY)
    for seconds in (50, 40, 30):
        waiting(store, MONDAY - timedelta(seconds=seconds))


TO_A_PERSON = f"""
    {OPEN}
    says    con un asesor por favor
    hears   asesor.pasa
    hears   bienvenida.prioridad
"""


@pytest.mark.usefixtures("busy")
def test_a_call_back_in_place_of_waiting(spoken: Caller, store: Store) -> None:
    spoken(
        f"""
        {TO_A_PERSON}
        pauses
        hears   asesor.espera
        hears   asesor.ofrece_llamada
        says    llámenme
        hears   asesor.llamada_numero
        says    a otro
        hears   asesor.llamada_cual
        says    tres quince cuatro cinco seis siete ocho nueve cero
        hears   asesor.llamada_repite
        says    sí es correcto
        hears   asesor.llamada_ok
        is over
    """,
        number=NUMBER,
    )
    owed = only(store, tables.Callback)
    assert isinstance(owed, tables.Callback)
    assert owed.number == "+573154567890"


@pytest.mark.usefixtures("busy")
def test_priority_is_told_by_words(spoken: Caller) -> None:
    played = spoken(
        f"""
        {TO_A_PERSON}
        says    soy persona mayor
        hears   bienvenida.prioridad_ok
        hears   asesor.siguiente_espera
        hears   asesor.ofrece_llamada
        pauses
        goes to attention
    """,
        number=NUMBER,
    )
    assert played.line.priority
    assert "mayor" not in repr(played.steps)


CLOSED = {
    "un mensaje": "goes to message",
    "que me llamen": "hears horario.llamada_ok \n is over",
    "presentar una solicitud": "hears pqrs.inicio \n leaves",
}


@pytest.mark.parametrize("words", CLOSED)
def test_outside_opening_hours(spoken: Caller, store: Store, clock: FixedClock, words: str) -> None:
    week = tuple(Stretch(day, 7 * 60, 19 * 60) for day in range(5))
    with store.unit_of_work() as session:
        hours.put(session, week, now=clock.at)
        contact.seed(session, contact.read(CONTACT))
    spoken(
        f"""
        {OPEN}
        says    un asesor
        hears   horario.cerrado
        hears   horario.atencion
        hears   horario.opciones
        says    {words}
        {CLOSED[words]}
    """,
        number=NUMBER,
    )


# -- after the call ----------------------------------------------------------------------


def test_a_survey_is_answered_by_words(
    spoken_back: Caller, store: Store, clock: FixedClock
) -> None:
    who = agent(store, AgentState.WRAP_UP, clock.at)
    with store.unit_of_work() as session:
        calls.begin(session, CALL_ID, started_at=clock.at, number=NUMBER)
    played = spoken_back(
        """
        hears   encuesta.invita
        says    claro que sí
        hears   encuesta.csat
        says    cuatro
        hears   encuesta.fcr
        says    sí señora
        hears   encuesta.nps
        says    un nueve
        hears   encuesta.comentario
        speaks  4 silence
        hears   encuesta.gracias
        is over
    """,
        attend_after_talk,
        Returned(times=1, queue="attention", agent_id=who),
        surveys=SURVEYS,
    )
    survey = only(store, tables.Survey)
    assert isinstance(survey, tables.Survey)
    assert (survey.accepted, survey.csat, survey.resolved, survey.nps) == (True, 4, True, 9)
    assert not {step.heard for step in played.steps} & {"4", "9", "cuatro", "un nueve"}


def test_a_survey_is_declined_by_words(
    spoken_back: Caller, store: Store, clock: FixedClock
) -> None:
    who = agent(store, AgentState.WRAP_UP, clock.at)
    with store.unit_of_work() as session:
        calls.begin(session, CALL_ID, started_at=clock.at, number=NUMBER)
    spoken_back(
        "hears encuesta.invita \n says no gracias \n is over",
        attend_after_talk,
        Returned(times=1, queue="attention", agent_id=who),
        surveys=SURVEYS,
    )
    survey = only(store, tables.Survey)
    assert isinstance(survey, tables.Survey)
    assert survey.accepted is False


CAN_TALK = {
    "sí puedo": "hears asesor.pasa \n goes to attention",
    "más tarde": "hears asesor.llamada_fin \n is over",
}


@pytest.mark.parametrize("words", CAN_TALK)
def test_who_is_called_back_answers_by_words(spoken_back: Caller, words: str) -> None:
    place = Place(int(MONDAY.timestamp()) - 300, 600)
    spoken_back(
        f"hears asesor.llamada_sale \n says {words} \n {CAN_TALK[words]}",
        attend_callback,
        Returned(times=0, queue="attention", callback_id=1, place=place),
    )
