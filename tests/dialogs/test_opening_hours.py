"""Outside opening hours: what is told, what can be left, and that nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.clock import FixedClock
from ivr.services import contact, hours
from ivr.services.hours import Stretch
from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.rendering.wording import CONFIG

CONTACT = CONFIG / "catalogues" / "contact.toml"
NUMBER = "+573150000001"
SUNDAY_MORNING = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
WEEK = tuple(Stretch(day, 7 * 60, 19 * 60) for day in range(5))
GREETED = "hears ... \n hears menu.opciones \n"
CLOSED = """
    hears   horario.cerrado
    hears   horario.atencion   Atienden de lunes a viernes de las siete de la mañana a las siete \
de la noche.
"""


@pytest.fixture(autouse=True)
def closed_on_sundays(store: Store) -> None:
    with store.unit_of_work() as session:
        hours.put(session, WEEK, now=SUNDAY_MORNING)
        contact.seed(session, contact.read(CONTACT))


def test_who_wants_a_person_leaves_a_message(call: Caller) -> None:
    call(f"""{GREETED}
        presses 0
        {CLOSED}
        hears   horario.opciones
        presses 1
        goes to message Pidió un asesor""", number=NUMBER)  # fmt: skip


def test_or_is_called_when_agents_attend_again(call: Caller, store: Store) -> None:
    call(f"""{GREETED}
        presses 0
        {CLOSED}
        hears   horario.opciones
        presses 2
        hears   horario.llamada_ok   desde mañana a las siete de la mañana
        is over""", number=NUMBER)  # fmt: skip
    with store.reading() as session:
        owed = session.scalars(select(tables.Callback)).one()
    assert owed.number == NUMBER
    assert owed.not_before == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_or_files_a_petition(call: Caller) -> None:
    call(f"{GREETED} presses 0 \n {CLOSED} hears horario.opciones \n presses 3 \n"
         "hears pqrs.inicio \n leaves", number=NUMBER)  # fmt: skip


def test_or_goes_back_to_what_the_line_does_itself(call: Caller) -> None:
    call(f"{GREETED} presses 0 \n {CLOSED} hears horario.opciones \n presses * \n"
         "hears menu.opciones \n presses 2 \n hears ident.telefono_conocido \n hangs up",
         number=NUMBER)  # fmt: skip


def test_a_hidden_number_cannot_be_called_back(call: Caller) -> None:
    call(f"{GREETED} presses 0 \n {CLOSED} hears horario.opciones_sin_llamada \n presses 2 \n"
         "hears pqrs.inicio \n leaves")  # fmt: skip


@pytest.mark.parametrize("answer", ["presses 0", "pauses \n hears error.silencio_1 \n hears "
    "horario.opciones \n pauses \n hears error.silencio_2 \n hears menu.ayuda \n hears "
    "horario.opciones \n pauses"])  # fmt: skip
def test_who_insists_or_is_silent_leaves_a_message(call: Caller, answer: str) -> None:
    call(f"{GREETED} presses 0 \n {CLOSED} hears horario.opciones \n {answer} \n goes to message",
         number=NUMBER)  # fmt: skip


def test_asking_for_a_person_in_the_greeting_still_brings_the_notice_before_the_menu(
    call: Caller,
) -> None:
    call(f"hears bienvenida.saludo \n types 0 \n {CLOSED} hears horario.opciones \n presses * \n"
         "hears bienvenida.aviso \n hears menu.opciones \n hangs up", number=NUMBER)  # fmt: skip


def test_emergencies_know_no_hours(call: Caller) -> None:
    call("hears bienvenida.saludo \n types 1 \n hears dano.peligro \n presses 1 \n"
         "hears dano.seguridad_gas \n goes to emergency", number=NUMBER)  # fmt: skip


def test_within_the_hours_nothing_of_this_is_heard(call: Caller, clock: FixedClock) -> None:
    clock.at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    call(f"{GREETED} presses 0 \n hears asesor.pasa \n hears bienvenida.prioridad \n pauses \n"
         "goes to attention", number=NUMBER)  # fmt: skip


def test_a_holiday_is_called_so(call: Caller, store: Store, clock: FixedClock) -> None:
    clock.at = datetime(2026, 12, 8, 15, 0, tzinfo=UTC)  # Tuesday, Inmaculada Concepción
    with store.unit_of_work() as session:
        session.add(
            tables.DayOff(
                day=clock.today(), name="Inmaculada Concepción", kind=tables.DayOffKind.NATIONAL
            )
        )
    call(f"{GREETED} presses 0 \n hears horario.festivo \n hears horario.atencion \n"
         "hears horario.opciones \n hangs up", number=NUMBER)  # fmt: skip
