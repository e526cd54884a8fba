"""«Factura y pagos» by keypad through a real Asterisk: what is heard is what must be said."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS
from tests.running.line import WELCOME, RunningLine, eventually
from tests.running.patience import PATIENCE
from tests.running.town import POINTS, RECONNECTION_CHARGE, Subscriber, in_days

Said = tuple[str, dict[str, object]]


def sentence(prompt_id: str, **values: object) -> Said:
    return prompt_id, values


def first_bill(subscriber: Subscriber) -> dict[str, object]:
    bill = subscriber.bills[0]
    return {"valor": bill.owed, "fecha": bill.due_on}


STATEMENTS: dict[str, Callable[[Subscriber], list[Said]]] = {
    "owes the newest": lambda who: [sentence("factura.resumen", **first_bill(who))],
    "owes a part": lambda who: [sentence("factura.saldo", **first_bill(who))],
    "has paid": lambda who: [
        sentence("factura.al_dia", mes=who.bills[0].period, fecha=in_days(-3))
    ],
    "nothing to pay": lambda who: [sentence("factura.en_cero", mes=who.bills[0].period)],
    "no invoice yet": lambda who: [sentence("factura.sin_facturas")],
    "one overdue": lambda who: [sentence("factura.vencida_una", **first_bill(who))],
    "newest and one overdue": lambda who: [
        sentence("factura.resumen", **first_bill(who)),
        sentence("factura.vencida_una", valor=80_000, fecha=in_days(-25)),
        sentence("factura.total", valor=170_000),
    ],
    "newest and several overdue": lambda who: [
        sentence("factura.resumen", **first_bill(who)),
        sentence("factura.vencida", n=2, valor=1_031_000, fecha=in_days(-55)),
        sentence("factura.total", valor=1_052_000),
    ],
    "suspended": lambda who: [
        sentence("factura.suspendido", fecha=in_days(-5), valor=200_000 + RECONNECTION_CHARGE),
        sentence("factura.vencida_una", **first_bill(who)),
    ],
    "suspended without debt": lambda who: [
        sentence("factura.suspendido", fecha=in_days(-2), valor=RECONNECTION_CHARGE),
        sentence("factura.al_dia", mes=who.bills[0].period, fecha=in_days(-1)),
    ],
    "owes a fortune": lambda who: [sentence("factura.resumen", **first_bill(who))],
    "due today": lambda who: [sentence("factura.resumen", **first_bill(who))],
}


async def to_the_second_datum(line: RunningLine, call: Call, who: Subscriber) -> None:
    """From the menu by the telephone that is known for the account."""
    await call.hears(*line.say(*WELCOME))
    await call.press("2")
    await call.hears(line.says("ident.telefono_conocido", ult3=who.ending))
    await call.press("1")
    await call.hears(line.says("ident.segundo_dato"))


@pytest.mark.parametrize("state", STATEMENTS)
async def test_each_state_of_an_account_is_told_whole(line: RunningLine, state: str) -> None:
    who = SUBSCRIBERS[state]
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await to_the_second_datum(line, call, who)
        await call.press(who.second_datum)
        for prompt, values in STATEMENTS[state](who):
            await call.hears(line.says(prompt, **values))
        await call.hears(line.says("factura.opciones"))


async def test_payment_points_repetition_and_the_way_back(line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    statement = line.says("factura.resumen", **first_bill(who))
    options = line.says("factura.opciones")
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await to_the_second_datum(line, call, who)
        await call.press(who.second_datum)
        await call.hears(statement, options)
        await call.press("1")
        await call.hears(line.says("factura.puntos_pago", puntos=POINTS))
        await call.hears(line.says("mensaje.ofrecer", ult3=who.phone[-3:]))
        await call.press("1")
        await call.hears(line.says("mensaje.enviado", ult3=who.phone[-3:]), options)
        await call.press("9")
        await call.hears(statement, options)
        await call.press("*")
        await call.hears(line.says("menu.opciones"))
        await call.press("2")
        await call.hears(statement)  # proven once a call
    sent = await eventually(lambda: text_message(line, who), PATIENCE, "the message in its file")
    assert sent.endswith("villaclara.example/pagos")
    assert who.phone not in line.everything_written()


def text_message(line: RunningLine, who: Subscriber) -> str | None:
    """The text sent to a subscriber, where nothing is set up to send it."""
    file = line.settings.outbound_folder / "sms.jsonl"
    kept = file.read_text("utf-8").splitlines() if file.exists() else []
    texts = [sent["text"] for sent in map(json.loads, kept) if sent["to"] == f"+57{who.phone}"]
    return texts[0] if texts else None


async def test_by_account_typed_from_a_telephone_nobody_knows(line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.como"))
        await call.press("1")
        await call.hears(line.says("ident.pedir_cuenta"))
        await call.press(f"{who.number}#")
        await call.hears(line.says("ident.segundo_dato"))
        await call.press(who.second_datum)
        await call.hears(line.says("factura.resumen", **first_bill(who)))


async def test_by_cedula_the_second_datum_is_of_the_telephone(line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.como"))
        await call.press("2")
        await call.hears(line.says("ident.pedir_cedula"))
        await call.press(f"{who.document}#")
        await call.hears(line.says("ident.segundo_dato_telefono"))
        await call.press(who.phone[-3:])
        await call.hears(line.says("factura.resumen", **first_bill(who)))


async def test_a_whole_path_dialled_at_ten_digits_a_second_loses_none(line: RunningLine) -> None:
    who = SUBSCRIBERS["for fast fingers"]
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.press(f"21{who.number}#{who.second_datum}1", on=0.05, off=0.05)
        points = line.says("factura.puntos_pago", puntos=POINTS)
        await call.hears_at_last(points)
        asked = [line.names.get(heard.code) for heard in call.heard]
        assert not [name for name in asked if name is None or name.startswith("error.")]
