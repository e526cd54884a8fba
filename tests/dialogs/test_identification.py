"""Whose account it is, and the second datum: what exists sounds like what doesn't."""

from __future__ import annotations

import pytest

from tests.dialogs.conftest import Caller
from tests.dialogs.passages import BY_ACCOUNT, BY_DOCUMENT, KNOWN, MENU, PERSON


def test_by_typed_account(call: Caller) -> None:
    call(f"""
        {MENU} {BY_ACCOUNT}
        presses 10000116#
        hears   ident.segundo_dato
        presses 018
        hears   factura.resumen
        hears   factura.opciones
        hangs up""")


def test_by_typed_document_another_datum_is_asked(call: Caller) -> None:
    call(f"""
        {MENU} {BY_DOCUMENT}
        presses 71642018#
        hears   ident.segundo_dato_telefono  del teléfono que registró
        presses 001
        hears   factura.resumen
        hears   factura.opciones
        hangs up""")


def test_the_end_of_the_document_just_typed_proves_nothing(call: Caller) -> None:
    call(f"""
        {MENU} {BY_DOCUMENT}
        presses 71642018#
        hears   ident.segundo_dato_telefono
        presses 018
        hears   error.no_coincide
        hears   ident.como
        hangs up""")


def test_a_known_telephone_may_ask_for_another_account(call: Caller) -> None:
    call(
        f"""
        {MENU}
        hears   ident.telefono_conocido  terminada en uno, uno, seis
        presses 2
        {BY_ACCOUNT}
        presses 10000124#
        hears   ident.segundo_dato
        presses 026
        hears   factura.saldo
        hears   factura.opciones
        hangs up""",
        number="+573150000001",
    )


def test_a_telephone_of_two_accounts_chooses_first(call: Caller) -> None:
    call(
        f"""
        {MENU}
        hears   ident.varias_cuentas  Para la terminada en dos, uno, seis, marque dos
        presses 2
        hears   ident.segundo_dato
        presses 100
        hears   factura.resumen       treinta y un mil pesos
        hears   factura.opciones
        hangs up""",
        number="+573150000010",
    )


def test_a_telephone_of_two_accounts_may_ask_for_another(call: Caller) -> None:
    call(f"{MENU} hears ident.varias_cuentas \n presses 8 \n hears ident.como \n hangs up",
         number="+573150000010")  # fmt: skip


def test_a_document_of_two_accounts_shows_them_only_after_the_proof(call: Caller) -> None:
    call(f"""
        {MENU} {BY_DOCUMENT}
        presses 71642100#
        hears   ident.segundo_dato_telefono
        presses 010
        hears   ident.escoger_cuenta  Para la terminada en dos, cero, ocho, marque uno
        presses 1
        hears   factura.resumen       veintiún mil pesos
        hears   factura.opciones
        hangs up""")


def test_a_holder_of_many_accounts_types_which(call: Caller) -> None:
    call(
        f"""
        {MENU} {BY_DOCUMENT}
        presses 71642118#
        hears   ident.segundo_dato_telefono
        presses 011
        hears   ident.pedir_cuenta
        presses 10000116#
        hears   error.numero_invalido
        hears   ident.pedir_cuenta
        presses 20003000#
        hears   factura.resumen
        hears   factura.opciones
        hangs up""",
        number="+573150000011",
    )


UNKNOWN_AND_KNOWN = [
    (BY_ACCOUNT, "99999999#", "10000116#", "ident.segundo_dato"),
    (BY_DOCUMENT, "99999999#", "71642018#", "ident.segundo_dato_telefono"),
]


@pytest.mark.parametrize(("way", "unknown", "known", "datum"), UNKNOWN_AND_KNOWN)
def test_what_does_not_exist_sounds_like_what_does(
    call: Caller, way: str, unknown: str, known: str, datum: str
) -> None:
    heard = []
    for claimed in (unknown, known):
        attempt = f"{way} presses {claimed} \n hears {datum} \n presses 555 \n"
        wrong = f"{attempt} hears error.no_coincide \n"
        played = call(
            f"{MENU} {wrong} {wrong} {attempt} hears error.validacion \n {PERSON}",
            number="+573009990000" if claimed == unknown else "+573009990001",
        )
        heard.append([(each.prompt_id, each.text) for each in played.heard])
        assert played.line.context is not None
        assert played.line.context.reason == "No se pudo verificar su identidad"
    assert heard[0] == heard[1]


