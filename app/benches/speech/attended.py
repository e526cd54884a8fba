"""A line that asks every caller the same, again and again: real SIP and RTP, a real Asterisk.

Its prompt is a long steady tone, so that a pause in it can't pass for its end.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
from app.benches.speech import serving
from app.benches.speech.chain import CONFIG
from app.settings import load
from app.voice import prompts_of
from ivr.call import BackRequested, CallEnded, Caller, CallInfo, PersonRequested
from ivr.clock import SystemClock
from ivr.errors import Invalid
from ivr.hearing import EmergencyHeard
from ivr.question import YES_NO, LineSettings, Menu
from ivr.text_line import PathInMemory
from speech.understanding.understanding import Understanding
from speech.voice import Folder, Voice
from speech.voice.engine import RATE, Samples

try:
    from tests.running.asterisk import HOST, free_ports, running_asterisk
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

WITHIN = 20.0
PROMPT = "menu.algo_mas"
PROMPT_SECONDS = 10.0
SHORT_SECONDS = 0.3
CALLS_AT_MOST = 40
NO_END = 1000
"""Tries of a question: the last ones ask for keys, which nobody here presses."""


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


@asynccontextmanager
async def asking_line(model: Path) -> AsyncIterator[tuple[str, int]]:
    """Where it may be dialled (SIP), while the block runs. Recognises with ``model``."""
    core = sorted(os.sched_getaffinity(0))[0]
    with serving.ours(model, core) as recogniser:
        ports = free_ports(speech=recogniser.port)
        async with running_asterisk(ports) as asterisk, _attending(asterisk):
            yield HOST, asterisk.configuration.ports.sip


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
        with suppress(CallEnded):
            while True:
                with suppress(PersonRequested, BackRequested, EmergencyHeard):
                    line.choose(question)
        return "end"

    server = Server((HOST, port), {"line": script}, calls_at_most=CALLS_AT_MOST, metrics=Metrics())
    threading.Thread(target=server.serve, daemon=True).start()
    ready.set()
    over.wait()
    server.stop(1.0)
