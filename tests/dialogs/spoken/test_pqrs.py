"""A PQRS by voice alone: what was said already is not asked, and a month has a name."""

from __future__ import annotations

import pytest

from ivr.clock import FixedClock
from ivr.store import CaseKind, Store
from tests.dialogs.conftest import Caller
from tests.dialogs.petitions import MONDAY, kept, only_case
from tests.dialogs.spoken.passages import FAREWELL, OPEN

NUMBER = "+573150000001"
NAMED = """
    hears   pqrs.inicio
    hears   pqrs.nombre
    says    doy mi nombre
"""
WATER = """
    hears   pqrs.servicio
    says    acueducto
"""
TOLD = """
    hears   pqrs.decir_nombre
    speaks  3 silence
    hears   pqrs.relato
    speaks  20 silence
    hears   pqrs.revisar
    says    continuar
"""
THIS_NUMBER = """
    hears   pqrs.contacto       terminado en cero, cero, uno
    says    a este mismo
    hears   pqrs.notificacion
    says    en la oficina
    hears   pqrs.sms
    says    sí
"""
FILED = f"""
    hears   pqrs.radicado
    hears   pqrs.plazo
    hears   pqrs.despues
    says    eso es todo
    {FAREWELL}
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


def test_a_complaint_that_was_named_is_filed(spoken: Caller, store: Store) -> None:
    spoken(
        f"{OPEN} says quiero poner una queja \n {NAMED} {WATER} {TOLD} {THIS_NUMBER} {FILED}",
        number=NUMBER,
    )
    case = only_case(store)
    assert (case.kind, case.service) == (CaseKind.COMPLAINT, "acueducto")
    assert case.phone == NUMBER


def test_the_kind_is_chosen_by_words_where_it_was_not_said(spoken: Caller, store: Store) -> None:
    spoken(
        f"""
        {OPEN}
        pauses
        hears   menu.opciones
        says    pqrs
        {NAMED}
        hears   pqrs.tipo
        says    tengo dudas
        hears   pqrs.tipo_ayuda
        hears   pqrs.tipo
        says    una sugerencia
        {WATER} {TOLD} {THIS_NUMBER} {FILED}""",
        number=NUMBER,
    )
    assert only_case(store).kind is CaseKind.SUGGESTION


@pytest.mark.parametrize("words", ["la factura de noviembre", "once", "uno uno", "este mes"])
def test_a_claim_about_a_charge_names_its_invoice(spoken: Caller, store: Store, words: str) -> None:
    spoken(
        f"""
        {OPEN}
        says    me llegó muy caro el recibo
        {NAMED} {WATER}
        hears   pqrs.causa
        says    doble cobro
        hears   ident.telefono_conocido
        says    sí
        hears   pqrs.mes_factura
        says    {words}
        {TOLD}
        hears   pqrs.contacto
        says    no dejo número
        hears   pqrs.notificacion
        says    en la dirección de la cuenta
        {FILED}""",
        number=NUMBER,
    )
    case = only_case(store)
    assert (case.kind, case.invoice_number) == (CaseKind.CLAIM, "F1000011611")


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ("says antier \n hears comun.confirmar_fecha \n says sí", "el 21/11/2026"),
        ("says la semana pasada", "entre el 16/11/2026 y el 22/11/2026"),
        ("presses 0511", "el 05/11/2026"),
        ("presses 2512", "el 25/12/2025"),
        ("says no me acuerdo \n hears comun.sin_dato", None),
    ],
)
def test_a_payment_that_is_not_applied_is_found_by_its_day(
    spoken: Caller, store: Store, answered: str, told: str | None
) -> None:
    spoken(
        f"""
        {OPEN}
        says    me llegó muy caro el recibo
        {NAMED} {WATER}
        hears   pqrs.causa
        says    el pago no aparece
        hears   pqrs.fecha_pago
        {answered}
        hears   ident.telefono_conocido
        says    sí
        hears   pqrs.mes_factura
        says    noviembre
        {TOLD}
        hears   pqrs.contacto
        says    no dejo número
        hears   pqrs.notificacion
        says    en la dirección de la cuenta
        {FILED}""",
        number=NUMBER,
    )
    case = only_case(store)
    assert case.cause == "122"
    assert (f"Dice que pagó {told}" in case.told) is (told is not None)


def test_a_claim_goes_on_without_what_is_not_at_hand(spoken: Caller, store: Store) -> None:
    spoken(f"""
        {OPEN}
        says    me llegó muy caro el recibo
        {NAMED} {WATER}
        hears   pqrs.causa
        says    otra
        hears   pqrs.cuenta
        says    sí la tengo
        hears   ident.pedir_cuenta
        says    no la encuentro
        hears   comun.sin_dato
        hears   pqrs.mes_factura
        says    no me acuerdo
        hears   comun.sin_dato
        {TOLD}
        hears   pqrs.contacto_otro
        says    dejar un número
        hears   pqrs.numero
        says    trescientos quince cuatro cinco seis siete ocho nueve cero
        hears   comun.confirmar_numero
        says    sí
        hears   pqrs.notificacion
        says    por teléfono
        hears   pqrs.autoriza
        says    sí autorizo
        {FILED}""")
    case = only_case(store)
    assert (case.account_id, case.invoice_number) == (None, "")
    assert case.phone == "+573154567890"


def test_anonymous_by_voice_leads_nowhere(spoken: Caller, store: Store) -> None:
    played = spoken(
        f"""
        {OPEN}
        says    quiero quejarme de un funcionario
        hears   pqrs.inicio
        hears   pqrs.nombre
        says    de forma anónima
        hears   pqrs.anonima
        {WATER}
        hears   pqrs.relato
        speaks  20 silence
        hears   pqrs.revisar
        says    continuar
        {FILED}""",
        number=NUMBER,
    )
    case = only_case(store)
    assert (case.call_id, case.anonymous) == (None, True)
    assert "funcionario" not in repr(played.steps)


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("hay un incendio en la casa", "dano.seguridad_fuego"),
        ("un asesor", "asesor.pasa"),
        ("menú principal", "menu.opciones"),
        ("volver", "menu.opciones"),
        ("repita", "pqrs.servicio"),
    ],
)
def test_what_may_be_said_anywhere(spoken: Caller, store: Store, words: str, heard: str) -> None:
    spoken(f"""
        {OPEN}
        says    quiero poner una queja
        {NAMED}
        hears   pqrs.servicio
        says    {words}
        hears   {heard}
        leaves
    """)
    cases, drafts = kept(store)
    assert (cases, len(drafts)) == (0, 1)
