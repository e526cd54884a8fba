"""What is unsure is heard a second time without a grammar, where there is room and time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry

from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Language
from speech.recognizer.second_pass import SecondPass
from speech.recognizer.tuning import Tuning
from tests.running.line import eventually
from tests.speech.aeap.asterisk_side import AsteriskSide, Told, set_up
from tests.speech.aeap.pretended import Broken, Pretended, hearing
from tests.speech.aeap.sounds import samples_of
from tests.speech.aeap.stand_in import PROFILES, Phrasebook, ear_server

pytestmark = pytest.mark.service

SPOKEN = samples_of("corte de agua")
PAUSE = 1.0
PATIENT = SecondPass(score=0.0, unknown=0.3, room=1.0, within=20.0)
"""Only words outside the grammar are unsure."""


class Late(Pretended):
    """One whose second answer waits until the test lets it."""

    def language(self) -> Language:
        self.may_answer.clear()
        return super().language()


@asynccontextmanager
async def a_call(
    hearing: Hearing, *, at_once: int = 10
) -> AsyncIterator[tuple[AsteriskSide, CollectorRegistry]]:
    async with (
        ear_server(hearing, utterances_at_most=at_once) as (port, registry),
        set_up(port) as call,
    ):
        yield call, registry


async def answered(call: AsteriskSide, grammar: str = "menu.opciones") -> Told:
    await call.set("gate", "600")
    await call.set("turn", f"1 {grammar}")
    await call.speak(SPOKEN, PAUSE)
    return await call.told()


def passes(registry: CollectorRegistry, outcome: str) -> float | None:
    labels = {"profile": "menu", "outcome": outcome}
    return registry.get_sample_value("linea_speech_second_passes_total", labels)


@pytest.mark.parametrize(
    ("first", "second", "told", "outcome"),
    [
        ("[unk] agua", "no hay agua", ("unk agua", "no hay agua"), "added"),
        ("[unk] agua", "[unk] agua", ("unk agua",), "same"),
        ("[unk] agua", "", ("unk agua",), "same"),
    ],
)
async def test_its_reading_comes_beside_the_first(
    first: str, second: str, told: tuple[str, ...], outcome: str
) -> None:
    model = Pretended([first], [second])
    async with a_call(hearing(model, PATIENT)) as (call, registry):
        final = await answered(call)
        assert (final.label, final.texts) == ("1 final", told)
        assert passes(registry, outcome) == 1


async def test_it_hears_the_same_sound_from_its_beginning() -> None:
    once, twice = Pretended(["[unk] agua"]), Pretended(["[unk] agua"], ["no hay agua"])
    for model, second_pass in ((once, None), (twice, PATIENT)):
        async with a_call(hearing(model, second_pass)) as (call, _):
            await answered(call)
    assert twice.heard_bytes == 2 * once.heard_bytes


@pytest.mark.parametrize(
    ("grammar", "first"), [("menu.opciones", "corte de agua"), ("yes_no", "[unk] no")]
)
async def test_what_is_sure_and_other_questions_are_heard_once(grammar: str, first: str) -> None:
    model = Pretended([first], ["otra cosa"])
    async with a_call(hearing(model, PATIENT)) as (call, _):
        assert "otra cosa" not in (await answered(call, grammar)).texts
        assert model.texts == [["otra cosa"]]


async def test_where_there_is_no_room_the_first_pass_stands() -> None:
    """The utterance's own place is one of two: half of them."""
    model = Pretended(["[unk] agua"], ["no hay agua"])
    no_room = replace(PATIENT, room=0.5)
    async with a_call(hearing(model, no_room), at_once=2) as (call, registry):
        assert (await answered(call)).texts == ("unk agua",)
        assert passes(registry, "busy") == 1


async def test_what_takes_too_long_is_not_waited_for() -> None:
    model = Late(["[unk] agua"], ["no hay agua"])
    hurried = replace(PATIENT, within=0.05)
    async with a_call(hearing(model, hurried)) as (call, registry):
        assert (await answered(call)).texts == ("unk agua",)
        assert passes(registry, "late") == 1
        model.may_answer.set()
        assert registry.get_sample_value("linea_speech_recognizing") == 0


async def test_a_second_pass_that_breaks_loses_nothing() -> None:
    model = Pretended(["[unk] agua"], Broken())
    async with a_call(hearing(model, PATIENT)) as (call, registry):
        assert (await answered(call)).texts == ("unk agua",)
        assert passes(registry, "lost") == 1


async def test_a_caller_who_is_gone_gives_both_places_back() -> None:
    model = Late(["[unk] agua"], ["no hay agua"])
    async with ear_server(hearing(model, PATIENT)) as (port, registry):
        async with set_up(port) as call:
            await call.set("gate", "600")
            await call.set("turn", "1 menu.opciones")
            await call.speak(SPOKEN, PAUSE)
            await eventually(lambda: not model.texts or None, 20, "the second pass")
        free = "linea_speech_recognizing"
        await eventually(lambda: registry.get_sample_value(free) == 0 or None, 20, "the places")
        model.may_answer.set()


async def test_the_starter_model_hears_without_a_grammar_what_its_grammar_lacks(
    starter: Hearing,
) -> None:
    tuning = Tuning(PROFILES, second_pass={"yes_no": PATIENT})
    twice = Hearing(starter.model, Phrasebook(), tuning)
    async with a_call(twice) as (call, _):
        final = await answered(call, "yes_no")
        assert "unk" in final.text
        assert "agua" in final.texts[1].split()
