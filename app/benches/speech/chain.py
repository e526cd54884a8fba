"""The line's hearing from the first octet to the meaning, without a telephone.

Sound goes the way that a call's goes (voice activity, endpointing, recogniser, score), only
as fast as the processor can.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from prometheus_client import CollectorRegistry

from app.benches.speech.sounds import Samples, frames, silence
from app.settings import PROJECT
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.session import Session
from speech.grammars import Grammars
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import UNKNOWN, Grammar, Model
from speech.recognizer.reading import Calibration
from speech.recognizer.tuning import Tuning
from speech.recognizer.utterance import Utterance
from speech.understanding.heard import Heard
from speech.understanding.understanding import Understanding

CONFIG = PROJECT / "config" / "speech"
FRAME = 0.02
AT_ONCE = 4
BEFORE = 0.6
"""Seconds of a quiet line before the caller speaks."""
AFTER = 0.4
"""Seconds of it beyond the silence that ends an utterance."""
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Told:
    """What the line is told of a sound.

    ``began``: the prompt would stop. ``what``: final, noise, lost; empty where nothing is told.
    """

    began: bool = False
    what: str = ""
    heard: Heard = field(default_factory=Heard)


class Chain:
    """Hears clips. Made by ``open``."""

    def __init__(self, hearing: Hearing, understanding: Understanding, ears: Ears) -> None:
        self.hearing = hearing
        self.understanding = understanding
        self.ears = ears

    @classmethod
    @contextmanager
    def open(cls, model: Path) -> Iterator[Chain]:
        """A chain of our grammars on one model."""
        grammars = Grammars.load(CONFIG)
        hearing = Hearing(Model.load(model), grammars, Tuning.load(CONFIG))
        with ThreadPoolExecutor(AT_ONCE) as threads:
            ears = Ears(threads, Admission(AT_ONCE), Figures(CollectorRegistry(), AT_ONCE))
            yield cls(hearing, Understanding.load(CONFIG), ears)

    def hear_all(self, sounds: Iterable[Samples], grammar_id: str) -> list[Told]:
        """What is told of each sound, said to the question of a grammar."""
        return asyncio.run(self._hear_all(list(sounds), grammar_id))

    async def _hear_all(self, sounds: list[Samples], grammar_id: str) -> list[Told]:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(samples: Samples) -> Told:
            async with room:
                return await self._hear(samples, grammar_id)

        return list(await asyncio.gather(*(one(samples) for samples in sounds)))

    def stops(self, sounds: Iterable[Samples], grammar_id: str) -> list[float | None]:
        """At which second each sound stops the prompt that plays meanwhile; None: it doesn't."""

        async def each() -> list[float | None]:
            return [await self._stops(samples, grammar_id) for samples in sounds]

        return asyncio.run(each())

    async def _stops(self, samples: Samples, grammar_id: str) -> float | None:
        told: list[str] = []

        async def send(message: str) -> None:
            told.append(_parsed(message)[0])

        session = Session(self.ears, self.hearing, send)
        try:
            session.set("turn", f"1 {grammar_id}")
            for number, frame in enumerate(frames(samples), start=1):
                await session.sound(frame)
                await asyncio.sleep(0)
                if "start" in told:
                    return number * FRAME
            return None
        finally:
            session.close()

    async def _hear(self, samples: Samples, grammar_id: str) -> Told:
        """One sound as a caller's answer after a prompt; barge-in goes as the AGI side does it."""
        told: asyncio.Queue[tuple[str, Heard]] = asyncio.Queue()

        async def send(message: str) -> None:
            told.put_nowait(_parsed(message))

        session = Session(self.ears, self.hearing, send)
        try:
            session.set("prompt", "0")
            session.set("turn", f"1 {grammar_id}")
            after = self.hearing.profile(grammar_id).silence + AFTER
            whole = np.concatenate((silence(BEFORE), samples, silence(after)))
            return await _answer(session, told, whole)
        finally:
            session.close()

    def decode(
        self, sounds: Iterable[Samples], grammar: Grammar, score: Calibration
    ) -> list[Heard]:
        """What the recogniser makes of whole sounds, no silence cut, by another calibration."""

        async def one(samples: Samples) -> Heard:
            utterance = Utterance(grammar, score, self.ears.threads)
            utterance.add(samples.astype("<i2").tobytes())
            utterance.end()
            return await utterance.result()

        async def each() -> list[Heard]:
            return [await one(samples) for samples in sounds]

        return asyncio.run(each())


async def _answer(session: Session, told: asyncio.Queue[tuple[str, Heard]], whole: Samples) -> Told:
    """Feed a sound; the second turn follows the first's start, as it does on the line."""
    began = False
    for frame in frames(whole):
        await session.sound(frame)
        while not told.empty():
            what, heard = told.get_nowait()
            if what != "start":
                return Told(began, what, heard)
            began = True
            session.set("turn", "2 +")
        await asyncio.sleep(0)
    if not began:
        return Told()
    async with asyncio.timeout(PATIENCE):
        return Told(began, *await told.get())


def _parsed(message: str) -> tuple[str, Heard]:
    results = json.loads(message)["params"]["results"]
    first, *others = results
    what = first["grammar"].split()[1]
    texts = [one["text"].replace("unk", UNKNOWN) for one in (first, *others)]
    return what, Heard(texts[0], tuple(texts[1:]), first["score"] / 100)
