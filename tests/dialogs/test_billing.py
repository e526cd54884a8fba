"""«Factura y pagos» by keypad: whose account, its proof, and what is told of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.store import Store
from tests.dialogs.conftest import Caller

MENU = """
    hears   ...
    hears   menu.opciones
    presses 2
"""
KNOWN = f"""
    {MENU}
    hears   ident.telefono_conocido
    presses 1
    hears   ident.segundo_dato      tres últimos números de la cédula
"""
PERSON = """
    hears   bienvenida.prioridad
    pauses
    goes to general
"""

# telephone, second datum, what is heard
POSITIONS = {
    "pending": ("+573150000001", "018", """
        hears factura.resumen   Su última factura es por ciento veintiocho mil trescientos \
cincuenta pesos y la fecha límite de pago es el lunes catorce de diciembre."""),
    "part paid": ("+573150000002", "026", """
        hears factura.saldo     le falta pagar veintiocho mil trescientos cincuenta pesos"""),
    "one overdue": ("+573150000003", "034", """
        hears factura.vencida_una  Tiene una factura vencida por cincuenta mil pesos. \
Venció el martes veinte de octubre."""),
    "three overdue": ("+573150000004", "042", """
        hears factura.resumen   es por veintiún mil pesos
        hears factura.vencida   Tiene tres facturas vencidas, por un total de sesenta y tres mil \
pesos. La más antigua venció el jueves veinte de agosto.
        hears factura.total     En total debe ochenta y cuatro mil pesos."""),
    "paid": ("+573150000005", "050", """
        hears factura.al_dia    Su factura de octubre figura pagada el domingo primero de \
noviembre."""),
    "nothing invoiced": ("+573150000006", "068", """
        hears factura.en_cero   Su factura de noviembre no tiene valor por pagar."""),
    "no invoice": ("+573150000007", "076", """
        hears factura.sin_facturas"""),
    "suspended": ("+573150000008", "084", """
        hears factura.suspendido  desde el martes diez de noviembre por falta de pago. Para \
reconectarlo debe pagar un millón de pesos, que
        hears factura.vencida   Tiene dos facturas vencidas, por un total de un millón de pesos"""),
    "suspended without debt": ("+573150000009", "092", """
        hears factura.suspendido_sin_deuda  pero no encuentro deuda
        hears factura.sin_facturas"""),
}  # fmt: skip


@pytest.mark.parametrize("position", POSITIONS)
def test_what_is_told_in_each_position(call: Caller, position: str) -> None:
    number, datum, told = POSITIONS[position]
    played = call(
        f"{KNOWN} presses {datum} \n {told} \n hears factura.opciones \n hangs up", number=number
    )
    assert "done" in played.kinds()
    assert "verified" in played.kinds()


def test_no_figure_and_no_second_datum_enters_the_path(call: Caller) -> None:
    number, datum, told = POSITIONS["pending"]
    played = call(
        f"{KNOWN} presses {datum} \n {told} \n hears factura.opciones \n hangs up", number=number
    )
    path = repr(played.steps)
    assert datum not in path
    assert "veintiocho" not in path
    assert "71642018" not in path


def test_no_figure_is_told_before_the_second_datum(call: Caller) -> None:
    played = call(f"{KNOWN} hangs up", number="+573150000001")
    assert "pesos" not in played.said()
    assert "Titular" not in played.said()


BY_ACCOUNT = """
    hears   ident.como
    presses 1
    hears   ident.pedir_cuenta
"""
BY_DOCUMENT = """
    hears   ident.como
    presses 2
    hears   ident.pedir_cedula
"""


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


OPTIONS = f"{KNOWN} presses 018 \n hears factura.resumen \n hears factura.opciones \n"


def in_options(call: Caller, script: str) -> None:
    call(OPTIONS + script, number="+573150000001")


def test_payment_points(call: Caller) -> None:
    in_options(call, """
        presses 1
        hears   factura.puntos_pago  la sede central, la tienda del parque y el supermercado.
        hears   factura.opciones
        hangs up""")  # fmt: skip


def test_no_payment_points_leave_the_internet(call: Caller, store: Store) -> None:
    with store.unit_of_work() as session:
        for point in session.scalars(select(tables.PaymentPoint)):
            session.delete(point)
    in_options(call, "presses 1 \n hears factura.puntos_en_linea \n hears factura.opciones \n"
                     "hangs up")  # fmt: skip


def test_nine_repeats_the_figures(call: Caller) -> None:
    in_options(call, "presses 9 \n hears factura.resumen \n hears factura.opciones \n hangs up")


def test_star_comes_back_to_the_menu_and_the_proof_is_not_asked_again(call: Caller) -> None:
    in_options(call, """
        presses *
        hears   menu.opciones
        presses 2
        hears   factura.resumen
        hears   factura.opciones
        hangs up""")  # fmt: skip


BY_PERSON = [("2", "factura_duplicado"), ("3", "acuerdo_pago"), ("4", "reclamo_cobro")]


@pytest.mark.parametrize(("key", "intent"), BY_PERSON)
def test_what_people_attend_goes_to_them_with_the_account(
    call: Caller, key: str, intent: str
) -> None:
    played = call(
        f"{OPTIONS} presses {key} \n hears menu.con_asesor \n {PERSON}", number="+573150000001"
    )
    context = played.line.context
    assert context is not None
    assert (context.intent, context.identity_level) == (intent, 2)
    assert context.account_id is not None


def test_who_is_silent_after_hearing_the_figures_is_wished_well(call: Caller) -> None:
    in_options(call, """
        pauses
        hears   error.silencio_1
        hears   factura.opciones
        pauses
        hears   error.silencio_2
        hears   menu.ayuda
        hears   factura.opciones
        pauses
        hears   despedida.cierre   Que tenga un buen día.
        is over""")  # fmt: skip


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


def test_a_whole_path_typed_ahead_at_once(call: Caller) -> None:
    played = call(
        """
        hears   bienvenida.saludo
        types   2 1 018 1
        hears   bienvenida.aviso
        hears   factura.puntos_pago
        hears   factura.opciones
        hangs up""",
        number="+573150000001",
    )
    assert [step.heard for step in played.steps if step.kind == "chosen"] == ["2", "1", "1"]


def test_a_whole_path_without_the_telephone_typed_ahead(call: Caller) -> None:
    call("""
        hears   bienvenida.saludo
        hears   bienvenida.emergencia
        types   2 1 10000116# 018
        hears   bienvenida.aviso
        hears   factura.resumen
        hears   factura.opciones
        hangs up""")
