"""The survey: whom it asks, each answer as it is given, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.clock import FixedClock
from ivr.dialogs import attend_after_talk
from ivr.returned import Returned
from ivr.services import calls
from ivr.services.surveys import SurveyRules
from ivr.store import AgentState, Store, Survey, SurveyOrigin
from tests.dialogs.conftest import SURVEYS, Caller
from tests.line.script import CALL_ID, Played
from tests.running.queue_rows import agent

NUMBER = "+573150000001"
GOOD = """
    hears   encuesta.invita
    presses 1
    hears   encuesta.csat
    presses 5
    hears   encuesta.fcr
    presses 1
    hears   encuesta.nps
    presses 10#
    hears   encuesta.comentario
    speaks  4
    hears   encuesta.gracias
    is over
"""


@pytest.fixture
def after_talk(comes_back: Caller, store: Store, clock: FixedClock) -> Caller:
    """A caller whose agent has hung up: ``after_talk(script)``."""
    who = agent(store, AgentState.WRAP_UP, clock.at)
    with store.unit_of_work() as session:
        calls.begin(session, CALL_ID, started_at=clock.at, number=NUMBER)
        calls.set_intent(session, CALL_ID, "factura")
    returned = Returned(times=1, queue="attention", agent_id=who)

    def playing(script: str, **more: object) -> Played:
        return comes_back(script, attend_after_talk, returned, **more)

    return playing


def kept(store: Store) -> list[Survey]:
    with store.reading() as session:
        return list(session.scalars(select(Survey).order_by(Survey.id)))


def test_all_is_kept_against_call_agent_queue_and_flow(after_talk: Caller, store: Store) -> None:
    played = after_talk(GOOD)
    (survey,) = kept(store)
    assert (survey.call_id, survey.origin) == (CALL_ID, SurveyOrigin.AGENT)
    assert (survey.agent_id, survey.queue, survey.flow) == (1, "attention", "factura")
    assert (survey.accepted, survey.csat, survey.resolved, survey.nps) == (True, 5, True, 10)
    assert survey.comment == f"{CALL_ID}-comment-1"
    assert not {step.heard for step in played.steps} & {"5", "10"}  # agents read the path


WORST = """
    hears   encuesta.invita
    presses 1
    hears   encuesta.csat
    presses 1
    hears   encuesta.fcr
    presses 2
    hears   encuesta.nps
    presses 0
    hears   encuesta.comentario
    speaks  0 silence
    hears   encuesta.gracias
    is over
