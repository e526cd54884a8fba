"""Turns: each is told one thing, after its first sound, and nothing that another one asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from tests.running.line import eventually
from tests.speech.aeap.asterisk_side import AsteriskSide, set_up
from tests.speech.aeap.pretended import Broken, Pretended, hearing
from tests.speech.aeap.sounds import samples_of
from tests.speech.aeap.stand_in import ear_server

pytestmark = pytest.mark.service

SPOKEN = samples_of("corte de agua")
LOUD = 500
PAUSE = 1.0  # longer than any of these profiles' silence
UNTIL_SPEECH_IS_PLAIN = SPOKEN[:8000]


@asynccontextmanager
async def a_call(model: Pretended, *, at_once: int = 10) -> AsyncIterator[AsteriskSide]:
    async with (
        ear_server(hearing(model), utterances_at_most=at_once) as (port, _),
        set_up(port) as call,
    ):
        yield call


async def test_speech_is_told_at_once_and_its_text_in_the_turn_that_goes_on() -> None:
    async with a_call(Pretended(["corte de agua", "corte agua"])) as call:
        assert "error_msg" not in await call.set("turn", "1 menu.opciones")
        await call.speak(UNTIL_SPEECH_IS_PLAIN)
        start = await call.told()
        assert (start.label, start.texts, start.scores) == ("1 start", ("",), (0,))
        await call.set("turn", "2 +")
        await call.speak(SPOKEN[8000:], PAUSE)
        final = await call.told()
        assert (final.label, final.texts) == ("2 final", ("corte de agua", "corte agua"))
        assert final.scores[0] > final.scores[1] >= 0


async def test_what_is_understood_between_two_turns_waits_for_the_next_one_s_first_sound() -> None:
    model = Pretended(["corte de agua"])
    async with a_call(model) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 start"
        await eventually(lambda: not model.texts or None, 20, "the utterance")
        await call.set("turn", "2 +")
        assert call.nothing_told()
        await call.silence()
        assert (await call.told()).label == "2 final"


async def test_a_fresh_turn_forgets_what_the_one_before_heard() -> None:
    model = Pretended(["corte de agua"], ["sí"])
    model.may_answer.clear()
    async with a_call(model) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 start"
        await eventually(lambda: model.asked or None, 20, "the end of the utterance")
        await call.set("turn", "2 yes_no")
        model.may_answer.set()
        await call.speak(samples_of("sí"), PAUSE)
        assert (await call.told()).label == "2 start"
        await call.set("turn", "3 +")
        await call.silence()
        final = await call.told()
        assert (final.label, final.text) == ("3 final", "sí")
        assert call.nothing_told()


async def test_who_begins_to_speak_as_the_time_runs_out_is_heard_from_the_first_syllable() -> None:
    begins = int(np.argmax(np.abs(SPOKEN.astype(int)) > LOUD))
    ends = round(0.02 * (round(begins / 160) + 3) * 8000)  # 20 to 60 ms of voice: nobody yet
    model = Pretended(["corte de agua"], ["corte de agua"])
    async with a_call(model) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 final"
        whole = model.heard_bytes
        await call.set("limit", str(ends / 8000))
        await call.set("turn", "2 menu.opciones")
        await call.speak(SPOKEN[:ends])
        assert (await call.told()).label == "2 silence"
        await call.set("gate", "600")
        await call.set("turn", "3 menu.opciones")
        await call.speak(SPOKEN[ends:], PAUSE)
        assert (await call.told()).label == "3 final"
        assert model.heard_bytes - whole >= whole


async def test_nothing_is_told_before_the_first_sound_of_a_turn() -> None:
    async with a_call(Pretended()) as call:
        assert (await call.set("turn", "1 menu.no_existe"))["error_msg"] == "not_found"
        assert call.nothing_told()
        await call.silence()
        assert (await call.told()).label == "1 lost"


async def test_after_the_gate_the_caller_who_still_speaks_is_told_of() -> None:
    async with a_call(Pretended(["corte de agua"])) as call:
        await call.set("gate", "1.3")
        await call.set("turn", "1 menu.opciones")
        await call.speak(UNTIL_SPEECH_IS_PLAIN)
        assert call.nothing_told()
        await call.speak(SPOKEN[8000:])
        assert (await call.told()).label == "1 start"


async def test_with_a_gate_that_stays_shut_the_text_itself_is_told() -> None:
    async with a_call(Pretended(["corte de agua"])) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 final"


async def test_in_a_protected_turn_only_a_whole_phrase_of_the_grammar_is_told() -> None:
    model = Pretended(["[unk] agua"], ["[unk] fuga de gas [unk]"])
    async with a_call(model) as call:
        await call.set("protect", "1")
        await call.set("turn", "1 protected")
        await call.speak(SPOKEN, PAUSE)
        await eventually(lambda: len(model.texts) == 1 or None, 20, "the first utterance")
        await call.silence(0.1)
        assert call.nothing_told()
        await call.speak(SPOKEN, PAUSE)
        final = await call.told()
        assert (final.label, final.text) == ("1 final", "unk fuga de gas unk")


async def test_words_beside_a_prompt_are_kept_and_heard_again_for_the_next_question() -> None:
    model = Pretended(["consultar radicado"], ["un radicado"])
    async with a_call(model) as call:
        await call.set("keep", "1")
        await call.set("turn", "1 protected")
        await call.speak(SPOKEN)
        assert (await call.told()).label == "1 start"
        await call.set("turn", "2 +")
        await call.silence(PAUSE)
        kept = await call.told()
        assert (kept.label, kept.text) == ("2 final", "consultar radicado")
        await call.set("again", "1")
        await call.set("turn", "3 menu.opciones")
        await call.silence()
        again = await call.told()
        assert (again.label, again.text) == ("3 final", "un radicado")


@pytest.mark.parametrize("heard_again", [["[unk]"], [""]])
async def test_what_was_kept_fits_no_other_question(heard_again: list[str]) -> None:
    async with a_call(Pretended(["un radicado"], heard_again)) as call:
        await call.set("keep", "1")
        await call.set("gate", "600")
        await call.set("turn", "1 protected")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 final"
        await call.set("again", "1")
        await call.set("turn", "2 yes_no")
        await call.silence()
        assert (await call.told()).label == "2 noise"


async def test_talk_of_no_known_word_is_noise_and_nothing_is_kept() -> None:
    async with a_call(Pretended(["[unk] [unk]"])) as call:
        await call.set("keep", "1")
        await call.set("turn", "1 protected")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "1 start"
        await call.set("turn", "2 +")
        await call.silence()
        assert (await call.told()).label == "2 noise"
        await call.set("again", "1")
        await call.set("turn", "3 menu.opciones")
        await call.silence()
        assert (await call.told()).label == "3 noise"


@pytest.mark.parametrize("nothing", [[""], []])
async def test_sound_that_was_no_word_is_noise_in_the_turn_that_goes_on(nothing: list[str]) -> None:
    async with a_call(Pretended(nothing)) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(UNTIL_SPEECH_IS_PLAIN)
        assert (await call.told()).label == "1 start"
        await call.set("turn", "2 +")
        await call.speak(SPOKEN[8000:], PAUSE)
        noise = await call.told()
        assert (noise.label, noise.texts) == ("2 noise", ("",))


async def test_a_turn_goes_on_listening_after_noise_that_it_was_not_told_of() -> None:
    model = Pretended([""], ["sugerencia"])
    async with a_call(model) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        await eventually(lambda: len(model.texts) == 1 or None, 20, "the first utterance")
        await call.silence(0.1)
        await call.speak(SPOKEN, PAUSE)
        final = await call.told()
        assert (final.label, final.text) == ("1 final", "sugerencia")


async def test_at_the_turn_s_limit_silence_is_told_unless_somebody_speaks() -> None:
    async with a_call(Pretended(["corte de agua"])) as call:
        await call.set("limit", "0.5")
        await call.set("turn", "1 menu.opciones")
        await call.silence(0.4)
        assert call.nothing_told()
        await call.silence(0.2)
        assert (await call.told()).label == "1 silence"
        await call.set("limit", "1.2")
        await call.set("turn", "2 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        assert (await call.told()).label == "2 start"


async def test_beyond_the_limit_a_caller_is_told_at_once() -> None:
    model = Pretended(["corte de agua"])
    async with (
        ear_server(hearing(model), utterances_at_most=1) as (port, registry),
        set_up(port) as first,
        set_up(port) as second,
    ):
        await first.set("turn", "1 menu.opciones")
        await second.set("turn", "1 menu.opciones")
        await first.speak(UNTIL_SPEECH_IS_PLAIN)
        assert (await first.told()).label == "1 start"
        await second.speak(UNTIL_SPEECH_IS_PLAIN)
        assert (await second.told()).label == "1 busy"
        assert registry.get_sample_value("linea_speech_rejected_total") == 1


async def test_a_place_is_free_again_once_a_caller_is_understood_or_gone() -> None:
    model = Pretended(["corte de agua"], ["corte de agua"])
    async with ear_server(hearing(model), utterances_at_most=1) as (port, registry):
        async with set_up(port) as gone:
            await gone.set("turn", "1 menu.opciones")
            await gone.speak(UNTIL_SPEECH_IS_PLAIN)
            assert (await gone.told()).label == "1 start"

        def free() -> bool | None:
            return registry.get_sample_value("linea_speech_recognizing") == 0 or None

        await eventually(free, 10, "the place")
        async with set_up(port) as call:
            for turn in ("1", "3"):
                await call.set("turn", f"{turn} menu.opciones")
                await call.speak(SPOKEN, PAUSE)
                assert (await call.told()).label == f"{turn} start"
                await eventually(free, 10, "the place")


async def test_a_recogniser_that_breaks_loses_its_utterance_alone() -> None:
    async with a_call(Pretended(Broken(), ["corte de agua"])) as call:
        for turn, what in ((1, "lost"), (3, "final")):
            await call.set("turn", f"{turn} menu.opciones")
            await call.speak(SPOKEN, PAUSE)
            assert (await call.told()).label == f"{turn} start"
            await call.set("turn", f"{turn + 1} +")
            await call.silence()
            assert (await call.told()).label == f"{turn + 1} {what}"


async def test_a_telephone_that_sends_no_sound_in_silence_ends_its_utterance_so() -> None:
    async with a_call(Pretended(["corte de agua"])) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN[: len(SPOKEN) * 2 // 3])
        assert (await call.told()).label == "1 final"


async def test_the_first_syllable_reaches_the_recogniser() -> None:
    model = Pretended(["corte de agua"])
    async with a_call(model) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, PAUSE)
        await call.told()
        await eventually(lambda: not model.texts or None, 20, "the utterance")
    quiet_before = 0.5  # in the recording
    spoken_and_silence = len(SPOKEN) * 2 - int(quiet_before * 16_000)
    assert model.heard_bytes > spoken_and_silence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("turn", ""),
        ("turn", "0 menu.opciones"),
        ("turn", "1"),
        ("turn", "1 +"),
        ("turn", "1 menu;opciones"),
        ("turn", "x digits"),
        ("gate", "soon"),
        ("gate", "-1"),
        ("gate", "nan"),
        ("loudness", "7"),
    ],
)
async def test_what_cannot_be_set_is_refused_and_harms_nothing(name: str, value: str) -> None:
    async with a_call(Pretended(["corte de agua"])) as call:
        assert (await call.set(name, value))["error_msg"]
        assert "error_msg" not in await call.set("turn", "1 menu.opciones")
        await call.speak(UNTIL_SPEECH_IS_PLAIN)
        assert (await call.told()).label == "1 start"


async def test_what_was_told_to_nobody_any_more_is_told_again_in_the_turn_that_goes_on() -> None:
    """Asterisk's own time-out may come first by a moment: then the line only goes on."""
    async with a_call(Pretended(["corte de agua"])) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(UNTIL_SPEECH_IS_PLAIN)
        assert (await call.told()).label == "1 start"
        await call.set("turn", "2 +")
        await call.speak(SPOKEN[8000:], PAUSE)
        assert (await call.told()).label == "2 final"
        await call.set("turn", "3 +")
        await call.silence()
        again = await call.told()
        assert (again.label, again.text) == ("3 final", "corte de agua")
