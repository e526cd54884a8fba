"""The beginning of every call, emergencies, the main menu and the way to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.dialogs import MainMenu, MenuError
from tests.dialogs.conftest import Caller

GREETED = """
    hears   bienvenida.saludo      Empresas Públicas de Villa Clara
    hears   bienvenida.emergencia  marque uno ya mismo
    hears   bienvenida.aviso
    hears   menu.opciones
"""
PERSON = """
    hears   bienvenida.prioridad
    pauses
"""


def test_greeting_then_emergency_then_one_notice_then_the_menu(call: Caller) -> None:
    call(f"{GREETED} hangs up")


def test_zero_in_the_menu_is_a_person(call: Caller) -> None:
    played = call(f"""
        {GREETED}
        presses 0
        hears   asesor.pasa
        {PERSON}
        goes to attention Pidió un asesor""")
    assert played.line.context is not None
    assert played.line.context.intent is None


def test_zero_in_the_greeting_is_a_person_at_once(call: Caller) -> None:
    call(f"""
        hears   bienvenida.saludo
        types   0
        hears   asesor.pasa
        {PERSON}
        goes to attention Pidió un asesor""")


def test_emergency_asks_for_the_danger_first(call: Caller) -> None:
    played = call("""
        hears   bienvenida.saludo
        types   1
        hears   dano.peligro
        presses 1
        hears   dano.seguridad_gas
        goes to emergency peligro""")
    assert played.line.context is not None
    assert played.line.context.intent == "emergencia"


def test_who_presses_emergency_and_asks_for_a_person_is_taken_for_in_danger(call: Caller) -> None:
    call("""
        hears   bienvenida.saludo
        types   1
        hears   dano.peligro
        presses 0
        hears   dano.seguridad
        goes to emergency Marcó emergencia""")


@pytest.mark.parametrize("no", ["4", "*"])
def test_no_danger_goes_on_with_the_call(call: Caller, no: str) -> None:
    call(f"""
        hears   bienvenida.saludo
        hears   bienvenida.emergencia
        types   1
        hears   dano.peligro
        presses {no}
        hears   bienvenida.aviso
        hears   menu.opciones
        hangs up""")


def test_emergency_pressed_during_the_notice_is_asked_after_it(call: Caller) -> None:
    call("""
        hears   bienvenida.saludo
        hears   bienvenida.emergencia
        hears   bienvenida.aviso
        types   1
        hears   dano.peligro
        presses 1
        hears   dano.seguridad_gas
        goes to emergency""")


def test_three_silences_lead_to_a_person(call: Caller) -> None:
    call(f"""
        {GREETED}
        pauses
        hears   error.silencio_1
        hears   menu.opciones
        pauses
        hears   error.silencio_2
        hears   menu.ayuda
        hears   menu.opciones
        pauses
        hears   error.silencio_3
        {PERSON}
        goes to attention No respondió""")


def test_three_wrong_keys_lead_to_a_person(call: Caller) -> None:
    call(f"""
        {GREETED}
        presses 7
        hears   error.opcion_invalida
        hears   menu.opciones
        presses 7
        hears   error.opcion_invalida
        hears   menu.ayuda
        hears   menu.opciones
        presses 7
        hears   error.no_entendi_3
        {PERSON}
        goes to attention No logró""")


def test_nine_repeats_and_star_comes_back_to_the_menu(call: Caller) -> None:
    call(f"""
        {GREETED}
        presses 9
        hears   menu.opciones
        presses *
        hears   menu.opciones
        hangs up""")


BY_PERSON = [
    ("5", "oficina", "Oficinas y trámites"),
]


@pytest.mark.parametrize(("key", "intent", "label"), BY_PERSON)
def test_what_people_attend_goes_to_them_with_its_intent(
    call: Caller, key: str, intent: str, label: str
) -> None:
    played = call(f"""
        {GREETED}
        presses {key}
        hears   menu.con_asesor
        {PERSON}
        goes to attention""")
    assert played.line.context is not None
    assert played.line.context.intent == intent
    assert label in played.labels()


def test_a_damage_with_danger_goes_to_emergencies(call: Caller) -> None:
    call(f"{GREETED} presses 1 \n hears dano.peligro \n presses 1 \n hears dano.seguridad_gas \n"
         "goes to emergency peligro")  # fmt: skip


def test_priority_is_offered_before_the_queue_and_its_reason_is_not_asked(call: Caller) -> None:
    played = call(f"""
        {GREETED}
        presses 0
        hears   asesor.pasa
        hears   bienvenida.prioridad
        presses 8
        hears   bienvenida.prioridad_ok
        goes to attention""")
    assert played.line.context is not None
    assert played.line.context.priority


RECORDED = GREETED.replace("bienvenida.aviso", "bienvenida.aviso_grabacion")


def test_seven_opts_out_of_recording_where_calls_are_recorded(call: Caller) -> None:
    played = call(
        f"""
        {RECORDED}
        presses 7
        hears   bienvenida.grabacion_no
        hears   menu.opciones
        presses 0
        hears   asesor.pasa
        {PERSON}
        goes to attention""",
        records=True,
    )
    assert played.line.context is not None
    assert played.line.context.details == {"grabación": "no"}
    assert "No quiere que se grabe la llamada" in played.labels()


def test_seven_during_the_notice_opts_out_too(call: Caller) -> None:
    call(
        """
        hears   bienvenida.saludo
        hears   bienvenida.emergencia
        hears   bienvenida.aviso_grabacion
        types   7
        hears   bienvenida.grabacion_no
        hears   menu.opciones
        hangs up""",
        records=True,
    )


def test_seven_means_nothing_where_calls_are_not_recorded(call: Caller) -> None:
    call(f"{GREETED} presses 7 \n hears error.opcion_invalida \n hears menu.opciones \n hangs up")


def test_a_caller_who_left_is_in_the_path(call: Caller) -> None:
    played = call("hears bienvenida.saludo \n leaves")
    assert played.kinds() == ["said", "ended"]
    assert played.path.written == 2


WRONG_MENUS = [
    ("[[option]", "no se puede leer"),
    ("", "al menos un bloque"),
    ("option = 3", "al menos un bloque"),
    ("[[option]]\nkey = '1'", "opción 1: se esperaban las claves"),
    ("[[option]]\nkey='9'\nflow='factura'\nsays='F'\nlabel='F'", "la tecla va de 1 a 6"),
    ("[[option]]\nkey='1'\nflow='pagos'\nsays='F'\nlabel='F'", "el flujo es uno de"),
    ("[[option]]\nkey='1'\nflow='factura'\nsays=''\nlabel='F'", "cada clave lleva un texto"),
    ("[[option]]\nkey='1'\nflow='factura'\nsays='F'\nlabel='F'\n" * 2, "repetida"),
]


@pytest.mark.parametrize(("text", "named"), WRONG_MENUS)
def test_a_menu_that_cannot_be_used_says_why(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "principal.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(MenuError) as raised:
        MainMenu.load(file)
    assert "principal.toml: " in raised.value.message
    assert named in raised.value.message


def test_each_option_is_said_with_its_key(menu: MainMenu) -> None:
    assert menu.constants()["menu_principal"] == (
        "Daños, marque uno; facturas, dos; quejas y reclamos, tres; su radicado, cuatro; "
        "oficinas, cinco; corrupción, seis; relevo, ocho; asesor, cero."
    )
