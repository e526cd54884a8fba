"""What is recorded of a call through the whole line, and what is not."""

from __future__ import annotations

import asyncio

import numpy as np

from app.recordings import library_of
from ivr.services import recordings
from ivr.services.recordings import Recording
from recordings.timeline import Timeline
from speech.voice.engine import Samples
from tests.calls import tones
from tests.calls.agents import at_desk
from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import HIGH, LOW, hear_each_other
from tests.calls.test_agent import ask_for_a_person
from tests.calls.test_billing import to_the_second_datum
from tests.running.line import WELCOME, RunningLine, eventually, hung_up
from tests.running.patience import PATIENCE

SECRET = 620.0


async def test_caller_and_agent_apart_and_the_second_datum_in_neither(line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    async with at_desk(line, "ana") as ana, line.phone(who.phone) as phone:
        await ana.choose("available")
        call = await phone.dial()
        await to_the_second_datum(line, call, who)
        await call.say(tones.tone(SECRET, 0.6))
        await call.press(who.second_datum)
        await call.hears_at_last(line.says("factura.opciones"))
        await ask_for_a_person(line, call)
        talk = await (await ana.phone.rings()).answer()
        await hear_each_other(call, talk)
        await asyncio.gather(call.say(tones.tone(LOW, 1)), talk.say(tones.tone(HIGH, 1)))
        await call.hang_up()
        await talk.ended()
        record = await line.record(who.phone, lambda call: call.ended_at is not None)
    parts = await eventually(lambda: recorded(line, record.call_id, 2), PATIENCE, "both parts")
    with Timeline(parts, library_of(line.settings)) as sound:
        samples = np.frombuffer(sound.read(44, sound.size), dtype="<i2").reshape(-1, 2)
    caller, heard = samples[:, 0], samples[:, 1]
    assert sounds(caller, LOW)
    assert sounds(heard, HIGH)
    assert not sounds(caller, HIGH)
    assert not sounds(heard, LOW)
    assert not sounds(caller, SECRET)
    assert not sounds(heard, SECRET)
    assert left_on_disk(line, record.call_id) == []


async def test_seven_leaves_nothing_of_the_call(line: RunningLine) -> None:
    number = line.new_number()
    async with line.phone(number) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.say(tones.tone(LOW, 0.3))
        await call.press("7")
        await call.hears(line.says("bienvenida.grabacion_no"))
        await call.hang_up()
        record = await line.record(number, hung_up)
    assert "No quiere que se grabe la llamada" in {step.label for step in record.steps}
    assert left_on_disk(line, record.call_id) == []
    assert recorded(line, record.call_id, 0) == ()


async def test_an_emergency_goes_before_the_notice_and_is_not_recorded(line: RunningLine) -> None:
    number = line.new_number()
    async with line.phone(number) as phone:
        call = await phone.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.hang_up()
        record = await line.record(number, lambda call: call.ended_at is not None)
    assert left_on_disk(line, record.call_id) == []


def recorded(line: RunningLine, call_id: str, parts: int) -> tuple[Recording, ...] | None:
    """What was taken in of a call, once there are so many parts."""
    with line.store.reading() as session:
        found = recordings.of_call(session, call_id)
    return found if len(found) == parts else None


def left_on_disk(line: RunningLine, call_id: str) -> list[str]:
    """What Asterisk's folders still hold of a call."""
    folders = (line.settings.instance_folder / "monitor", line.settings.instance_folder / "spool")
    return [file.name for folder in folders for file in folder.rglob(f"{call_id}*")]


def sounds(samples: Samples, hertz: float) -> bool:
    """Whether a tone sounds in any tenth of a second."""
    windows = (samples[at : at + 800] for at in range(0, len(samples) - 800, 400))
    return any(tones.holds_tone(window, hertz) for window in windows)
