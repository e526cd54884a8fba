"""Callers who talk without end to a line that asks without end: does any answer get lost or lead
to another question?

The recogniser's own turns and Asterisk are real; what is recognised is the name of the question
for which an utterance was begun, told after a delay of chance.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from aiohttp import web
from prometheus_client import CollectorRegistry

from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.recogniser import SpeechService
from ivr.call import PersonRequested
from ivr.question import Menu
from ivr.rendering import Prompt, Prompts
from ivr.understood import Ears as Understands
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.server import AeapServer
from speech.recognizer.endpointing import Profile
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning
from speech.understanding.heard import Alarm, Certainty, Choice, Command, Heard
from tests.agi_scripts.test_on_asterisk import attended_by
from tests.calls.phone import Phone
from tests.running.asterisk import HOST
from tests.speech.aeap.sounds import samples_of

WORDS = ("sí", "no", "dos", "bueno")
LATE = 0.06
"""Seconds by which a result, or the next question, may be late."""
PROMPT_IDS = ("turno", "error.silencio_1", "error.silencio_2", "menu.ayuda", "error.solo_teclado")
PROMPTS = Prompts(
    {
        name: Prompt(name, "flow", 1, True, "pendiente", None, (f"Texto de {name}.",))
        for name in (*PROMPT_IDS, "comun.espere")
    }
)


@dataclass
class Tally:
    """What came of all questions."""

    own: int = 0
    crossed: int = 0
    lost: int = 0
    turns: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """How many turns there were."""
        return sum(self.turns.values())


class Names:
    """Ears to which each utterance is the name of its question."""

    def alarm(self, heard: Heard) -> Alarm:
        return Alarm(Certainty.NONE)

    def idle(self, heard: Heard) -> bool:
        return False

    def command(self, heard: Heard) -> Command | None:
        return None

    def choice(self, menu: str, heard: Heard, keys: Collection[str]) -> Choice:
        return Choice("1" if heard.text == menu.replace(".", " ") else "2", Certainty.SURE)


class _Native:
    """An utterance's recogniser that needs no model."""

    def __init__(self, said: str, chance: random.Random) -> None:
        self._said, self._late = said, chance.uniform(0, LATE)

    def SetMaxAlternatives(self, number: int) -> None:  # noqa: N802
        pass

    def AcceptWaveform(self, piece: bytes) -> None:  # noqa: N802
        pass

    def FinalResult(self) -> str:  # noqa: N802
        time.sleep(self._late)  # what decoding takes
        return json.dumps({"alternatives": [{"text": self._said, "confidence": 100.0}]})


class _Grammar:
    absent = ()

    def __init__(self, phrases: tuple[str, ...], chance: random.Random) -> None:
        self.phrases = phrases
        self._chance = chance

    def recognizer(self) -> _Native:
        return _Native(self.phrases[0], self._chance)


class _Model:
    """In place of Vosk's: each grammar hears its one phrase."""

    name = "pretended"

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def grammar(self, phrases: tuple[str, ...]) -> _Grammar:
        return _Grammar(phrases, self._chance)


class _Phrases:
    """A question's one phrase is its name."""

    def phrases(self, grammar: str) -> tuple[str, ...]:
        return (grammar.removeprefix("menu.").replace(".", " "),)

    def profile(self, grammar: str) -> str:
        return "menu"


@asynccontextmanager
async def _recogniser(chance: random.Random, callers: int) -> AsyncIterator[int]:
    registry = CollectorRegistry()
    with ThreadPoolExecutor(callers) as threads:
        ears = Ears(threads, Admission(callers * 2), Figures(registry, callers * 2))
        tuning = Tuning({"menu": Profile(0.2, 3.0)})
        hearing = Hearing(cast(Model, _Model(chance)), _Phrases(), tuning)
        server = AeapServer(ears, lambda: hearing, calls_at_most=callers * 2)
        application = web.Application()
        application.router.add_get("/", server.answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            yield runner.addresses[0][1]
        finally:
            await server.close()
            await runner.cleanup()


async def talked(callers: int, turns: int, *, seed: int) -> Tally:
    """Have ``callers`` talk at once until so many turns were taken."""
    chance, tally = random.Random(seed), Tally()
    numbers = iter(range(10_000))

    def ask(line: AsteriskLine) -> None:
        caller = next(numbers)
        asked = 0
        while tally.taken < turns:
            asked += 1
            name = f"llamada{caller}.pregunta{asked}"
            menu = Menu("turno", {"1": "own", "2": "another's"}, spoken=name)
            try:
                answer = line.choose(menu)
            except PersonRequested:
                tally.lost += 1
                continue
            tally.own += answer == "own"
            tally.crossed += answer != "own"
            time.sleep(chance.uniform(0, LATE))  # what a dialog does between two questions
        line.hang_up()

    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(_recogniser(chance, callers))
        speech = SpeechService(HOST, port, count=lambda what: tally.turns.update([str(what)]))
        line = await stack.enter_async_context(
            attended_by(
                ask,
                prompts=PROMPTS,
                ears=cast(Understands, Names()),
                speech=speech,
                calls_at_most=callers,
            )
        )
        ports = line.asterisk.configuration.ports
        phones = [
            await stack.enter_async_context(Phone((HOST, ports.sip), f"315{n:07}"))
            for n in range(callers)
        ]
        calls = await asyncio.gather(*(phone.dial("6087654321") for phone in phones))

        async def talk(number: int) -> None:
            pace = random.Random(seed + number)
            while True:
                await calls[number].say(samples_of(pace.choice(WORDS)))
                await asyncio.sleep(pace.uniform(0.25, 0.6))  # a breath, as people take it

        talking = [asyncio.create_task(talk(number)) for number in range(callers)]
        try:
            async with asyncio.timeout(turns):
                for _ in calls:
                    await line.outcomes.get()
        finally:
            for one in talking:
                one.cancel()
    return tally
