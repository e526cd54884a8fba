"""The voice in trouble, over a real Asterisk: an independent ear hears every figure right.

Each call has a pack of its own, harmed in one way.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.recording_folder import RecordingFolder
from app.asterisk import Instance
from app.benches.heard import playing
from app.benches.heard.ears import Numbers, numbers_in
from app.benches.heard.words import numbers
from ivr.call import Caller, CallInfo
from ivr.clock import SystemClock
from ivr.rendering import Prompt, Prompts
from ivr.rendering.placeholders import Placeholder
from ivr.text_line import PathInMemory
from speech.voice import Folder, Voice
from speech.voice.engine import RATE, Engine, Samples
from speech.voice.espeak import EspeakEngine
from speech.voice.loudness import Signal
from speech.voice.mastering import PACK, signal_of, through
from speech.voice.pack import about, manifest
from speech.voice.pack.about import About
from speech.voice.pack.pack import AUDIO, Pack
from speech.voice.pack.pack_engine import PackEngine
from speech.voice.spare import Spared
from tests.calls.subscribers import SUBSCRIBERS
from tests.running.line import WELCOME, RunningLine
from tests.speech.pack import packs

AMOUNT = 128_350
PIECES = tuple(
    packs.fragment(text)
    for text in ("Su factura es de", "ciento", "veintiocho mil", "trescientos", "cincuenta pesos",
                 "en")
)  # fmt: skip
HARMED = "ciento"
PROMPTS = Prompts(
    {
        "prueba.valor": Prompt(
            "prueba.valor", "prueba", 1, True, "pendiente", None,
            ("Su factura es de ", Placeholder("valor", "money"), " en ",
             Placeholder("zona", "text"), "."),
        )
    }
)  # fmt: skip


class Hangs:
    """An engine that never comes back."""

    identity = "hangs"

    def synthesise(self, text: str) -> Samples:
        threading.Event().wait()
        raise AssertionError(text)


class Falls:
    """An engine that ends in the middle of its work."""

    identity = "falls"

    def synthesise(self, text: str) -> Samples:
        raise MemoryError(text)


@dataclass(frozen=True)
class Trouble:
    """How a pack is harmed and who fills its gaps; what is said of it in the log."""

    harm: Callable[[Path], None]
    logged: str | None
    first: Engine | None = None
    zone: str = "Ambalá"


def audio_of(folder: Path) -> Path:
    return next((folder / AUDIO).glob(f"*{HARMED}*"))


def corrupt(folder: Path) -> None:
    audio_of(folder).write_bytes(b"OggS" + bytes(400))


def without_sound(folder: Path) -> None:
    audio_of(folder).unlink()


def not_listed(folder: Path) -> None:
    rows = manifest.read(folder).recordings
    manifest.write(folder, [row for row in rows if row.fragment.text != HARMED])


def reworded(folder: Path) -> None:
    """Its text was changed and its sound was not: it still says «ciento»."""
    rows = manifest.read(folder).recordings
    other = "doscientos"
    manifest.write(
        folder,
        [
            replace(row, fragment=replace(row.fragment, text=other))
            if row.fragment.text == HARMED
            else row
            for row in rows
        ],
    )


def unharmed(folder: Path) -> None:
    """Nothing is wrong with the pack."""


TROUBLES = {
    "a corrupt sound": Trouble(corrupt, "fragment_unusable"),
    "a sound that is gone": Trouble(without_sound, "fragment_unusable"),
    "a fragment nobody recorded": Trouble(not_listed, None),
    "a sound of another text": Trouble(reworded, "fragment_unusable"),
    "an engine that hangs": Trouble(not_listed, "voice_engine_failed", Hangs()),
    "an engine that falls": Trouble(not_listed, "voice_engine_failed", Falls()),
    "a name that no voice can say": Trouble(unharmed, None, zone="北京 😀"),
    "a name without an end": Trouble(unharmed, None, zone="La Pola " * 12),
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of these pieces, spoken by espeak-ng."""
    folder = tmp_path_factory.mktemp("pack")
    about.write(folder, About("prueba"))
    manifest.write(folder, [packs.record(folder, one, voice(one.text)) for one in PIECES])
    return folder


def voice(text: str) -> Signal:
    return through(PACK, signal_of(EspeakEngine().synthesise(text)), RATE)


@pytest.fixture(scope="module")
def ear() -> Iterator[Numbers]:
    said = (PROMPTS.utter("prueba.valor", today=SystemClock().today(), valor=AMOUNT, zona="x"),)
    with numbers_in(one.text for one in said) as numbers_ear:
        yield numbers_ear


def harmed(trouble: Trouble, shipped: Path, folder: Path) -> Engine:
    """The pack in a folder of its own, harmed, with who speaks for it."""
    place = folder / "pack"
    shutil.copytree(shipped, place)
    trouble.harm(place)
    spare: Engine = EspeakEngine()
    if trouble.first is not None:
        spare = Spared(trouble.first, spare, longest=0.5)
    return PackEngine(Pack.open(place, decoded=folder / "decoded"), spare)


def saying(trouble: Trouble, engine: Engine, asterisk: Instance) -> playing.Play:
    """The line says the amount on a call."""
    folder, seen = asterisk.configuration.folder, str(asterisk.configuration.place)
    speaking, clock = Voice(engine, Folder(folder, seen)), SystemClock()

    def play(agi: Agi) -> None:
        call_id = agi.get_variable("LINEA_CALL_ID") or ""
        call = CallInfo(call_id, Caller(None), "", clock.now())
        recordings = RecordingFolder(folder, seen)
        line = AsteriskLine(
            agi, speaking, call, PROMPTS, PathInMemory(), clock, recordings=recordings
        )
        line.say("prueba.valor", valor=AMOUNT, zona=trouble.zone)
        speaking.forget(call_id)

    return play


async def test_the_figure_is_heard_right_whatever_is_wrong(
    shipped: Path, ear: Numbers, tmp_path: Path
) -> None:
    logged: dict[str, list[EventDict]] = {}
    engines: dict[str, Engine] = {}
    for number, (name, trouble) in enumerate(TROUBLES.items()):
        with capture_logs() as logged[name]:
            engines[name] = harmed(trouble, shipped, tmp_path / str(number))
    async with playing.exchange() as asterisk:
        plays = {
            name: saying(trouble, engines[name], asterisk) for name, trouble in TROUBLES.items()
        }
        with capture_logs() as in_calls:
            recordings = await playing.recordings(asterisk, plays, len(plays))
    said = PROMPTS.utter("prueba.valor", today=SystemClock().today(), valor=AMOUNT, zona="x").text
    heard = {name: ear.hear(recordings[name], said) for name in TROUBLES}
    assert {name: numbers(text) for name, text in heard.items()} == dict.fromkeys(
        TROUBLES, numbers(said)
    )
    for name, trouble in TROUBLES.items():
        events = {event["event"] for event in (*logged[name], *in_calls)}
        assert trouble.logged is None or trouble.logged in events, name
    assert "北京" not in str(in_calls)


async def test_an_amount_that_no_words_are_for_leads_to_a_person(line: RunningLine) -> None:
    who = SUBSCRIBERS["owes more than can be said"]
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.telefono_conocido", ult3=who.ending))
        await call.press("1")
        await call.hears(*line.say("ident.segundo_dato"))
        await call.press(who.second_datum)
        await call.hears(*line.say("ladder.disculpe", "ladder.emergencia", "ladder.espere"))
        written = line.everything_written()
    assert "PromptError" in written
    assert str(who.bills[0].total) not in written