def test_the_failures_of_earlier_calls_count(call: Caller) -> None:
    again = "hears error.no_coincide \n hears ident.segundo_dato"
    call(f"{KNOWN} presses 555 \n {again} \n hangs up", number="+573150000001")
    call(f"{KNOWN} presses 555 \n {again} \n hangs up", number="+573150000001")
    call(
        f"{KNOWN} presses 555 \n hears error.validacion \n {PERSON}",
        number="+573150000001",
    )
    call(
        f"""{MENU}
        hears   ident.telefono_conocido
        presses 1
        hears   error.validacion
        {PERSON}""",
        number="+573150000001",
    )


def test_five_failures_of_one_number_lock_it_whatever_it_claims(call: Caller) -> None:
    def failing(account: str) -> str:
        return f"{BY_ACCOUNT} presses {account}# \n hears ident.segundo_dato \n presses 555 \n"

    wrong = "hears error.no_coincide \n"
    call(
        MENU
        + wrong.join(failing(f"8888888{nth}") for nth in range(5))
        + f"hears error.validacion \n {PERSON}",
        number="+573009990002",
    )


def test_wrong_digits_then_right_ones(call: Caller) -> None:
    call(
        f"""
        {KNOWN}
        presses 555
        hears   error.no_coincide
        hears   ident.segundo_dato
        presses 018
        hears   factura.resumen
        hears   factura.opciones
        hangs up""",
        number="+573150000001",
    )


TYPED_WRONG = [
    ("presses 123#", "error.faltan_digitos  Recibí tres cifras"),
    ("presses 1234567890123456#", "error.sobran_digitos  Recibí dieciséis cifras"),
    ("pauses", "error.silencio_1"),
]


@pytest.mark.parametrize(("typed", "told"), TYPED_WRONG)
def test_too_few_too_many_or_no_digits(call: Caller, typed: str, told: str) -> None:
    call(f"""
        {MENU} {BY_ACCOUNT}
        {typed}
        hears   {told}
        hears   ident.pedir_cuenta
        hangs up""")


def test_no_digits_three_times_lead_to_a_person(call: Caller) -> None:
    played = call(f"""
        {MENU} {BY_ACCOUNT}
        pauses
        hears   error.silencio_1
        hears   ident.pedir_cuenta
        pauses
        hears   error.silencio_2
        hears   comun.ayuda_digitos
        hears   ident.pedir_cuenta
        pauses
        hears   error.silencio_3
        {PERSON}""")
    assert played.line.context is not None
    assert played.line.context.intent == "factura"


BACK = [
    # at, then
    ("hears ident.telefono_conocido", "hears menu.opciones"),
    ("hears ident.telefono_conocido \n presses 2 \n hears ident.como", "hears menu.opciones"),
    (
        "hears ident.telefono_conocido \n presses 2 \n hears ident.como \n presses 1 \n"
        "hears ident.pedir_cuenta",
        "hears ident.como",
    ),
    (
        "hears ident.telefono_conocido \n presses 1 \n hears ident.segundo_dato",
        "hears ident.como",
    ),
]


@pytest.mark.parametrize(("at", "then"), BACK)
def test_star_goes_back_one_step(call: Caller, at: str, then: str) -> None:
    call(f"{MENU} {at} \n presses * \n {then} \n hangs up", number="+573150000001")


ZERO = [
    ("hears ident.telefono_conocido", "0"),
    ("hears ident.telefono_conocido \n presses 2 \n hears ident.como", "0"),
    (
        "hears ident.telefono_conocido \n presses 2 \n hears ident.como \n presses 1 \n"
        "hears ident.pedir_cuenta",
        "*0",
    ),
    ("hears ident.telefono_conocido \n presses 1 \n hears ident.segundo_dato", "*0"),
    (
        "hears ident.telefono_conocido \n presses 1 \n hears ident.segundo_dato \n presses 018 \n"
        "hears factura.resumen \n hears factura.opciones",
        "0",
    ),
]


@pytest.mark.parametrize(("at", "keys"), ZERO)
def test_a_person_from_anywhere(call: Caller, at: str, keys: str) -> None:
    call(f"{MENU} {at} \n presses {keys} \n hears asesor.pasa \n {PERSON}", number="+573150000001")


NINE = [
    ("", "ident.telefono_conocido"),
    ("hears ident.telefono_conocido \n presses 2", "ident.como"),
]


@pytest.mark.parametrize(("before", "prompt"), NINE)
def test_nine_repeats_where_nothing_is_typed(call: Caller, before: str, prompt: str) -> None:
    repeated = f"hears {prompt} \n presses 9 \n hears {prompt} \n hangs up"
    call(f"{MENU} {before} \n {repeated}", number="+573150000001")
