"""A caller speaks their need to the line from the browser's telephone."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import expect

from app.benches.speech.sounds import RATE, silence
from tests.calls.talk import voice
from tests.pages.people import telephone
from tests.running.line import RunningLine, running_line

NUMBER = "3105550188"
PAUSE = 3.0
"""Seconds before the words, which the microphone repeats: they meet the open question sometime."""


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line(browsers=True, demo="enabled = true", speech="enabled = true") as running:
        yield running


def microphone(path: Path, words: str) -> Path:
    """Write a WAV file of somebody who says ``words`` after a while."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.concatenate([silence(PAUSE), voice(words)]).astype("<i2").tobytes())
    return path


@pytest.mark.timeout(120)
async def test_what_the_microphone_says_is_understood(line: RunningLine, tmp_path: Path) -> None:
    speaking = microphone(tmp_path / "caller.wav", "quiero saber cuánto debo")
    async with telephone(line, NUMBER, speaking) as caller:
        await caller.get_by_role("button", name="Llamar").click()
        await expect(caller.get_by_role("status")).to_have_text("En llamada")
        await line.record(NUMBER, lambda one: one.intent == "factura")
        await caller.get_by_role("button", name="Colgar").click()
        record = await line.record(NUMBER, lambda one: one.ended_at is not None)
    assert "speech" in {step.by for step in record.steps}
