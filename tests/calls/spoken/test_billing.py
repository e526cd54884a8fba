"""«Factura y pagos» by voice: where to pay, a copy of the bill, an agreement."""

from __future__ import annotations

from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import Talk, in_words
from tests.calls.test_billing import first_bill, text_message
from tests.running.line import RunningLine, eventually
from tests.running.patience import PATIENCE
from tests.running.town import POINTS, Subscriber

PAYS = SUBSCRIBERS["has a claim"]
OWES = SUBSCRIBERS["owes a part"]


async def proven(talk: Talk, who: Subscriber) -> None:
    """By the telephone that is known for the account."""
    await talk.answers("ident.telefono_conocido", "sí", ult3=who.ending)
    await talk.answers("ident.segundo_dato", in_words(who.second_datum))


async def test_where_to_pay_and_a_copy_of_the_bill(line: RunningLine) -> None:
    ending = PAYS.phone[-3:]
    async with line.phone(PAYS.phone) as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("dónde puedo pagar")
        await proven(talk, PAYS)
        await talk.hears("factura.resumen", **first_bill(PAYS))
        await talk.hears("factura.puntos_pago", puntos=POINTS)
        await talk.answers("mensaje.ofrecer", "sí por favor", ult3=ending)
        await talk.hears("mensaje.enviado", ult3=ending)
        await talk.answers("factura.opciones", "un duplicado")
        await talk.answers("factura.duplicado_canal", "por mensaje de texto", ult3=ending)
        await talk.hears("mensaje.enviado", ult3=ending)
        await talk.hears("factura.opciones")
    assert await eventually(lambda: text_message(line, PAYS), PATIENCE, "the message in its file")


async def test_an_agreement_is_a_persons_to_make(line: RunningLine) -> None:
    async with line.phone(OWES.phone) as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero un acuerdo de pago")
        await proven(talk, OWES)
        await talk.hears("factura.saldo", **first_bill(OWES))
        await talk.hears("menu.con_asesor")
        await talk.call.hang_up()
        await line.record(OWES.phone, lambda one: one.intent == "acuerdo_pago")
