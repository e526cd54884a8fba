"""Wrong keys, wrong digits, wrong data and none: each has its words, and a person at the end."""

from __future__ import annotations

import asyncio

import numpy as np

from speech.voice.engine import RATE
from tests.calls.call import Call, Keys
from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.test_billing import first_bill, to_the_second_datum
from tests.running.line import WELCOME, RunningLine

NOBODY = "999888"


async def to_the_account(line: RunningLine, call: Call) -> None:
    """From the menu to the question for an account's number."""
    await call.hears(*line.say(*WELCOME))
    await call.press("2")
    await call.hears(line.says("ident.como"))
    await call.press("1")
    await call.hears(line.says("ident.pedir_cuenta"))


async def test_a_key_that_means_nothing(line: RunningLine) -> None:
    menu, wrong = line.says("ident.como"), line.says("error.opcion_invalida")
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(menu)
        await call.press("8")
        await call.hears(wrong, menu)
        await call.press("7")
        await call.hears(wrong, line.says("menu.ayuda"), menu)
        await call.press("6")
        await call.hears(line.says("error.no_entendi_3"), line.says("bienvenida.prioridad"))


async def test_silence(line: RunningLine) -> None:
    menu = line.says("menu.opciones")
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.hears(line.says("error.silencio_1"), menu)
        await call.hears(line.says("error.silencio_2"), line.says("menu.ayuda"), menu)
        await call.hears(line.says("error.silencio_3"), line.says("bienvenida.prioridad"))


async def test_ninety_seconds_of_noise_are_no_key_and_lead_to_a_person(line: RunningLine) -> None:
    """Keys in band: the worst case, where Asterisk listens for them in the noise itself."""
    menu = line.says("menu.opciones")
    noise = np.random.default_rng(7).normal(0, 4000, 90 * RATE).clip(-32000, 32000)
    async with line.phone() as phone:
        call = await phone.dial(keys=Keys.IN_BAND)
        talking = asyncio.create_task(call.say(noise.astype(np.int16)))
        await call.hears(*line.say(*WELCOME))
        await call.hears(line.says("error.silencio_1"), menu)
        await call.hears(line.says("error.silencio_2"), line.says("menu.ayuda"), menu)
        await call.hears(line.says("error.silencio_3"), line.says("bienvenida.prioridad"))
        talking.cancel()
        await call.hang_up()
        record = await line.record(phone.number, lambda call: call.ended_at is not None)
        assert "chosen" not in {step.kind for step in record.steps}


async def test_too_few_and_too_many_digits(line: RunningLine) -> None:
    who = SUBSCRIBERS["for wrong digits"]
    ask = line.says("ident.pedir_cuenta")
    async with line.phone() as phone:
        call = await phone.dial()
        await to_the_account(line, call)
        await call.press("12#")
        await call.hears(line.says("error.faltan_digitos", n=2, esperadas=(6, 12)), ask)
        await call.press("1234567890123#")
        await call.hears(
            line.says("error.sobran_digitos", n=13, esperadas=(6, 12)),
            line.says("comun.ayuda_digitos"),
            ask,
        )
        await call.press(f"{who.number}#")
        await call.hears(line.says("ident.segundo_dato"))
        await call.press(who.second_datum)
        await call.hears(line.says("factura.resumen", **first_bill(who)))


async def test_an_account_that_does_not_exist_sounds_the_same(line: RunningLine) -> None:
    for number in (SUBSCRIBERS["for wrong digits"].number, NOBODY):
        async with line.phone() as phone:
            call = await phone.dial()
            await to_the_account(line, call)
            await call.press(f"{number}#")
            await call.hears(line.says("ident.segundo_dato"))
            await call.press("000")
            await call.hears(line.says("error.no_coincide"), line.says("ident.como"))


async def test_three_wrong_data_in_three_calls_lead_to_a_person(line: RunningLine) -> None:
    who = SUBSCRIBERS["for wrong data"]
    wrong = str((int(who.second_datum) + 1) % 1000).zfill(3)
    for _ in range(2):
        async with line.phone(who.phone) as phone:
            call = await phone.dial()
            await to_the_second_datum(line, call, who)
            await call.press(wrong)
            await call.hears(line.says("error.no_coincide"))
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await to_the_second_datum(line, call, who)
        await call.press(wrong)
        await call.hears(line.says("error.validacion"), line.says("bienvenida.prioridad"))
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.telefono_conocido", ult3=who.ending))
        await call.press("1")
        await call.hears(line.says("error.validacion"), line.says("bienvenida.prioridad"))
