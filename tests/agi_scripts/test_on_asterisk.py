"""The line's side of a call on a real Asterisk: keys, missing files, the switch, the hang-up."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.key_watch import KeyWatch
from agi_scripts.metrics import Metrics
from agi_scripts.recogniser import SpeechService
from agi_scripts.recording_folder import RecordingFolder
from agi_scripts.server import Server
from ami import AmiAddress
from app.asterisk import Instance
from ivr.call import CallEnded, Caller, CallInfo
from ivr.clock import SystemClock
from ivr.rendering import Prompt, Prompts
from ivr.understood import Ears
from speech.voice import Folder, Voice, engine_named
from tests.agi_scripts.test_asterisk_line import Path
from tests.calls.call import Call, Keys
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, free_ports, running_asterisk

pytestmark = pytest.mark.calls

GREETING = "Buenas tardes."
LONG = "Una frase que dura."
PROMPTS = Prompts(
    {
        "greeting": Prompt("greeting", "flow", 1, True, "pendiente", None, (GREETING,)),
        "legal": Prompt("legal", "flow", 1, False, "pendiente", None, (LONG,)),
        "comun.espere": Prompt("comun.espere", "flow", 1, True, "pendiente", None, ("Espere.",)),
    }
)

Dialog = Callable[[AsteriskLine], object]


@dataclass(frozen=True)
class Attended:
    """A line whose calls a test's dialog attends; ``outcomes`` is what each of them gave."""

    asterisk: Instance
    voice: Voice
    outcomes: asyncio.Queue[object]

    @asynccontextmanager
    async def call(self, keys: Keys = Keys.EVENTS) -> AsyncIterator[Call]:
        line = (HOST, self.asterisk.configuration.ports.sip)
        async with Phone(line, "3151234567") as phone:
            yield await phone.dial("6087654321", keys=keys)

    async def outcome(self) -> object:
        async with asyncio.timeout(20):
            return await self.outcomes.get()


@asynccontextmanager
async def attended_by(
    dialog: Dialog,
    *,
    prompts: Prompts = PROMPTS,
    voice_of: str = "code",
    ears: Ears | None = None,
    speech: SpeechService | None = None,
    calls_at_most: int = 5,
) -> AsyncIterator[Attended]:
    """``ears`` understand what ``speech`` recognises."""
    ports = free_ports(**({"speech": speech.port} if speech else {}))
    hosts = speech.hosts if speech else (HOST,)
    async with running_asterisk(ports, speech_hosts=hosts) as asterisk:
        place = asterisk.configuration
        voice = Voice(engine_named(voice_of), Folder(place.folder, str(place.place)))
        secret = place.password("ami.keys")
        watch = KeyWatch(AmiAddress(HOST, ports.ami, "keys", secret))
        loop, outcomes = asyncio.get_running_loop(), asyncio.Queue[object]()

        def script(agi: Agi) -> str:
            call_id = agi.get_variable("LINEA_CALL_ID") or ""
            call = CallInfo(call_id, Caller(None), "", datetime.now(UTC))
            with watch.log(agi.env["uniqueid"]) as keys:
                folder = RecordingFolder(place.folder, str(place.place))
                line = AsteriskLine(
                    *(agi, voice, call, prompts, Path(), SystemClock()),
                    ears=ears,
                    recordings=folder,
                    key_log=keys,
                    speech=speech,
                )
                try:
                    outcome = dialog(line)
                except CallEnded as ended:
                    outcome = ended
            loop.call_soon_threadsafe(outcomes.put_nowait, outcome)
            return "end"

        server = Server(
            (HOST, ports.agi), {"line": script}, calls_at_most=calls_at_most, metrics=Metrics()
        )
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            with watch.running():
                assert await asyncio.to_thread(watch.wait, 5)
                yield Attended(asterisk, voice, outcomes)
        finally:
            await asyncio.to_thread(server.stop, 0.5)
            await asyncio.to_thread(thread.join, 5)


def collecting(count: int) -> Dialog:
    """Collects keys among prompts that they interrupt and work that takes its time."""

    def dialog(line: AsteriskLine) -> str:
        pressed = ""
        while len(pressed) < count:
            if len(pressed) % 3:
                line.say("greeting")
            key = line.key_within(5.0)
            if key is None:
                break
            pressed += key
            if len(pressed) % 5 == 0:
                line.while_working(threading.Event().is_set)
        return pressed

    return dialog


# The telephone itself adds 20 ms to each key.
@pytest.mark.parametrize(
    ("kind", "on"), [(Keys.EVENTS, 0.02), (Keys.IN_BAND, 0.04)], ids=["RFC 4733", "in band"]
)
async def test_ten_keys_a_second_and_none_is_lost(kind: Keys, on: float) -> None:
    dialled = "".join(random.Random(7).choices("0123456789*#", k=50))
    async with attended_by(collecting(len(dialled))) as line, line.call(kind) as caller:
        await caller.press(dialled, on=on, off=0.04)
        assert await line.outcome() == dialled


async def test_keys_pressed_in_a_protected_prompt_wait_for_its_end() -> None:
    def dialog(line: AsteriskLine) -> str:
        line.say("legal")
        line.say("legal")
        return (line.key_within(3.0) or "") + (line.key_within(3.0) or "")

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.press("42", on=0.04, off=0.06)
        assert await line.outcome() == "42"
        await caller.hears(LONG, LONG)


async def test_a_recorded_prompt_that_vanished_is_said_all_the_same() -> None:
    async with attended_by(lambda line: line.say("greeting")) as line:
        line.voice.render_all(PROMPTS.fixed())
        (line.asterisk.configuration.folder / "prompts" / "greeting.wav").unlink()
        async with line.call() as caller:
            await caller.hears(GREETING)


async def test_a_caller_who_hangs_up_ends_the_dialog() -> None:
    def dialog(line: AsteriskLine) -> str | None:
        line.say("greeting")
        return line.key_within(30.0)

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.hears(GREETING)
        await caller.hang_up()
        assert isinstance(await line.outcome(), CallEnded)


async def test_a_dialog_that_falls_silent_loses_the_call_to_the_ladder() -> None:
    silent = threading.Event()

    def dialog(line: AsteriskLine) -> str | None:
        line.key_within(0.01)
        silent.wait(10)
        return line.key_within(1.0)

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.hears_sound(within=9)
        silent.set()
        assert isinstance(await line.outcome(), CallEnded)
