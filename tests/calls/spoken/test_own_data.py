"""Who the caller is, dictated: accounts and cédulas in any grouping, and what gets in the way."""

from __future__ import annotations

from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import Talk, in_words
from tests.calls.test_billing import first_bill
from tests.running.line import RunningLine

WHO = SUBSCRIBERS["owes the newest"]
DICTATES = SUBSCRIBERS["dictates"]


async def test_by_the_telephone_known_for_it(line: RunningLine) -> None:
    async with line.phone(WHO.phone) as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("cuánto debo")
        await talk.answers("ident.telefono_conocido", "sí", ult3=WHO.ending)
        await talk.answers("ident.segundo_dato", in_words(WHO.second_datum))
        await talk.hears("factura.resumen", **first_bill(WHO))
        await talk.answers("factura.opciones", "menú principal")
        await talk.hears("menu.opciones")
        await talk.call.hang_up()
        record = await line.record(WHO.phone, lambda one: one.outcome is not None)
    assert record.outcome == "self_service"
    assert "speech" in {step.by for step in record.steps}


async def test_by_the_account_in_threes_and_corrected(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("cuánto debo")
        await talk.answers("ident.como", "con el número de cuenta")
        await talk.answers(
            "ident.pedir_cuenta", "siete cero cero, cero treinta y seis, no perdón, cero veintiséis"
        )
        await talk.answers("comun.confirmar_dictado", "sí", digitos=DICTATES.number)
        await talk.answers("ident.segundo_dato", "trescientos cuarenta y cinco")
        await talk.hears("factura.resumen", **first_bill(DICTATES))


async def test_by_the_cedula_as_it_is_read(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("cuánto debo")
        await talk.answers("ident.como", "con la cédula")
        await talk.answers(
            "ident.pedir_cedula", "un millón, veinte mil, trescientos cuarenta y cinco"
        )
        await talk.answers("ident.segundo_dato_telefono", "cero veintiséis")
        await talk.hears("factura.resumen", **first_bill(DICTATES))


async def test_who_has_not_heard_needs_time_or_has_it_not_at_hand(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("cuánto debo")
        await talk.answers("ident.como", "cómo")
        await talk.answers("ident.como", "con el número de cuenta")
        await talk.answers("ident.pedir_cuenta", "no lo tengo a la mano")
        await talk.hears("comun.sin_dato")
        await talk.answers("ident.pedir_cedula", "un momentico")
        await talk.hears("comun.con_calma")
        await talk.says("diez veinte, treinta y cuatro cinco")
        await talk.answers("ident.segundo_dato_telefono", "cero veintiséis")
        await talk.hears("factura.resumen", **first_bill(DICTATES))
