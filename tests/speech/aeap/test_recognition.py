"""Real recognition over the real websocket: the starter model and the recordings beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from speech.recognizer.hearing import Hearing
from tests.speech.aeap.asterisk_side import AsteriskSide, set_up
from tests.speech.aeap.sounds import rows, samples_in
from tests.speech.aeap.stand_in import PHRASES, ear_server

pytestmark = pytest.mark.service

GRAMMARS = {"digit": "digits", "digits": "digits", "menu": "menu.opciones"}
KNOWN = {phrase for phrases in PHRASES.values() for phrase in phrases}
SAID = [row for row in rows() if row["kind"] != "noise"]
NOISES = [row["file"] for row in rows() if row["kind"] == "noise"]


def grammar_of(row: dict[str, str]) -> str:
    return (
        "yes_no" if row["text"] in PHRASES["yes_no"] else GRAMMARS.get(row["kind"], "menu.opciones")
    )


@pytest.fixture
async def port(starter: Hearing) -> AsyncIterator[int]:
    async with ear_server(starter) as (port, _):
        yield port


async def ask(call: AsteriskSide, turn: int, grammar: str, recording: str) -> str:
    """Ask a question, say a recording, and give what was understood."""
    await call.set("turn", f"{turn} {grammar}")
    await call.speak(samples_in(recording), 1.2)
    assert (await call.told()).label == f"{turn} start"
    await call.set("turn", f"{turn + 1} +")
    await call.silence()
    told = await call.told()
    assert told.label == f"{turn + 1} final"
    return told.text


async def test_what_is_in_the_grammar_is_understood_and_the_rest_is_unknown(port: int) -> None:
    """One call, as many questions as there are recordings."""
    wrong, taken_for_a_phrase = [], []
    async with set_up(port) as call:
        for number, row in enumerate(SAID):
            text = await ask(call, 2 * number + 1, grammar_of(row), row["file"])
            if is_known(row["text"]):
                wrong += [row] if text != row["text"] else []
            else:
                taken_for_a_phrase += [row] if text in KNOWN else []
    assert not wrong
    assert not taken_for_a_phrase


def is_known(text: str) -> bool:
    return text in KNOWN or all(word in PHRASES["digits"] for word in text.split())


@pytest.mark.parametrize("recording", NOISES)
async def test_noise_stops_no_prompt(port: int, recording: str) -> None:
    async with set_up(port) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(samples_in(recording), 1.0)
        await call.set("turn", "2 yes_no")
        assert call.nothing_told()


async def test_many_callers_at_once_each_get_their_own_answer(port: int) -> None:
    rows = [row for row in SAID if row["kind"] == "digit"] * 2

    async def one(row: dict[str, str]) -> str:
        async with set_up(port) as call:
            return await ask(call, 1, "digits", row["file"])

    assert await asyncio.gather(*map(one, rows)) == [row["text"] for row in rows]
