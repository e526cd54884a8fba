"""«No me llega el agua», by voice alone: danger, what was said already, and where it is."""

from __future__ import annotations

import pytest

from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.dialogs.damages import drafts, outage, reports
from tests.dialogs.spoken.passages import FAREWELL, OPEN, SAFE
from tests.line.script import CALL_ID

NUMBER, UNKNOWN = "+573150000001", "+573159999999"
HERE = """
    hears   dano.es_su_direccion
    says    sí
"""
TICKET = """
    hears   dano.ticket
    hears   mensaje.ofrecer
    says    sí
    hears   mensaje.enviado
    hears   dano.listo
"""
ELSEWHERE = f"""
    {OPEN}
    says    se rompió un tubo en la calle
    {SAFE}
    hears   dano.como_lugar
"""
BY_ADDRESS = f"""
    {ELSEWHERE}
    says    la dirección
    hears   dano.decir_direccion
"""


def test_service_and_kind_that_were_said_are_not_asked(spoken: Caller, store: Store) -> None:
    spoken(
        f"{OPEN} says se rompió un tubo en la calle \n {SAFE} {HERE} {TICKET} leaves",
        number=NUMBER,
    )
    (report,) = reports(store)
    assert (report.service, report.kind) == ("acueducto", "Fuga o tubo roto")
    assert report.address == "Calle 45 # 12-34"


def test_a_damage_of_another_company_is_told_so(spoken: Caller) -> None:
    spoken(
        f"""
        {OPEN}
        says    se fue la luz
        {SAFE}
        hears   dano.otra_empresa  Los daños de energía los atiende otra empresa
        hears   dano.servicio
        leaves
        """,
        number=NUMBER,
    )


def test_what_was_not_said_is_asked(spoken: Caller, store: Store) -> None:
    spoken(
        f"""
        {OPEN}
        says    quiero reportar un daño
        {SAFE}
        hears   dano.servicio
        says    agua
        {HERE}
        hears   dano.que_acueducto
        says    agua turbia
        {TICKET}
        says    repita
        hears   dano.ticket
        hears   dano.listo
        says    menú principal
        hears   menu.opciones
        leaves
    """,
        number=NUMBER,
    )
    assert [report.kind for report in reports(store)] == ["Agua turbia"]


def test_an_address_is_understood_and_confirmed_aloud(spoken: Caller, store: Store) -> None:
    spoken(f"""
        {BY_ADDRESS}
        says    calle cuarenta y cinco número doce treinta y cuatro barrio el jardín
        hears   comun.confirmar_direccion   Calle cuarenta y cinco, número doce, treinta y cuatro
        says    sí está bien
        hears   dano.ticket
        hears   dano.listo
        leaves
    """)
    (report,) = reports(store)
    assert (report.address, report.zone_id) == ("Calle 45 # 12-34, El Jardín", 1)
    assert report.place_recording is None


KEPT_AS_SOUND = {
    "not understood": "says por la tienda de doña rosa",
    "not down to a door": "says carrera quinta con calle diez",
    "silence": "pauses",
    "misunderstood": """says calle diez número cinco cero seis
        hears   comun.confirmar_direccion
        says    no""",
}


@pytest.mark.parametrize("name", KEPT_AS_SOUND)
def test_any_other_place_is_kept_as_sound(spoken: Caller, store: Store, name: str) -> None:
    spoken(f"""
        {BY_ADDRESS}
        {KEPT_AS_SOUND[name]}
        hears   dano.direccion
        speaks  8 silence
        hears   dano.direccion_grabada
        says    quedó bien
        hears   dano.ticket
        hears   dano.listo
        leaves
    """)
    (report,) = reports(store)
    assert (report.address, report.place_recording) == ("", f"{CALL_ID}-place-1")


def test_the_account_of_the_place_is_dictated(spoken: Caller, store: Store) -> None:
    spoken(f"""
        {ELSEWHERE}
        says    con la cuenta
        hears   ident.pedir_cuenta
        says    diez cero cero cero uno veinticuatro
        hears   dano.ticket
        hears   dano.listo
        leaves
    """)
    assert reports(store)[0].address == "Calle 45 # 12-34"


def test_who_has_no_account_at_hand_says_the_address(spoken: Caller) -> None:
    spoken(f"""
        {ELSEWHERE}
        says    con la cuenta
        hears   ident.pedir_cuenta
        says    no lo tengo a la mano
        hears   comun.sin_dato
        hears   dano.decir_direccion
        leaves
    """)


def test_the_outage_of_the_zone_is_joined(spoken: Caller, store: Store) -> None:
    outage(store)
    spoken(
        f"""
        {OPEN}
        says    no hay agua
        {SAFE}
        hears   dano.conocido
        hears   dano.unirse
        says    sí
        hears   dano.ticket
        hears   dano.avisar
        says    sí
        hears   dano.aviso_ok
        hears   dano.listo
        leaves
    """,
        number=NUMBER,
    )
    assert reports(store)[0].outage_id is not None


def test_an_outage_of_another_service_is_not_told(spoken: Caller, store: Store) -> None:
    outage(store)
    spoken(
        f"{OPEN} says se tapó la alcantarilla \n {SAFE} hears dano.es_su_direccion \n leaves",
        number=NUMBER,
    )


DANGERS = {
    "sí huele a gas": "dano.seguridad_gas",
    "se cayó un poste": "dano.seguridad_cable",
    "hay un incendio": "dano.seguridad_fuego",
    "la primera": "dano.seguridad_gas",
}


@pytest.mark.parametrize("words", DANGERS)
def test_danger_by_words_goes_to_emergencies(spoken: Caller, words: str) -> None:
    spoken(f"""
        {OPEN}
        says    no hay agua
        hears   dano.peligro
        says    {words}
        hears   {DANGERS[words]}
        goes to emergency
    """)


def test_who_asks_for_a_person_leaves_what_was_said(spoken: Caller, store: Store) -> None:
    spoken(f"{ELSEWHERE} says un asesor \n hears asesor.pasa \n leaves")
    (draft,) = drafts(store)
    assert draft.fields["Servicio"] == "Agua"


def test_silence_after_the_ticket_is_the_goodbye(spoken: Caller) -> None:
    spoken(
        f"""
        {OPEN}
        says    se rompió un tubo
        {SAFE} {HERE} {TICKET}
        pauses
        hears   error.silencio_1
        hears   dano.listo
        pauses
        hears   error.silencio_2
        hears   menu.ayuda
        hears   dano.listo
        pauses
        {FAREWELL}""",
        number=NUMBER,
    )
