"""When a call is recorded: behind the notice, without an opt-out, not while proving who it is."""

from __future__ import annotations

import pytest

from tests.dialogs.conftest import Caller
from tests.dialogs.passages import BY_ACCOUNT
from tests.line.script import CALL_ID

GREETING = """
    hears   bienvenida.saludo
    hears   bienvenida.emergencia
"""
NOTICE = f"""{GREETING}
    hears   bienvenida.aviso_grabacion
"""
PARTS = [f"{CALL_ID}-call-{number}" for number in (1, 2, 3)]

# what the caller does, parts that are kept
CALLS = {
    "hangs up at the greeting": ("hears bienvenida.saludo\nleaves", 0),
    "hangs up in the notice": (f"{NOTICE} leaves", 0),
    "hears the menu": (f"{NOTICE} hears menu.opciones\nhangs up", 1),
    "7 during the notice": (
        f"{NOTICE} types 7\nhears bienvenida.grabacion_no\nhears menu.opciones\nhangs up",
        0,
    ),
    "7 in the menu": (
        f"{NOTICE} hears menu.opciones\npresses 7\nhears bienvenida.grabacion_no\n"
        "hears menu.opciones\nhangs up",
        0,
    ),
    "hangs up at the second datum": (
        f"""{NOTICE} hears menu.opciones
        presses 2 {BY_ACCOUNT}
        presses 10000116#
        hears   ident.segundo_dato
        hangs up""",
        1,
    ),
    "proves who it is at the second try": (
        f"""{NOTICE} hears menu.opciones
        presses 2 {BY_ACCOUNT}
        presses 10000116#
        hears   ident.segundo_dato
        presses 999
        hears   error.no_coincide
        hears   ident.como
        presses 1
        hears   ident.pedir_cuenta
        presses 10000116#
        hears   ident.segundo_dato
        presses 018
        hears   factura.resumen
        hears   factura.opciones
        hangs up""",
        3,
    ),
}


@pytest.mark.parametrize(("script", "parts"), CALLS.values(), ids=CALLS.keys())
def test_which_parts_are_recorded(call: Caller, script: str, parts: int) -> None:
    assert call(script, records=True).line.parts == PARTS[:parts]


def test_a_line_that_records_nothing_says_so_and_has_no_7(call: Caller) -> None:
    played = call(
        f"""{GREETING}
        hears   bienvenida.aviso
        hears   menu.opciones
        presses 7
        hears   error.opcion_invalida
        hears   menu.opciones
        hangs up"""
    )
    assert played.line.parts == []
