"""Callers hang up anywhere: whatever was said and heard by then is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from ivr.store import IdentityAttempt, Store
from tests.dialogs.conftest import Caller

GREETED = """
    hears   bienvenida.saludo
    hears   bienvenida.emergencia
    hears   bienvenida.aviso
    hears   menu.opciones
"""
JOURNEYS = {
    "billing": f"""
        {GREETED}
        presses 2
        hears   ident.telefono_conocido
        presses 1
        hears   ident.segundo_dato
        presses 555
        hears   error.no_coincide
        hears   ident.segundo_dato
        presses *
        hears   ident.como
        presses 1
        hears   ident.pedir_cuenta
        presses 12#
        hears   error.faltan_digitos
        hears   ident.pedir_cuenta
        presses 10000140#
        hears   ident.segundo_dato
        presses 042
        hears   factura.resumen
        hears   factura.vencida
        hears   factura.total
        hears   factura.opciones
        presses 1
        hears   factura.puntos_pago
        hears   mensaje.ofrecer
        pauses
        hears   factura.opciones
        presses 3
        hears   menu.con_asesor
        hears   bienvenida.prioridad
        presses 8
        hears   bienvenida.prioridad_ok
        goes to attention""",
    "several accounts": f"""
        {GREETED}
        presses 2
        hears   ident.telefono_conocido
        presses 2
        hears   ident.como
        presses 2
        hears   ident.pedir_cedula
        presses 71642100#
        hears   ident.segundo_dato_telefono
        presses 010
        hears   ident.escoger_cuenta
        presses 2
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
        hears   despedida.cierre
        is over""",
    "damage": f"""
        {GREETED}
        presses 1
        hears   dano.peligro
        presses 4
        hears   dano.servicio
        presses 1
        hears   dano.es_su_direccion
        presses 2
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 10000124#
        hears   dano.que_acueducto
        presses 3
        hears   dano.ticket
        hears   mensaje.ofrecer
        pauses
        hears   dano.listo
        presses 9
        hears   dano.ticket
        hears   dano.listo
        presses *
        hears   menu.opciones
        hangs up""",
    "emergency": """
        hears   bienvenida.saludo
        types   1
        hears   dano.peligro
        pauses
        hears   error.silencio_1
        hears   dano.peligro
        presses 1
        hears   dano.seguridad_gas
        goes to emergency""",
}


def cut_short(journey: str) -> list[str]:
    """The journey as far as each of its prompts, and as far as each wait for a key."""
    lines = [line.strip() for line in journey.splitlines() if line.strip()]
    calls = []
    for at, line in enumerate(lines):
        if line.startswith("hears"):
            calls.append("\n".join([*lines[: at + 1], "leaves"]))
        elif line.startswith(("presses", "pauses")):
            calls.append("\n".join([*lines[:at], "hangs up"]))
    return calls


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_journey_itself(call: Caller, journey: str) -> None:
    call(JOURNEYS[journey], number="+573150000001")


@pytest.mark.parametrize("journey", JOURNEYS)
def test_hanging_up_at_every_step(call: Caller, journey: str, store: Store) -> None:
    for script in cut_short(JOURNEYS[journey]):
        with store.unit_of_work() as session:
            session.execute(delete(IdentityAttempt))  # or the calls before would lock this one out
        played = call(script, number="+573150000001")
        last = played.steps[-1]
        assert (last.kind, last.heard) == ("ended", "caller"), script
        assert played.path.written == len(played.steps), script
        said = [step.prompt for step in played.steps if step.kind == "said"]
        assert said == [each.prompt_id for each in played.heard], script
