"""Real calls in which callers speak into the prompt: how soon it falls silent.

From the first packet of speech that the caller sends to the last packet of the prompt that
the caller receives, on the caller's own clock. The prompt is a steady tone, so that a pause in
it can't pass for its end.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.metrics import Metrics
from agi_scripts.recogniser import SpeechService
from agi_scripts.recording_folder import RecordingFolder
from agi_scripts.server import Server
from app import log
from app.asterisk import Instance
from app.benches.speech import serving, sounds
from app.benches.speech.chain import CONFIG
from app.benches.speech.rows import Row, p95, percent, row
from app.settings import load
from app.voice import prompts_of
from ivr.call import BackRequested, CallEnded, Caller, CallInfo, PersonRequested
from ivr.clock import SystemClock
from ivr.errors import Invalid
from ivr.question import YES_NO, LineSettings, Menu
from ivr.text_line import PathInMemory
from speech.understanding.understanding import Understanding
from speech.voice import Folder, Voice
from speech.voice.engine import RATE, Samples

try:
    from tests.calls.call import Call, NotHeard
    from tests.calls.phone import Phone
    from tests.running.asterisk import HOST, free_ports, running_asterisk
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

SILENT_AT_MOST = 250.0
CALLERS = 2
BARGE_INS = 15
"""Of each caller."""
WITHIN = 20.0
PROMPT = "menu.algo_mas"
PROMPT_SECONDS = 10.0
SHORT_SECONDS = 0.3
PLAYS = 0.8
"""Seconds of sound without a gap that are the prompt."""
NO_END = 1000
"""Tries of a question: the last ones ask for keys, which nobody here presses."""
STOPPED = 0.3
"""Seconds without sound that are the prompt's end."""
BEFORE = (0.2, 1.5)
"""More seconds of it before the caller begins."""
SAID = ("sí claro", "no señora", "no", "no gracias", "correcto", "así es")


class Tone:
    """A voice that says one sentence as a long steady tone, and any other as a short one."""

    identity = "bench-tone"

    def __init__(self, long: str) -> None:
        self._long = long

    def synthesise(self, text: str) -> Samples:
        """The tone."""
        seconds = PROMPT_SECONDS if text == self._long else SHORT_SECONDS
        times = np.arange(int(seconds * RATE)) / RATE
        return (4000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)


def rows(model: Path) -> list[Row]:
    """How soon the prompt fell silent, and how often it did at all."""
    waits = asyncio.run(_measure(model))
    stopped = [1000 * wait for wait in waits if wait is not None]
    how = (
        f"{len(waits)} barge-ins of {CALLERS} synthetic callers at a time, real Asterisk, "
        f"{model.name}; load of the machine {os.getloadavg()[0]:.1f}"
    )
    return [
        row("barge-in: prompt silent after", round(p95(stopped)), "ms, p95", how,
            at_most=SILENT_AT_MOST),
        row("barge-in: median", round(float(np.median(stopped))) if stopped else 0, "ms", how),
        row("barge-in: prompts that stopped", percent(len(stopped), len(waits)), "%", how),
    ]  # fmt: skip


async def _measure(model: Path) -> list[float | None]:
    """Seconds of each barge-in; None where the prompt went on."""
    core = sorted(os.sched_getaffinity(0))[0]
    with serving.ours(model, core) as recogniser:
        ports = free_ports(speech=recogniser.port)
        async with running_asterisk(ports) as asterisk, _attending(asterisk):
            found = await asyncio.gather(*(_caller(number, asterisk) for number in range(CALLERS)))
    return [wait for waits in found for wait in waits]


async def _caller(number: int, asterisk: Instance) -> list[float | None]:
    line = (HOST, asterisk.configuration.ports.sip)
    chance = random.Random(number)
    clips = [sounds.spoken(text, voice).samples for text in SAID for voice in sounds.HELD_OUT]
    waits: list[float | None] = []
    async with Phone(line, f"315000000{number}") as phone:
        call = await phone.dial(f"60000000{number}")
        for _ in range(BARGE_INS):
            await call.until(partial(_plays, call), WITHIN, "the prompt")
            await asyncio.sleep(chance.uniform(*BEFORE))
            waits.append(await _barge_in(call, chance.choice(clips)))
        await call.hang_up()
    return waits


def _plays(call: Call) -> bool | None:
    """Whether the prompt has been sounding for a while."""
    now = call.stream.now
    lately = [at for at in call.stream.sounds[-60:] if at > now - PLAYS]
    whole = [now - PLAYS, *lately, now]
    return max(b - a for a, b in pairwise(whole)) < STOPPED / 2 or None


async def _barge_in(call: Call, said: Samples) -> float | None:
    """Speak into the prompt; seconds until its last sound, None where it went on."""
    began = call.stream.now
    await call.say(said)

    def silent_since() -> float | None:
        heard = [at for at in call.stream.sounds if at >= began - STOPPED]
        gaps = (a for a, b in pairwise([*heard, call.stream.now]) if b - a > STOPPED)
        return next((gap for gap in gaps if gap >= began - 0.04), None)

    with suppress(NotHeard):
        return max(0.0, await call.until(silent_since, PROMPT_SECONDS, "silence") - began)
    return None


@asynccontextmanager
async def _attending(asterisk: Instance) -> AsyncIterator[None]:
    """The line's side in a process of its own; it leaves with the block."""
    place = asterisk.configuration
    spawn = multiprocessing.get_context("spawn")
    over, ready = spawn.Event(), spawn.Event()
    told = (place.ports.agi, place.ports.speech, place.folder, str(place.place), ready, over)
    process = spawn.Process(target=_attend, args=told, daemon=True)
    process.start()
    try:
        if not await asyncio.to_thread(ready.wait, WITHIN):
            raise Invalid("el lado que contesta no arrancó")
        yield
    finally:
        over.set()
        await asyncio.to_thread(process.join)


def _attend(port: int, speech: int, folder: Path, seen: str, ready: Any, over: Any) -> None:
    """Answer calls and ask them the same, again and again."""
    log.set_up()
    ears, prompts, clock = Understanding.load(CONFIG), prompts_of(load()), SystemClock()
    asked = prompts.utter(PROMPT, today=clock.today()).text
    voice = Voice(Tone(asked), Folder(folder, seen))
    service, recordings = SpeechService(HOST, speech), RecordingFolder(folder, seen)
    question = Menu(PROMPT, {"1": "Sí", "2": "No"}, spoken=YES_NO)

    def script(agi: Agi) -> str:
        call_id = agi.get_variable("LINEA_CALL_ID") or ""
        call = CallInfo(call_id, Caller(None), "", clock.now())
        line = AsteriskLine(
            agi,
            voice,
            call,
            prompts,
            PathInMemory(),
            clock,
            LineSettings(attempts=NO_END),
            ears=ears,
            recordings=recordings,
            speech=service,
        )
        with suppress(CallEnded, PersonRequested, BackRequested):
            while True:
                line.choose(question)
        return "end"

    server = Server((HOST, port), {"line": script}, calls_at_most=CALLERS, metrics=Metrics())
    threading.Thread(target=server.serve, daemon=True).start()
    ready.set()
    over.wait()
    server.stop(1.0)
