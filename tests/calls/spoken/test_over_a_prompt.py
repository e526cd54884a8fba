"""What is heard while a prompt in the real voice plays: a cough lets it go on, words stop it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.benches.speech.sounds import cough
from speech.voice.engine import RATE, Samples
from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS, TOWN
from tests.calls.talk import in_words, voice
from tests.calls.test_real_voice import ALIKE, likeness, prompt, samples
from tests.running.line import RunningLine, running_line
from tests.running.patience import PATIENCE

PART = RATE * 7 // 10


@pytest.fixture(scope="module")
def speaking_line() -> Iterator[RunningLine]:
    with running_line(TOWN, voice="espeak-ng", speech="enabled = true") as running:
        yield running


def sound(line: RunningLine, prompt_id: str) -> Samples:
    """A prompt that never changes, as it is played."""
    return samples(prompt(line, prompt_id))


def ending(whole: Samples) -> Samples:
    """Its last part, but for a tenth of a second: the very last samples wait for a whole packet."""
    return whole[: -RATE // 10][-PART:]


async def hears(call: Call, part: Samples, what: str) -> None:
    """A part of a prompt is heard."""

    def heard() -> bool | None:
        recent = call.stream.last(1.0)
        return (len(recent) >= len(part) and likeness(recent, part) > ALIKE) or None

    await call.until(heard, PATIENCE, what)


async def test_a_cough_lets_a_prompt_go_on_and_words_stop_it(speaking_line: RunningLine) -> None:
    line, who = speaking_line, SUBSCRIBERS["owes the newest"]
    how, number, datum = (
        sound(line, f"ident.{name}_voz") for name in ("como", "pedir_cuenta", "segundo_dato")
    )
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears_sound()
        await call.press("2")
        await hears(call, how[:PART], "the first question")
        await call.say(cough())
        await hears(call, ending(how), "its end, over a cough")
        await call.say(voice("con el número de cuenta"))
        await hears(call, number[:PART], "the second question")
        await call.say(voice(in_words(who.number)))
        await hears(call, datum[:PART], "the third question")
    assert likeness(call.recording(), ending(number)) < ALIKE
