"""«Factura y pagos» by keypad: what is told of each account, and what can be done next."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.dialogs.passages import KNOWN, PERSON

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
        hears factura.al_dia    Está al día con sus facturas: la de octubre figura pagada el \
domingo primero de noviembre."""),
    "nothing invoiced": ("+573150000006", "068", """
        hears factura.en_cero   la de noviembre no tiene valor por pagar."""),
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


OPTIONS = f"{KNOWN} presses 018 \n hears factura.resumen \n hears factura.opciones \n"


def in_options(call: Caller, script: str) -> None:
    call(OPTIONS + script, number="+573150000001")


def test_payment_points(call: Caller) -> None:
    in_options(call, """
        presses 1
        hears   factura.puntos_pago  la sede central, la tienda del parque y el supermercado.
        hears   mensaje.ofrecer      en el celular terminado en cero, cero, uno, marque uno.
        pauses
        hears   factura.opciones
        hangs up""")  # fmt: skip


def messages(store: Store) -> list[tables.OutboundMessage]:
    with store.reading() as session:
        return [*session.scalars(select(tables.OutboundMessage))]


def test_payment_points_are_sent_to_the_mobile_once(call: Caller, store: Store) -> None:
    again = """
        presses 1
        hears   factura.puntos_pago
        hears   mensaje.ofrecer
        presses 1
        hears   mensaje.enviado      le llega al celular terminado en cero, cero, uno.
        hears   factura.opciones
    """
    in_options(call, f"{again} {again} hangs up")
    (message,) = messages(store)
    assert (message.recipient, message.channel) == ("+573150000001", "sms")
    assert (message.template, message.purpose) == ("puntos_pago", "solicitado_por_el_usuario")
    assert message.fields == {
        "puntos": ["la sede central", "la tienda del parque", "el supermercado"]
    }
    assert message.key.startswith(f"{message.call_id}/puntos_pago/")


def test_another_key_at_the_offer_is_the_next_wish(call: Caller, store: Store) -> None:
    in_options(call, """
        presses 1
        hears   factura.puntos_pago
        hears   mensaje.ofrecer
        presses 9
        hears   factura.resumen
        hears   factura.opciones
        hangs up""")  # fmt: skip
    assert messages(store) == []


def test_who_hangs_up_at_the_offer_gets_nothing(call: Caller, store: Store) -> None:
    in_options(call, "presses 1 \n hears factura.puntos_pago \n hears mensaje.ofrecer \n hangs up")
    assert messages(store) == []


DUPLICATE = "presses 2 \n hears factura.duplicado_canal \n"


def test_the_duplicate_s_address_is_sent_and_needs_no_person(call: Caller, store: Store) -> None:
    in_options(call, f"""
        {DUPLICATE}
        presses 1
        hears   mensaje.enviado
        hears   factura.opciones
        hangs up""")  # fmt: skip
    (message,) = messages(store)
    assert (message.template, message.fields) == ("factura_duplicado", {"cuenta": "116"})


def test_the_duplicate_by_a_person(call: Caller, store: Store) -> None:
    played = call(
        f"{OPTIONS} {DUPLICATE} presses 2 \n hears menu.con_asesor \n {PERSON}",
        number="+573150000001",
    )
    assert played.line.context is not None
    assert played.line.context.intent == "factura_duplicado"
    assert messages(store) == []


def test_star_at_the_duplicate_comes_back_to_the_menu(call: Caller) -> None:
    in_options(call, f"{DUPLICATE} presses * \n hears menu.opciones \n hangs up")


@pytest.mark.parametrize("retry", ["pauses \n hears error.silencio_1",
                                   "presses 7 \n hears error.opcion_invalida"])  # fmt: skip
def test_the_duplicate_is_asked_again(call: Caller, retry: str) -> None:
    in_options(call, f"{DUPLICATE} {retry} \n hears factura.duplicado_canal \n presses 1 \n"
                     "hears mensaje.enviado \n hears factura.opciones \n hangs up")  # fmt: skip


def test_a_fixed_telephone_is_offered_no_message(call: Caller, store: Store) -> None:
    by_account = """
        hears   ...
        hears   menu.opciones
        types   2 1 10000116# 018 1
        hears   factura.puntos_pago
        hears   factura.opciones
        presses 2
        hears   menu.con_asesor
    """
    call(f"{by_account} {PERSON}", number="+576082345678")
    assert messages(store) == []


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


BY_PERSON = [("3", "acuerdo_pago"), ("4", "reclamo_cobro")]


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


def test_a_whole_path_typed_ahead_at_once(call: Caller) -> None:
    played = call(
        """
        hears   bienvenida.saludo
        types   2 1 018 1
        hears   bienvenida.aviso
        hears   factura.puntos_pago
        hears   mensaje.ofrecer
        pauses
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
