"""«Emergencia» in the welcome: one question, what to do for safety, and the emergency queue."""

from __future__ import annotations

from tests.running.line import WELCOME, RunningLine


async def test_danger_goes_before_everything_else(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.press("1")
        await call.hears(line.says("dano.seguridad"))
        await call.hears_at_last(line.says("ladder.emergencia_pasa"))
        await call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
        assert record.intent == "emergencia"
        assert "bienvenida.aviso" not in [step.prompt for step in record.steps]


async def test_without_danger_the_call_goes_on(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.press("2")
        await call.hears(*line.say(*WELCOME[2:]))
