"""A caller who speaks on a real Asterisk: the starter model listens, a human-like voice asks."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

import numpy as np
import pytest

from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.recogniser import SpeechService
from app.settings import PROJECT
from ivr.call import PersonRequested
from ivr.clock import SystemClock
from ivr.hearing import EmergencyHeard
from ivr.question import DigitsQuestion, Menu
from speech.grammars import Grammars
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning
from speech.understanding.understanding import Understanding
from speech.voice import engine_named
from speech.voice.code import code_of
from speech.voice.engine import RATE
from tests.agi_scripts.test_on_asterisk import Attended, attended_by
from tests.agi_scripts.turns import talked
from tests.calls.call import Call, Keys
from tests.calls.phone import Phone
from tests.calls.tones import SOUND, level
from tests.rendering.wording import wording
from tests.running.asterisk import HOST, free_ports
from tests.speech.aeap.sounds import samples_in, samples_of
from tests.speech.aeap.stand_in import STARTER, ear_server

pytestmark = pytest.mark.calls

CONFIG = PROJECT / "config" / "speech"
PROMPTS = wording()
MENU = Menu("menu.opciones", {"1": "Reportar un daño", "4": "Consultar un radicado"})
ACCOUNT = DigitsQuestion("ident.pedir_cuenta", 6, 12)
LONG_DIGITS = DigitsQuestion("ident.pedir_cuenta", 6, 40)
WORKERS = (5, pytest.param(50, marks=pytest.mark.long))
CALLERS = 24
TURNS = (300, pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(2400)]))


@asynccontextmanager
async def listened_to(dialog: Callable[[AsteriskLine], object]) -> AsyncIterator[Attended]:
    """A line whose calls are listened to as in service, asking in a voice that takes its time."""
    hearing = Hearing(Model.load(STARTER), Grammars.load(CONFIG), Tuning.load(CONFIG))
    async with (
        ear_server(hearing) as (port, _),
        attended_by(
            dialog,
            prompts=PROMPTS,
            voice_of="espeak-ng",
            ears=Understanding.load(CONFIG),
            speech=SpeechService(HOST, port),
        ) as line,
    ):
        yield line


def prompt_stops(caller: Call, since: float) -> float:
    """The second in which the last sound of the line was heard."""
    heard = caller.stream.recording()
    pieces = range(int(since * RATE), len(heard) - 400, 400)
    return max((at / RATE for at in pieces if level(heard[at : at + 400]) > SOUND), default=since)


async def test_speech_stops_the_prompt_and_chooses() -> None:
    async with listened_to(lambda line: line.choose(MENU)) as line, line.call() as caller:
        await caller.hears_sound()
        began = caller.stream.now
        await caller.say(samples_of("consultar un radicado"))
        said = caller.stream.now
        assert await line.outcome() == "Consultar un radicado"
        assert prompt_stops(caller, began) < said  # the prompt itself takes thrice as long


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("es una emergencia", "emergency_heard"),
        ("hablar con un asesor", "person_requested"),
        ("quiero pagar la factura", "nothing"),
    ],
)
async def test_only_danger_and_a_person_are_heard_in_the_notice(said: str, outcome: str) -> None:
    def dialog(line: AsteriskLine) -> str:
        try:
            line.say("bienvenida.aviso_grabacion")
        except (EmergencyHeard, PersonRequested) as acted:
            return acted.code
        return "nothing"

    words = await asyncio.to_thread(engine_named("espeak-ng").synthesise, said)
    async with listened_to(dialog) as line, line.call() as caller:
        await caller.hears_sound()
        await caller.say(words)
        assert await line.outcome() == outcome


@pytest.mark.parametrize(
    ("statement", "falls_silent"), [("bienvenida.prioridad", True), ("bienvenida.aviso", False)]
)
async def test_words_said_during_a_statement_answer_the_next_question(
    statement: str, falls_silent: bool
) -> None:
    def dialog(line: AsteriskLine) -> str:
        line.say(statement)
        return line.choose(MENU)

    async with listened_to(dialog) as line, line.call() as caller:
        await caller.hears_sound()
        began = caller.stream.now
        await caller.say(samples_of("consultar un radicado"))
        said = caller.stream.now
        assert await line.outcome() == "Consultar un radicado"
        # the whole statement takes twice as long as what is said
        assert (prompt_stops(caller, began) < said) is falls_silent


async def test_clicks_stop_no_prompt_and_a_key_does() -> None:
    async with listened_to(lambda line: line.choose(MENU)) as line, line.call() as caller:
        await caller.hears_sound()
        await caller.say(samples_in("nonspeech/noise4_4.wav"))
        await caller.hears_sound()
        await caller.press("1")
        assert await line.outcome() == "Reportar un daño"


async def test_a_number_is_dictated() -> None:
    async with listened_to(lambda line: line.ask(ACCOUNT)) as line, line.call() as caller:
        await caller.hears_sound()
        await caller.say(samples_of("cero cinco dos tres dos siete nueve"))
        assert await line.outcome() == "0523279"


async def test_keys_and_words_in_one_call() -> None:
    def dialog(line: AsteriskLine) -> tuple[str, str, str]:
        return line.choose(MENU), line.ask(ACCOUNT), line.choose(MENU)

    async with listened_to(dialog) as line, line.call() as caller:
        await caller.hears_sound()
        await caller.press("4123456#")
        await caller.hears_sound()
        await caller.say(samples_of("reportar un daño"))
        assert await line.outcome() == ("Consultar un radicado", "123456", "Reportar un daño")


# -- a recogniser that dies -------------------------------------------------------------------


@contextmanager
def recogniser_process(
    port: int | None = None, host: str = HOST
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = port or free_ports().speech
    command = (sys.executable, "-m", "tests.speech.aeap.stand_in", str(port), host)
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port, process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("callers", WORKERS)
async def test_whoever_speaks_when_the_recogniser_dies_goes_on_by_keypad(callers: int) -> None:
    speaking = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()

    def count(what: str) -> None:
        if what == "start":
            loop.call_soon_threadsafe(speaking.release)

    keys_only = code_of(PROMPTS.utter("error.solo_teclado", today=SystemClock().today()).text)
    words = np.concatenate([samples_of("cinco uno ocho uno siete cinco seis cero")] * 5)

    async def goes_on(call: Call) -> None:
        def told() -> bool | None:
            return any(heard.code == keys_only for heard in call.heard) or None

        await call.until(told, 30, "the word that it goes on by keypad")
        await call.press("123456#")

    with recogniser_process() as (port, process):
        async with AsyncExitStack() as stack:
            line = await stack.enter_async_context(
                attended_by(
                    lambda line: line.ask(LONG_DIGITS),
                    prompts=PROMPTS,
                    ears=Understanding.load(CONFIG),
                    speech=SpeechService(HOST, port, count=count),
                    calls_at_most=callers,
                )
            )
            address = (HOST, line.asterisk.configuration.ports.sip)
            phones = [
                await stack.enter_async_context(Phone(address, f"315{n:07}"))
                for n in range(callers)
            ]
            calls = [await phone.dial("6087654321", keys=Keys.INFO) for phone in phones]
            talking = [asyncio.create_task(call.say(words)) for call in calls]
            for _ in calls:
                await speaking.acquire()
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(*map(goes_on, calls))
            assert [await line.outcome() for _ in calls] == ["123456"] * callers
            for one in talking:
                one.cancel()


@pytest.mark.parametrize("beside", [(), ("127.0.0.2",)], ids=["the only one", "one of two"])
async def test_a_recogniser_that_stands_still_holds_no_call(beside: tuple[str, ...]) -> None:
    """Calls that begin while a process is stopped: words where another is well, else keys."""
    keys_only = code_of(PROMPTS.utter("error.solo_teclado", today=SystemClock().today()).text)

    with ExitStack() as processes:
        port, stopped = processes.enter_context(recogniser_process())
        for host in beside:
            processes.enter_context(recogniser_process(port, host))
        stopped.send_signal(signal.SIGSTOP)
        async with attended_by(
            lambda line: line.ask(LONG_DIGITS),
            prompts=PROMPTS,
            ears=Understanding.load(CONFIG),
            speech=SpeechService(HOST, port, beside=beside),
        ) as line:
            for _ in range(3):
                async with line.call() as caller:
                    first = await caller.hears_next()
                    assert (first.code == keys_only) is not bool(beside)
                    await caller.press("123456#")
                    assert await line.outcome() == "123456"


async def test_who_speaks_when_the_recogniser_is_stopped_goes_on_by_keypad() -> None:
    speaking = asyncio.Event()
    loop = asyncio.get_running_loop()

    def count(what: str) -> None:
        if what == "start":
            loop.call_soon_threadsafe(speaking.set)

    keys_only = code_of(PROMPTS.utter("error.solo_teclado", today=SystemClock().today()).text)
    words = np.concatenate([samples_of("cinco uno ocho uno siete cinco seis cero")] * 5)
    with recogniser_process() as (port, process):
        async with (
            attended_by(
                lambda line: line.ask(LONG_DIGITS),
                prompts=PROMPTS,
                ears=Understanding.load(CONFIG),
                speech=SpeechService(HOST, port, count=count),
            ) as line,
            line.call() as caller,
        ):
            talking = asyncio.create_task(caller.say(words))
            await speaking.wait()
            process.send_signal(signal.SIGSTOP)

            def told() -> bool | None:
                return any(heard.code == keys_only for heard in caller.heard) or None

            await caller.until(told, 30, "the word that it goes on by keypad")
            await caller.press("123456#")
            assert await line.outcome() == "123456"
            talking.cancel()


# -- turns --------------------------------------------------------------------------------------


@pytest.mark.parametrize("turns", TURNS)
async def test_no_answer_is_lost_and_none_answers_another_question(turns: int) -> None:
    tally = await talked(CALLERS, turns, seed=turns)
    assert (tally.lost, tally.crossed) == (0, 0)
    assert tally.turns["start"] == tally.turns["final"] == tally.own > turns / 4