"""


def test_zero_and_silence_are_answers_too(after_talk: Caller, store: Store) -> None:
    after_talk(WORST)
    (survey,) = kept(store)
    assert (survey.csat, survey.resolved, survey.nps, survey.comment) == (1, False, 0, None)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [("presses 2", False), ("pauses", None), ("presses 7", None), ("presses *", None)],
)
def test_who_does_not_agree_is_asked_nothing(
    after_talk: Caller, store: Store, typed: str, accepted: bool | None
) -> None:
    after_talk(f"hears encuesta.invita \n {typed} \n is over")
    assert [survey.accepted for survey in kept(store)] == [accepted]


def test_wrong_ratings_are_asked_for_again(after_talk: Caller, store: Store) -> None:
    after_talk("""
        hears   encuesta.invita
        presses 1
        hears   encuesta.csat
        presses 7
        hears   error.numero_invalido
        hears   encuesta.csat
        presses 4
        hears   encuesta.fcr
        pauses
        hears   error.silencio_1
        hears   encuesta.fcr
        presses 1
        hears   encuesta.nps
        presses 11#
        hears   error.numero_invalido
        hears   encuesta.nps
        presses 100#
        hears   error.sobran_digitos
        hears   comun.ayuda_digitos
        hears   encuesta.nps
        presses 8#
        hears   encuesta.comentario
        speaks  30
        hears   encuesta.gracias
        is over""")
    assert [(one.csat, one.nps) for one in kept(store)] == [(4, 8)]


def test_who_stops_answering_is_thanked_and_what_was_said_stays(
    after_talk: Caller, store: Store
) -> None:
    after_talk("""
        hears   encuesta.invita
        presses 1
        hears   encuesta.csat
        presses 3
        hears   encuesta.fcr
        pauses
        hears   error.silencio_1
        hears   encuesta.fcr
        pauses
        hears   error.silencio_2
        hears   comun.si_no
        hears   encuesta.fcr
        pauses
        hears   encuesta.gracias
        is over""")
    assert [(one.csat, one.resolved) for one in kept(store)] == [(3, None)]


@pytest.mark.parametrize(
    ("script", "answers"),
    [
        ("hears encuesta.invita \n leaves", (None, None, None, None)),
        ("hears encuesta.invita \n presses 1 \n hears encuesta.csat \n hangs up",
         (None, None, None, None)),
        ("hears encuesta.invita \n presses 1 \n hears encuesta.csat \n presses 5 \n"
         "hears encuesta.fcr \n leaves", (5, None, None, None)),
        (GOOD.partition("hears   encuesta.nps")[0] + "hears encuesta.nps \n hangs up",
         (5, True, None, None)),
        (GOOD.partition("speaks")[0] + "speaks 3 hanging up",
         (5, True, 10, f"{CALL_ID}-comment-1")),
        (GOOD.partition("speaks")[0] + "speaks 0 hanging up", (5, True, 10, None)),
    ],
)  # fmt: skip
def test_hanging_up_keeps_what_was_answered(
    after_talk: Caller, store: Store, script: str, answers: tuple[object, ...]
) -> None:
    after_talk(script)
    (one,) = kept(store)
    assert (one.csat, one.resolved, one.nps, one.comment) == answers


def test_who_asks_for_a_person_gets_one_again(after_talk: Caller) -> None:
    after_talk("""
        hears   encuesta.invita
        presses 0
        hears   asesor.pasa
        goes to attention después de hablar""")


@pytest.mark.parametrize(
    "case",
    [
        {"number": None},
        {"surveys": SurveyRules(enabled=False)},
        {"surveys": SurveyRules(share=0)},
    ],
    ids=["withheld", "switched off", "not drawn"],
)
def test_who_is_not_asked(after_talk: Caller, store: Store, case: dict[str, object]) -> None:
    after_talk("is over", **case)
    assert not kept(store)


def test_not_after_danger(after_talk: Caller, store: Store) -> None:
    with store.unit_of_work() as session:
        call = session.get_one(tables.Call, CALL_ID)
        call.danger = True
    after_talk("is over")


def test_nobody_is_asked_twice_in_thirty_days(
    call: Caller, after_talk: Caller, store: Store, clock: FixedClock
) -> None:
    after_talk("hears encuesta.invita \n leaves")
    with store.unit_of_work() as session:
        earlier = session.scalars(select(Survey)).one()
        old = "019aabcd-0000-7000-8000-0000000000ff"
        calls.begin(session, old, started_at=clock.at, number=NUMBER)
        earlier.call_id = old
    clock.advance(timedelta(days=29))
    after_talk("is over")
    clock.advance(timedelta(days=2))
    after_talk("hears encuesta.invita \n leaves")


def test_without_the_store_the_call_just_ends(after_talk: Caller, store: Store) -> None:
    with store.unit_of_work() as session:
        session.connection().exec_driver_sql("DROP TABLE surveys")
    after_talk("is over")


SERVED = """
    hears   ...
    hears   menu.opciones
    presses 2
    hears   ident.telefono_conocido
    presses 1
    hears   ident.segundo_dato
    presses 018
    hears   factura.resumen
    hears   factura.opciones
    pauses
    hears   error.silencio_1
    hears   factura.opciones
    pauses
    hears   error.silencio_2
    hears   menu.ayuda
    hears   factura.opciones
    pauses
"""


def test_who_served_themselves_is_asked_before_the_goodbye(call: Caller, store: Store) -> None:
    call(f"""{SERVED}
        hears   encuesta.invita
        presses 2
        hears   despedida.cierre
        is over""", number=NUMBER, surveys=SURVEYS)  # fmt: skip
    (survey,) = kept(store)
    assert (survey.origin, survey.agent_id) == (SurveyOrigin.SELF_SERVICE, None)


def test_and_may_yet_ask_for_a_person(call: Caller) -> None:
    call(f"""{SERVED}
        hears   encuesta.invita
        presses 0
        hears   asesor.pasa
        hears   bienvenida.prioridad
        pauses
        goes to attention""", number=NUMBER, surveys=SURVEYS)  # fmt: skip
