"""Keys beside words: a caller who says nothing, and one who presses while they speak."""

from __future__ import annotations

from speech.voice.engine import RATE
from tests.calls.talk import Talk, voice
from tests.running.line import RunningLine, hung_up


async def test_without_a_word_understood_the_keypad_serves(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.hears_greeting()
        await talk.hears("menu.opciones")  # silence
        await talk.call.press("4")
        await talk.hears("radicado.como")
        await talk.call.hang_up()


async def test_a_key_wins_over_what_is_being_said(line: RunningLine) -> None:
    begun = voice("quiero saber cuánto debo de la factura")[:RATE]
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.hears_greeting()
        await talk.call.say(begun)
        await talk.call.press("4")
        await talk.call.hears_next()
        await talk.call.hang_up()
        record = await line.record(phone.number, hung_up)
    chosen = [step.heard for step in record.steps if step.kind == "chosen"]
    assert chosen == ["4"]
