"""Before a queue and within it: what callers are told of their place, and the call back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.clock import FixedClock
from ivr.dialogs import attend_waiting
from ivr.queue_place import Place
from ivr.returned import Returned
from ivr.services import contact
from ivr.services.callbacks import CallbackRules
from ivr.store import AgentState, CallbackState, Store
from tests.dialogs.conftest import Caller
from tests.line.script import CALL_ID
from tests.running.queue_rows import agent, talks, waiting

NUMBER = "+573150000001"
RULES = Path(__file__).parents[2] / "config" / "catalogues" / "contact.toml"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TO_A_PERSON = """
    hears   ...
    hears   menu.opciones
    presses 0
    hears   asesor.pasa
    hears   bienvenida.prioridad
    pauses
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def busy(store: Store) -> None:
    """Two agents talk, talks take two minutes, and three callers wait."""
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(RULES))
    for _ in range(2):
        agent(store, AgentState.TALKING, MONDAY)
    talks(store, 4, 120, MONDAY)
    for seconds in (50, 40, 30):
        waiting(store, MONDAY - timedelta(seconds=seconds))


def owed(store: Store) -> list[tables.Callback]:
    with store.reading() as session:
        return list(session.scalars(select(tables.Callback)))


def place_of(store: Store, call_id: str = CALL_ID) -> tables.QueuePlace | None:
    with store.reading() as session:
        return session.get(tables.QueuePlace, (call_id, "attention"))


def test_with_an_agent_free_nothing_is_told(call: Caller, store: Store) -> None:
    agent(store, AgentState.AVAILABLE, MONDAY)
    call(f"{TO_A_PERSON} goes to attention", number=NUMBER)


def test_without_talks_to_go_by_only_the_place_is_told(call: Caller, store: Store) -> None:
    agent(store, AgentState.TALKING, MONDAY)
    waiting(store, MONDAY - timedelta(seconds=20))
    call(f"""{TO_A_PERSON}
        hears   asesor.turno   una persona
        hears   asesor.ofrece_llamada
        pauses
        goes to attention""", number=NUMBER)  # fmt: skip


@pytest.mark.usefixtures("busy")
def test_place_and_wait_are_told_and_kept(call: Caller, store: Store) -> None:
    call(f"""{TO_A_PERSON}
        hears   asesor.espera   tres personas. Calculamos cuatro minutos
        hears   asesor.ofrece_llamada
        pauses
        goes to attention""", number=NUMBER)  # fmt: skip
    kept = place_of(store)
    assert kept is not None
    assert (kept.ahead, kept.predicted_seconds) == (3, 240)
    assert kept.priority == Place(int(MONDAY.timestamp())).priority


@pytest.mark.usefixtures("busy")
def test_priority_comes_first(call: Caller) -> None:
    played = call("""
        hears   ...
        hears   menu.opciones
        presses 0
        hears   asesor.pasa
        hears   bienvenida.prioridad
        presses 8
        hears   bienvenida.prioridad_ok
        hears   asesor.siguiente_espera   un minuto
        goes to attention""", number=NUMBER)  # fmt: skip
    assert played.line.place == Place(int(MONDAY.timestamp()), 600)


@pytest.mark.usefixtures("busy")
def test_a_short_wait_offers_no_call(call: Caller) -> None:
    call(f"{TO_A_PERSON} hears asesor.espera \n goes to attention", number=NUMBER,
         callbacks=CallbackRules(enabled=True, over_seconds=300))  # fmt: skip
    call(f"{TO_A_PERSON} hears asesor.espera \n goes to attention", number=NUMBER,
         callbacks=CallbackRules(enabled=False))  # fmt: skip


OFFERED = f"{TO_A_PERSON} hears asesor.espera \n hears asesor.ofrece_llamada \n presses 2 \n"


@pytest.mark.usefixtures("busy")
def test_a_call_to_the_same_number_is_owed_before_it_is_told(call: Caller, store: Store) -> None:
    played = call(f"""{OFFERED}
        hears   asesor.llamada_numero   cero, cero, uno
        presses 1
        hears   asesor.llamada_ok       tres veces
        is over""", number=NUMBER)  # fmt: skip
    (one,) = owed(store)
    assert (one.number, one.state, one.call_id) == (NUMBER, CallbackState.WAITING, CALL_ID)
    assert one.priority == Place(int(MONDAY.timestamp())).priority
    assert [step.kind for step in played.steps if step.kind == "callback"] == ["callback"]


@pytest.mark.usefixtures("busy")
def test_another_number_is_typed_and_confirmed(call: Caller, store: Store) -> None:
    played = call(f"""{OFFERED}
        hears   asesor.llamada_numero
        presses 2
        hears   asesor.llamada_cual
        presses 1234567890
        hears   error.numero_invalido
        hears   asesor.llamada_cual
        presses 3165551234
        hears   asesor.llamada_repite   tres uno seis
        presses 2
        hears   asesor.llamada_cual
        presses 6015551234
        hears   asesor.llamada_repite
        presses 1
        hears   asesor.llamada_ok
        is over""", number=NUMBER)  # fmt: skip
    assert [one.number for one in owed(store)] == ["+576015551234"]
    assert "6015551234" not in {step.heard for step in played.steps}


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("number", [None, "+15550100200"], ids=["withheld", "abroad"])
def test_who_has_no_number_to_dial_types_one(
    call: Caller, store: Store, number: str | None
) -> None:
    call(f"""{OFFERED}
        hears   asesor.llamada_cual
        presses 3165551234
        hears   asesor.llamada_repite
        presses 1
        hears   asesor.llamada_ok
        is over""", number=number)  # fmt: skip
    assert [one.number for one in owed(store)] == ["+573165551234"]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    "instead", ["presses *", "presses 0", "pauses \n hears error.silencio_1 \n"
                " hears asesor.llamada_numero \n presses *"],
)  # fmt: skip
def test_who_answers_otherwise_goes_on_waiting(call: Caller, store: Store, instead: str) -> None:
    call(f"""{OFFERED}
        hears   asesor.llamada_numero
        {instead}
        goes to attention""", number=NUMBER)  # fmt: skip
    assert not owed(store)


