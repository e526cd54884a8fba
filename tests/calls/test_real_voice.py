"""One call in the voice that callers hear: the very prompts, in good time, cut by a key."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from app.voice import prompts_of, voice_of
from speech.voice import prompt_file
from speech.voice.engine import RATE, Samples
from tests.calls import tones
from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS, TOWN
from tests.running.line import RunningLine, running_line
from tests.running.patience import PATIENCE

ALIKE = 0.7
GREETING_AT_MOST = 10.0
NOTICE_AT_MOST = 8.0
INSTRUCTION_AT_MOST = 12.0
KNOWN_OUTAGE_AT_MOST = 40.0
REPORT_AT_MOST = 90.0


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


async def hears_file(call: Call, path: Path) -> None:
    """The beginning of a prompt's file is heard."""
    beginning = samples(path)[: RATE * 7 // 10]

    def heard() -> bool | None:
        recent = call.stream.last(2.0)
        if len(recent) < len(beginning):
            return None
        return likeness(recent, beginning) > ALIKE or None

    await call.until(heard, PATIENCE, path.stem)


def test_greeting_and_notice_keep_their_time(speaking_line: RunningLine) -> None:
    def seconds(*prompt_ids: str) -> float:
        return sum(prompt_file.seconds(prompt(speaking_line, each)) for each in prompt_ids)

    assert seconds("bienvenida.saludo", "bienvenida.emergencia") <= GREETING_AT_MOST
    for notice in ("aviso", "aviso_grabacion", "aviso_corto", "aviso_corto_grabacion"):
        assert seconds(f"bienvenida.{notice}") <= NOTICE_AT_MOST


async def test_a_caller_hears_the_real_prompts_and_cuts_them(speaking_line: RunningLine) -> None:
    who = SUBSCRIBERS["owes the newest"]
    line = speaking_line
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await hears_file(call, prompt(line, "bienvenida.saludo"))
        await call.press("2")
        await hears_file(call, prompt(line, "bienvenida.aviso_grabacion"))
        await call.hears_sound()
        await call.press("1")
        await hears_file(call, prompt(line, "ident.segundo_dato"))
        await call.press(who.second_datum)
        await hears_file(call, prompt(line, "factura.opciones"))
        assert tones.longest_silence(call.recording()) < 2


@pytest.mark.parametrize("danger", ["", "_gas", "_cable", "_fuego"])
def test_in_danger_an_instruction_is_heard_and_then_somebody_answers(
    speaking_line: RunningLine, danger: str
) -> None:
    heard = (f"dano.seguridad{danger}", "ladder.emergencia_pasa")
    whole = sum(prompt_file.seconds(prompt(speaking_line, each)) for each in heard)
    assert whole <= INSTRUCTION_AT_MOST


Walk = tuple[tuple[str, Mapping[str, object]], ...]
TO_THE_OUTAGE: Walk = (("menu.opciones", {}), ("dano.peligro", {}))
OUTAGE = {
    "servicio": "agua",
    "zona": "Prados del Norte",
    "vuelve": datetime(2026, 11, 23, 3, 30, tzinfo=UTC),
}
TO_THE_TICKET: Walk = (
    *TO_THE_OUTAGE,
    ("dano.servicio", {}),
    ("dano.es_su_direccion", {"ult3": "241"}),
    ("dano.que_acueducto", {}),
    ("dano.ticket", {"ticket": "7123456"}),
)
SECONDS_TO_PRESS = 1.0


def test_a_known_outage_and_a_report_keep_their_time(speaking_line: RunningLine) -> None:
    """From the end of the notice, for who hears every sentence to its end."""
    voice, prompts = voice_of(speaking_line.settings), prompts_of(speaking_line.settings)

    def spoken(prompt_id: str, values: Mapping[str, object]) -> float:
        utterance = prompts.utter(prompt_id, today=date(2026, 11, 22), **values)
        return voice.seconds(voice.file_for(utterance, "time"))

    def seconds(walk: Walk) -> float:
        return sum(spoken(*step) + SECONDS_TO_PRESS for step in walk)

    try:
        told = seconds(TO_THE_OUTAGE) + spoken("dano.conocido", OUTAGE)
        assert told <= KNOWN_OUTAGE_AT_MOST
        assert seconds(TO_THE_TICKET) <= REPORT_AT_MOST
    finally:
        voice.forget("time")
