"""«Cuánto debo», by voice alone: accounts and cédulas dictated, and what is wanted then."""

from __future__ import annotations

import pytest

from tests.dialogs.conftest import Caller
from tests.dialogs.spoken.passages import OPEN

NUMBER = "+573150000001"
BY_ACCOUNT = f"""
    {OPEN}
    says    cuánto debo
    hears   ident.como
    says    el número de cuenta
    hears   ident.pedir_cuenta
"""
BY_DOCUMENT = f"""
    {OPEN}
    says    quiero saber cuánto debo
    hears   ident.como
    says    con la cédula
    hears   ident.pedir_cedula
"""
DEBT = """
    hears   factura.resumen     ciento veintiocho mil trescientos cincuenta pesos
    hears   factura.opciones
"""
KNOWN = """
    hears   ident.telefono_conocido
    says    sí
    hears   ident.segundo_dato
    says    cero dieciocho
    hears   factura.resumen
"""
CALLS = {
    "the account of the telephone": f"""
        {OPEN}
        says    cuánto debo
        hears   ident.telefono_conocido     terminada en uno, uno, seis
        says    sí señora
        hears   ident.segundo_dato
        says    cero uno ocho
        {DEBT}""",
    "an account dictated by groups": f"""
        {BY_ACCOUNT}
        says    diez cero cero cero uno dieciséis
        hears   ident.segundo_dato
        says    cero dieciocho
        {DEBT}""",
    "an account that might be two is read back": f"""
        {BY_ACCOUNT}
        says    diez millones ciento dieciséis
        hears   ident.segundo_dato
        says    cero dieciocho
        {DEBT}""",
    "a cédula corrected in mid-sentence": f"""
        {BY_DOCUMENT}
        says    setenta y un millones seiscientos cuarenta y dos mil no perdón setenta y uno \
seis cuatro dos cero uno ocho
        hears   ident.segundo_dato_telefono
        says    cero cero uno
        {DEBT}""",
    "no account at hand: the cédula": f"""
        {BY_ACCOUNT}
        says    no lo tengo a la mano
        hears   comun.sin_dato
        hears   ident.pedir_cedula
        says    setenta y un millones seiscientos cuarenta y dos mil dieciocho
        hears   ident.segundo_dato_telefono
        says    cero cero uno
        {DEBT}""",
}


@pytest.mark.parametrize("name", CALLS)
def test_a_balance_by_voice_alone(spoken: Caller, name: str) -> None:
    number = NUMBER if "telephone" in name else None
    played = spoken(f"{CALLS[name]} leaves", number=number)
    assert {"verified", "done"} <= set(played.kinds())
    assert "cero" not in repr([step.heard for step in played.steps])


def test_who_has_neither_number_is_told_what_goes_without(spoken: Caller) -> None:
    spoken(f"""
        {BY_ACCOUNT}
        says    no lo tengo
        hears   comun.sin_dato
        hears   ident.pedir_cedula
        says    no me la sé
        hears   comun.sin_dato
        hears   ident.sin_datos
        hears   menu.opciones
        leaves
    """)


def test_who_may_speak_is_not_asked_to_type(spoken: Caller, call: Caller) -> None:
    asked = "hears ident.pedir_cuenta \n leaves"
    to_the_number = f"{OPEN} says cuánto debo \n hears ident.como \n presses 1 \n {asked}"
    by_keypad = "hears ... \n hears menu.opciones \n presses 2 \n hears ident.como \n presses 1"
    assert spoken(to_the_number).heard[-1].text.startswith("Diga o digite")
    assert call(f"{by_keypad} \n {asked}").heard[-1].text.startswith("Digite")


# what is said to the open question, what follows the balance
WISHES = {
    "dónde puedo pagar": "hears factura.puntos_pago",
    "quiero un duplicado de la factura": "hears factura.duplicado_canal",
    "quiero un acuerdo de pago": "hears menu.con_asesor",
}


@pytest.mark.parametrize("words", WISHES)
def test_what_was_wanted_follows_the_balance_unasked(spoken: Caller, words: str) -> None:
    spoken(f"{OPEN} says {words} \n {KNOWN} {WISHES[words]} \n leaves", number=NUMBER)


def test_options_and_offers_by_voice(spoken: Caller) -> None:
    played = spoken(
        f"""
        {OPEN}
        says    cuánto debo
        {KNOWN}
        hears   factura.opciones
        says    dónde puedo pagar
        hears   factura.puntos_pago
        hears   mensaje.ofrecer
        says    sí por favor
        hears   mensaje.enviado
        hears   factura.opciones
        says    repita
        hears   factura.resumen
        hears   factura.opciones
        says    volver
        hears   menu.opciones
        says    mi radicado
        hears   radicado.como
        leaves
    """,
        number=NUMBER,
    )
    assert "Lo quiere por mensaje de texto" in played.labels()