@pytest.mark.usefixtures("busy")
def test_outside_the_hours_of_contact_the_moment_is_told(
    call: Caller, store: Store, clock: FixedClock
) -> None:
    clock.at = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 19:30 in Colombia
    for seconds in (50, 40, 30):
        waiting(store, clock.at - timedelta(seconds=seconds))
    talks(store, 4, 120, clock.at)
    call(f"""{OFFERED}
        hears   asesor.llamada_numero
        presses 1
        hears   asesor.llamada_ok_desde   mañana a las siete de la mañana
        is over""", number=NUMBER)  # fmt: skip
    (one,) = owed(store)
    assert one.not_before == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.usefixtures("busy")
def test_hanging_up_before_the_promise_leaves_nothing_owed(call: Caller, store: Store) -> None:
    call(f"{OFFERED} hears asesor.llamada_numero \n hangs up", number=NUMBER)
    assert not owed(store)


@pytest.mark.usefixtures("busy")
def test_who_calls_again_gets_the_place_that_was_kept(
    call: Caller, store: Store, clock: FixedClock
) -> None:
    promised = "hears asesor.llamada_numero \n presses 1 \n hears asesor.llamada_ok \n is over"
    call(f"{OFFERED} {promised}", number=NUMBER)
    asked = clock.at
    clock.advance(timedelta(minutes=2))
    waiting(store, clock.at - timedelta(seconds=60))
    played = call(f"{TO_A_PERSON} hears asesor.espera \n hears asesor.ofrece_llamada \n pauses \n"
                  " goes to attention", number=NUMBER)  # fmt: skip
    assert played.line.place == Place(int(asked.timestamp()))
    (one,) = owed(store)
    assert one.state is CallbackState.WITHDRAWN


# Within the queue.

HERE = Place(int(MONDAY.timestamp()) - 45)


def returned(key: str) -> Returned:
    return Returned(times=1, key=key, queue="attention", place=HERE)


@pytest.mark.usefixtures("busy")
def test_two_tells_the_place_and_leads_back_to_it(comes_back: Caller) -> None:
    played = comes_back("""
        hears   asesor.espera   una persona. Calculamos dos minutos
        hears   asesor.ofrece_llamada
        pauses
        hears   asesor.sigue_turno
        goes to attention""", attend_waiting, returned("2"))  # fmt: skip
    assert played.line.place == HERE


@pytest.mark.usefixtures("busy")
def test_who_is_in_danger_is_offered_no_call_later(comes_back: Caller, store: Store) -> None:
    waiting(store, MONDAY - timedelta(seconds=60), queue="emergency")
    comes_back("""
        hears   asesor.turno   una persona
        hears   asesor.sigue_turno
        goes to emergency""", attend_waiting,
        Returned(times=1, key="2", queue="emergency", place=HERE))  # fmt: skip


def test_two_without_anybody_before(comes_back: Caller) -> None:
    comes_back("""
        hears   asesor.siguiente
        hears   asesor.sigue_turno
        goes to attention""", attend_waiting, returned("2"))  # fmt: skip


@pytest.mark.usefixtures("busy")
def test_two_and_two_again_is_a_call_back_that_keeps_the_place(
    comes_back: Caller, store: Store
) -> None:
    comes_back("""
        hears   asesor.espera
        hears   asesor.ofrece_llamada
        presses 2
        hears   asesor.llamada_numero
        presses 1
        hears   asesor.llamada_ok
        is over""", attend_waiting, returned("2"))  # fmt: skip
    assert [one.priority for one in owed(store)] == [HERE.priority]


@pytest.mark.usefixtures("busy")
def test_the_menu_and_back_to_the_same_place(comes_back: Caller) -> None:
    played = comes_back("""
        hears   menu.opciones
        presses 2
        hears   ident.telefono_conocido
        presses 1
        hears   ident.segundo_dato
        presses 018
        hears   ...
        hears   factura.opciones
        presses 0
        hears   asesor.pasa
        hears   bienvenida.prioridad
        pauses
        hears   asesor.espera   una persona
        hears   asesor.ofrece_llamada
        pauses
        goes to attention""", attend_waiting, returned("*"))  # fmt: skip
    assert played.line.place == HERE


def test_an_emergency_while_waiting_is_asked_for_as_in_the_welcome(comes_back: Caller) -> None:
    comes_back("""
        hears   dano.peligro
        presses *
        goes to attention""", attend_waiting, returned("1"))  # fmt: skip


def test_without_the_store_the_caller_is_led_back(comes_back: Caller, store: Store) -> None:
    with store.unit_of_work() as session:
        session.connection().exec_driver_sql("DROP TABLE queue_places")
    comes_back("hears asesor.sigue_turno \n goes to attention", attend_waiting, returned("2"))


@pytest.mark.parametrize(
    ("key", "script"),
    [
        ("1", "hears dano.peligro \n hangs up"),
        ("2", "hears asesor.siguiente \n leaves"),
        ("*", "hears menu.opciones \n hangs up"),
    ],
)
def test_hanging_up_meanwhile(comes_back: Caller, key: str, script: str) -> None:
    played = comes_back(script, attend_waiting, returned(key))
    assert played.steps[-1].heard == "caller"
