"""«Cuénteme en pocas palabras»: what is said leads there, and what was said isn't asked again."""

from __future__ import annotations

import pytest

from tests.dialogs.conftest import Caller

NUMBER = "+573150000001"
ASKED = """
    hears   ...
    hears   menu.pregunta
"""

# what is said, what is asked next
LEADS = {
    "no me llega el agua": "dano.peligro",
    "un daño": "dano.peligro",
    "mi factura": "ident.como",
    "mi radicado": "radicado.como",
    "cuánto debo": "ident.como",
    "quiero un acuerdo de pago": "ident.como",
    "quiero poner una queja": "pqrs.inicio",
    "me llegó muy caro el recibo": "pqrs.inicio",
    "en qué va mi queja": "radicado.como",
    "quiero denunciar": "etica.inicio",
    "le hablo del centro de relevo": "asesor.pasa",
    "el contador está dañado": "menu.con_asesor",
    "dónde queda la oficina": "menu.con_asesor",
    "esto es una falta de respeto": "asesor.pasa",
    "un asesor por favor": "asesor.pasa",
    "repita": "menu.pregunta",
    "cómo": "menu.pregunta",
    "menú principal": "menu.opciones",
    "volver": "menu.opciones",
    "ayuda": "menu.ayuda",
    "muchas gracias": "despedida.cierre",
    "soy adulto mayor": "bienvenida.prioridad_ok",
    "no me grabe": "bienvenida.grabacion_no",
    "hay un cable caído en la calle": "dano.seguridad_cable",
    "huele a gas": "dano.seguridad_gas",
}


@pytest.mark.parametrize("words", LEADS)
def test_what_is_said_leads_there(spoken: Caller, words: str) -> None:
    spoken(f"{ASKED} says {words} \n hears {LEADS[words]} \n leaves")


def test_a_doubtful_wish_is_named_and_confirmed_once(spoken: Caller) -> None:
    spoken(f"""
        {ASKED}
        says    el agua
        hears   menu.confirmar  Le entendí que necesita reportar un daño de agua. ¿Es así?
        says    sí señora
        hears   dano.peligro
        leaves
    """)


TWO_WISHES = "la lectura que me pusieron no es la del contador"
CHOSEN_OF_TWO = {
    "says lo del contador": "menu.con_asesor",
    "says por el cobro": "pqrs.inicio",
    "says la primera": "pqrs.inicio",
    "presses 2": "menu.con_asesor",
    "says ninguna de las dos": "menu.opciones",
    "presses 3": "menu.opciones",
}


@pytest.mark.parametrize("answer", CHOSEN_OF_TWO)
def test_of_two_wishes_that_may_be_meant_one_is_chosen(spoken: Caller, answer: str) -> None:
    spoken(f"""
        {ASKED}
        says    {TWO_WISHES}
        hears   menu.escoger
        {answer}
        hears   {CHOSEN_OF_TWO[answer]}
        leaves
    """)


def test_a_wish_that_was_misunderstood_is_chosen_of_the_menu(spoken: Caller) -> None:
    spoken(f"""
        {ASKED}
        says    el agua
        hears   menu.confirmar
        says    no
        hears   menu.opciones
        says    mi radicado
        hears   radicado.como
        leaves
    """)


def test_words_that_mean_nothing_lead_to_the_menu_by_keypad(spoken: Caller) -> None:
    played = spoken(f"""
        {ASKED}
        says    el gato come pescado
        hears   error.no_entendi_1
        hears   menu.pregunta
        says    mi perro se llama canela
        hears   error.no_entendi_2
        hears   menu.ayuda
        hears   menu.opciones
        presses 1
        hears   dano.peligro
        leaves
    """)
    assert "pescado" not in repr(played.steps)


def test_silence_and_keys_are_the_menus(spoken: Caller) -> None:
    spoken(f"{ASKED} pauses \n hears menu.opciones \n says daños \n hears dano.peligro \n leaves")
    spoken(f"{ASKED} presses 4 \n hears radicado.como \n leaves")
    spoken("hears ... \n hears bienvenida.aviso \n types 4 \n hears radicado.como \n leaves")


def test_a_person_reads_what_was_said(spoken: Caller) -> None:
    played = spoken(f"""
        {ASKED}
        says    el contador está dañado
        hears   menu.con_asesor
        hears   bienvenida.prioridad
        pauses
        goes to attention
    """)
    assert "Dijo «el contador está dañado»" in played.labels()
    assert played.line.context is not None
    assert played.line.context.intent == "medidor_lectura"


@pytest.mark.parametrize("words", ["quiero denunciar a un funcionario", "quiero poner una queja"])
def test_of_who_may_stay_unknown_no_word_is_kept(spoken: Caller, words: str) -> None:
    flow = "etica.inicio" if "denunciar" in words else "pqrs.inicio"
    played = spoken(f"{ASKED} says {words} \n hears {flow} \n leaves", number=NUMBER)
    assert words not in repr(played.steps)


def test_no_recording_is_agreed_to_and_asked_again(spoken: Caller) -> None:
    played = spoken(
        f"""
        {ASKED}
        says    no quiero que me graben
        hears   bienvenida.grabacion_no
        hears   menu.pregunta
        says    quiero poner una queja
        hears   pqrs.por_asesor
        leaves
    """,
        records=True,
    )
    assert played.line.opted_out
    assert played.line.parts == []


def test_priority_is_kept_for_the_whole_call(spoken: Caller) -> None:
    played = spoken(f"""
        {ASKED}
        says    estoy embarazada
        hears   bienvenida.prioridad_ok
        hears   menu.pregunta
        says    un asesor
        hears   asesor.pasa
        goes to attention
    """)
    assert played.line.priority
    assert "embarazada" not in repr(played.steps)
