"""People on the telephone: two who talk to each other, and one who answers the line aloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from app.benches.speech.sounds import joined, spoken
from ivr.hearing import ALOUD
from ivr.rendering.numbers import cardinal
from speech.voice.engine import Samples
from tests.calls import tones
from tests.calls.call import Call
from tests.running.line import WELCOME, RunningLine

LOW, HIGH = 440.0, 1000.0
PIECE = 0.2
VOICE = "m3"
GREETING = (*WELCOME[:-1], "menu.pregunta")
BETWEEN_GROUPS = 0.4
"""Seconds between two groups of digits that are dictated."""
ACCOUNT = "no hay agua en mi casa desde ayer"


@asynccontextmanager
async def talking(call: Call, hertz: float) -> AsyncIterator[None]:
    """A tone without end: nothing tells a telephone when the other side begins to hear it."""

    async def talk() -> None:
        while True:
            await call.say(tones.tone(hertz, PIECE))

    going_on = asyncio.create_task(talk())
    try:
        yield
    finally:
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on


async def hear_each_other(one: Call, other: Call) -> None:
    """Sound goes both ways: ``one`` is low, ``other`` high."""
    async with talking(one, LOW), talking(other, HIGH):
        await asyncio.gather(other.hears_tone(LOW), one.hears_tone(HIGH))


def in_words(digits: str) -> str:
    """As digits are dictated one by one."""
    return " ".join(cardinal(int(digit)) for digit in digits)


def voice(words: str) -> Samples:
    """A synthetic caller saying ``words``; a comma is a pause as between groups of digits."""
    parts = [spoken(part.strip(), VOICE).samples for part in words.split(",")]
    return joined(parts, [BETWEEN_GROUPS] * len(parts))


class Talk:
    """A call to a line that hears, in which prompts are answered aloud."""

    def __init__(self, line: RunningLine, call: Call) -> None:
        self.line, self.call = line, call

    async def hears(self, prompt: str, **values: object) -> None:
        """A prompt comes next, in the wording for who may answer aloud if it has one."""
        await self.call.hears(self._wording(prompt, values))

    async def hears_at_last(self, prompt: str, **values: object) -> None:
        """The same, after others or not."""
        await self.call.hears_at_last(self._wording(prompt, values))

    async def says(self, words: str) -> None:
        """Speak; back when the last word is out."""
        await self.call.say(voice(words))

    async def answers(self, prompt: str, words: str, **values: object) -> None:
        """Hear a prompt and speak."""
        await self.hears(prompt, **values)
        await self.says(words)

    async def asks_for(self, words: str) -> None:
        """From the greeting to the open question, and say what is wanted."""
        await self.hears_greeting()
        await self.says(words)

    async def hears_greeting(self) -> None:
        """Everything up to the open question."""
        for prompt in GREETING:
            await self.hears(prompt)

    async def tells(self, prompt: str, words: str = ACCOUNT) -> None:
        """Tell something after the tone; silence ends it."""
        await self.hears(prompt)
        await self.call.hears_beep()
        await self.says(words)

    def _wording(self, prompt: str, values: Mapping[str, object]) -> str:
        aloud = f"{prompt}{ALOUD}"
        return self.line.says(aloud if aloud in self.line.prompts else prompt, **values)
