"""Before the menu: who calls again in vain, by which number, and who knows the notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.call import PathStep
from ivr.dialogs.hotline import Hotline, Purpose
from ivr.services import calls, staff_settings
from ivr.services.calls import Outcome
from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.services.town import call_id

NUMBER = "+573150000001"
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
GREETED = "hears bienvenida.saludo \n hears bienvenida.emergencia \n hears bienvenida.aviso \n"
PERSON = "hears bienvenida.prioridad \n pauses \n"


def called(store: Store, hours_ago: float, intent: str, outcome: Outcome | None) -> str:
    """An earlier call from that number, and how it ended; gives its id."""
    at = NOW - timedelta(hours=hours_ago)
    key = call_id(at)
    with store.unit_of_work() as session:
        calls.begin(session, key, started_at=at, number=NUMBER)
        calls.set_intent(session, key, intent)
        if outcome is not None:
            calls.set_outcome(session, key, outcome)
        calls.end(session, key, at=at + timedelta(minutes=3))
    return key


def within(store: Store, name: str, value: int) -> None:
    with store.unit_of_work() as session:
        staff_settings.put(session, name, value, NOW)


def test_who_calls_again_in_vain_goes_straight_there(call: Caller, store: Store) -> None:
    within(store, "welcome.returning_hours", 24)
    called(store, 2, "factura", None)
    played = call(
        f"{GREETED} hears bienvenida.regreso_factura \n presses 1 \n"
        "hears ident.telefono_conocido \n hangs up",
        number=NUMBER,
    )
    assert "Llama por lo mismo" in played.labels()


def test_the_second_time_a_person_is_given(call: Caller, store: Store) -> None:
    within(store, "welcome.returning_hours", 24)
    called(store, 2, "dano", None)
    called(store, 5, "dano", None)
    played = call(
        f"{GREETED} hears bienvenida.regreso_dano \n presses 1 \n hears asesor.pasa \n {PERSON}"
        "goes to attention Vuelve a llamar por lo mismo",
        number=NUMBER,
    )
    assert played.line.context is not None
    assert played.line.context.intent == "dano"


ANSWERS = ["presses 2", "presses *"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_calls_about_something_else_gets_the_menu(
    call: Caller, store: Store, answer: str
) -> None:
    within(store, "welcome.returning_hours", 24)
    called(store, 2, "dano", None)
    call(f"{GREETED} hears bienvenida.regreso_dano \n {answer} \n hears menu.opciones \n hangs up",
         number=NUMBER)  # fmt: skip


NOT_ASKED: dict[str, tuple[int, list[tuple[float, str, Outcome | None]]]] = {
    "it was solved": (24, [(2.0, "factura", Outcome.SELF_SERVICE)]),
    "a later call solved it": (
        24, [(5.0, "factura", None), (2.0, "factura", Outcome.SELF_SERVICE)],
    ),
    "it was long ago": (24, [(30.0, "factura", None)]),
    "an emergency": (24, [(2.0, "emergencia", None)]),
    "nothing that may be named": (24, [(2.0, "etica", None)]),
    "the entity does not ask": (0, [(2.0, "factura", None)]),
}  # fmt: skip


@pytest.mark.parametrize("why", NOT_ASKED)
def test_nobody_is_asked_without_need(call: Caller, store: Store, why: str) -> None:
    hours, before = NOT_ASKED[why]
    within(store, "welcome.returning_hours", hours)
    for hours_ago, intent, outcome in before:
        called(store, hours_ago, intent, outcome)
    call(f"{GREETED} hears menu.opciones \n hangs up", number=NUMBER)


def test_the_short_notice_only_where_the_lawyers_allow_it(call: Caller, store: Store) -> None:
    earlier = called(store, 48, "factura", Outcome.SELF_SERVICE)
    heard = PathStep(NOW - timedelta(hours=48), "said", "bienvenida.aviso")
    with store.unit_of_work() as session:
        calls.add_steps(session, earlier, [heard], first=0)
    call(f"{GREETED} hears menu.opciones \n hangs up", number=NUMBER)
    within(store, "welcome.short_notice_days", 30)
    call("hears bienvenida.saludo \n hears bienvenida.emergencia \n hears bienvenida.aviso_corto \n"
         "hears menu.opciones \n hangs up", number=NUMBER)  # fmt: skip


HOTLINES = (
    Hotline("6085550111", Purpose.EMERGENCY),
    Hotline("6085550122", Purpose.LARGE_CUSTOMERS, queue="grandes"),
    Hotline("6085550133", Purpose.RELAY),
    Hotline("6085550144", Purpose.ETHICS),
)


def test_the_emergency_number_asks_for_the_danger_at_once(call: Caller) -> None:
    call("hears bienvenida.saludo \n hears dano.peligro \n presses 2 \n"
         "hears dano.seguridad_cable \n goes to emergency",
         dialled="6085550111", hotlines=HOTLINES)  # fmt: skip


def test_without_danger_it_is_a_call_like_any_other(call: Caller) -> None:
    call("hears bienvenida.saludo \n hears dano.peligro \n presses 4 \n hears bienvenida.saludo \n"
         "hears bienvenida.emergencia \n hears bienvenida.aviso \n hears menu.opciones \n hangs up",
         dialled="+576085550111", hotlines=HOTLINES)  # fmt: skip


def test_large_customers_have_their_own_queue(call: Caller) -> None:
    played = call(
        f"{GREETED} hears menu.grandes_clientes \n {PERSON} goes to grandes Gran cliente",
        dialled="6085550122",
        hotlines=HOTLINES,
    )
    assert played.line.context is not None
    assert played.line.context.intent == "grandes_clientes"


RELAYED = [("6085550133", ""), ("6085550100", "hears menu.opciones \n presses 8 \n")]


@pytest.mark.parametrize(("dialled", "key"), RELAYED)
def test_the_relay_centre_reaches_a_person_at_once_with_priority(
    call: Caller, dialled: str, key: str
) -> None:
    played = call(
        f"{GREETED} {key} hears asesor.pasa \n goes to attention Relevo",
        dialled=dialled,
        hotlines=HOTLINES,
    )
    assert played.line.context is not None
    assert (played.line.context.intent, played.line.context.priority) == ("relevo", True)


def test_the_ethics_number_leads_straight_there(call: Caller) -> None:
    call("hears etica.inicio \n leaves", dialled="6085550144", hotlines=HOTLINES, number=NUMBER)
