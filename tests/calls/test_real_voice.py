"""One call in the voice that callers hear: the very prompts, in good time, cut by a key."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from speech.voice import prompt_file
from speech.voice.engine import RATE, Samples
from tests.calls import tones
from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS, TOWN
from tests.running.line import RunningLine, running_line

ALIKE = 0.7
GREETING_AT_MOST = 10.0
NOTICE_AT_MOST = 8.0


@pytest.fixture(scope="module")
def speaking_line() -> Iterator[RunningLine]:
    with running_line(TOWN, voice="espeak-ng") as running:
        yield running


def prompt(line: RunningLine, prompt_id: str) -> Path:
    return line.settings.instance_folder / "prompts" / f"{prompt_id.replace('.', '/')}.wav"


def samples(path: Path) -> Samples:
    with wave.open(str(path)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def likeness(recorded: Samples, said: Samples) -> float:
    """The best correlation of ``said`` with any place of ``recorded``: 1 is the same sound."""
    heard, model = recorded.astype(np.float64), said.astype(np.float64)
    size = len(heard) + len(model)
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(model, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(heard**2)])
    places = max(0, len(heard) - len(model)) + 1
    around = energy[len(model) :][:places] - energy[:places]
    norms = np.sqrt(np.maximum(around, 1.0) * (model**2).sum())
    return float((products[:places] / norms).max())


async def hears_file(call: Call, path: Path, within: float) -> None:
    """The beginning of a prompt's file is heard."""
    beginning = samples(path)[: RATE * 7 // 10]

    def heard() -> bool | None:
        recent = call.stream.last(2.0)
        if len(recent) < len(beginning):
            return None
        return likeness(recent, beginning) > ALIKE or None

    await call.until(heard, within, path.stem)


def test_greeting_and_notice_keep_their_time(speaking_line: RunningLine) -> None:
    def seconds(*prompt_ids: str) -> float:
        return sum(prompt_file.seconds(prompt(speaking_line, each)) for each in prompt_ids)

    assert seconds("bienvenida.saludo", "bienvenida.emergencia") <= GREETING_AT_MOST
    assert seconds("bienvenida.aviso") <= NOTICE_AT_MOST


async def test_a_caller_hears_the_real_prompts_and_cuts_them(speaking_line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    line = speaking_line
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await hears_file(call, prompt(line, "bienvenida.saludo"), 3)
        await call.press("2")
        await hears_file(call, prompt(line, "bienvenida.aviso"), 5)
        await call.hears_sound()
        await call.press("1")
        await hears_file(call, prompt(line, "ident.segundo_dato"), 25)
        await call.press(who.second_datum)
        await hears_file(call, prompt(line, "factura.opciones"), 20)
        assert tones.longest_silence(call.recording()) < 2
