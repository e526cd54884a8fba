"""Whether a path dialled at 10 keys a second arrives whole: real SIP and RTP, real Asterisk.

The callers are the tests' own telephones, so it runs where the project's repository is. The
side under test, FastAGI and the connection that is told of keys, is a process of its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine
from agi_scripts.key_log import KEYS as TELEPHONE_KEYS
from agi_scripts.key_watch import KeyWatch
from agi_scripts.metrics import Metrics
from agi_scripts.recording_folder import RecordingFolder
from agi_scripts.server import Server
from ami import AmiAddress
from app.asterisk import Instance
from ivr.call import CallEnded, Caller, CallInfo
from ivr.clock import SystemClock
from ivr.errors import Invalid
from ivr.rendering import Prompt, Prompts
from ivr.text_line import PathInMemory
from speech.voice import Folder, Voice, engine_named

try:
    from tests.calls.call import Call, Keys
    from tests.calls.phone import Phone
    from tests.running.asterisk import HOST, free_ports, running_asterisk
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

CALLERS = 4
RUNS_OF_EACH = 5
KEYS_OF_A_RUN = 14
WITHIN = 10.0
PROMPTS = Prompts(
    {
        name: Prompt(name, "bench", 1, True, "pendiente", None, (text,))
        for name, text in (("bench.menu", "Marque una opción."), ("comun.espere", "Espere."))
    }
)

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pattern:
    """How keys are sent: milliseconds of tone and of pause."""

    keys: Keys
    on: int
    off: int

    async def press(self, call: Call, dialled: str) -> None:
        """Dial; SIP INFO has no tone, only a beginning each ``on + off`` milliseconds."""
        if self.keys is Keys.INFO:
            for key in dialled:
                pause = asyncio.create_task(asyncio.sleep((self.on + self.off) / 1000))
                await call.press(key, on=self.on / 1000)
                await pause
            return
        # The telephone sends an event's end one packet of 20 ms after its last update.
        off = self.off - 20 if self.keys is Keys.EVENTS else self.off
        await call.press(dialled, on=self.on / 1000, off=off / 1000)


PATTERNS = (
    Pattern(Keys.EVENTS, 40, 60),
    Pattern(Keys.EVENTS, 60, 40),
    Pattern(Keys.EVENTS, 40, 40),
    Pattern(Keys.IN_BAND, 40, 60),
    Pattern(Keys.IN_BAND, 50, 50),
    Pattern(Keys.IN_BAND, 60, 40),
    Pattern(Keys.INFO, 50, 50),
)


def measure() -> Sequence[Row]:
    """Rows of what callers at the same time dialled and what of it arrived, a pattern each."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    ports = free_ports()
    async with running_asterisk(ports) as asterisk, _attending(asterisk) as arrived:
        return [await _row(pattern, asterisk, arrived) for pattern in PATTERNS]


async def _row(pattern: Pattern, asterisk: Instance, arrived: Arrived) -> Row:
    load = os.getloadavg()[0]
    callers = (_caller(number, pattern, asterisk, arrived) for number in range(CALLERS))
    runs = [run for runs in await asyncio.gather(*callers) for run in runs]
    lost, doubled = (sum(each) for each in zip(*(_faults(*run) for run in runs), strict=True))
    return {
        "keys": pattern.keys.value,
        "on/off ms": f"{pattern.on}/{pattern.off}",
        "a second": round(1000 / (pattern.on + pattern.off), 1),
        "callers": CALLERS,
        "exact runs": f"{sum(dialled == heard for dialled, heard in runs)} of {len(runs)}",
        "keys dialled": sum(len(dialled) for dialled, _ in runs),
        "lost": lost,
        "too many": doubled,
        "load": f"{load:.1f} to {os.getloadavg()[0]:.1f}",
    }


async def _caller(
    number: int, pattern: Pattern, asterisk: Instance, arrived: Arrived
) -> list[tuple[str, str]]:
    """What one caller dialled in each run, and what arrived of it."""
    line = (HOST, asterisk.configuration.ports.sip)
    chance, runs = random.Random(number), []
    async with Phone(line, f"315000000{number}") as phone:
        for _ in range(RUNS_OF_EACH):
            dialled = "".join(chance.choices(TELEPHONE_KEYS, k=KEYS_OF_A_RUN))
            call = await phone.dial(f"60000000{number}", keys=pattern.keys)
            await call.hears_sound()
            await pattern.press(call, dialled)
            runs.append((dialled, await arrived.of(f"60000000{number}")))
            await call.ended()
    return runs


def _faults(dialled: str, heard: str) -> tuple[int, int]:
    """How many keys are missing and how many too many, by the longest common sequence."""
    same = SequenceMatcher(None, dialled, heard, autojunk=False).get_matching_blocks()
    common = sum(block.size for block in same)
    return len(dialled) - common, len(heard) - common


class Arrived:
    """What the side under test understood, by the number that was dialled."""

    def __init__(self, results: Queue[tuple[str, str]]) -> None:
        self._results = results
        self._by_number: dict[str, asyncio.Queue[str]] = {}

    async def collect(self) -> None:
        """Sort what comes until cancelled."""
        while True:
            number, keys = await asyncio.to_thread(self._results.get)
            if not number:
                return
            self._of(number).put_nowait(keys)

    async def of(self, number: str) -> str:
        """The keys of the next call to ``number``. Raises TimeoutError."""
        async with asyncio.timeout(WITHIN):
            return await self._of(number).get()

    def _of(self, number: str) -> asyncio.Queue[str]:
        return self._by_number.setdefault(number, asyncio.Queue())


@asynccontextmanager
async def _attending(asterisk: Instance) -> AsyncIterator[Arrived]:
    """The side under test in a process of its own; it leaves with the block."""
    place = asterisk.configuration
    spawn = multiprocessing.get_context("spawn")
    results: Queue[tuple[str, str]] = spawn.Queue()
    over, ready = spawn.Event(), spawn.Event()
    secret = AmiAddress(HOST, place.ports.ami, "keys", place.password("ami.keys"))
    told = (place.ports.agi, secret, place.folder, str(place.place), results, ready, over)
    process = spawn.Process(target=_attend, args=told, daemon=True)
    process.start()
    arrived = Arrived(results)
    collecting = asyncio.create_task(arrived.collect())
    try:
        if not await asyncio.to_thread(ready.wait, WITHIN):
            raise Invalid("el lado que contesta no arrancó")
        yield arrived
    finally:
        over.set()
        await asyncio.to_thread(process.join)
        results.put(("", ""))
        await collecting


def _attend(
    port: int,
    ami: AmiAddress,
    folder: Path,
    seen: str,
    results: Queue[tuple[str, str]],
    ready: Any,
    over: Any,
) -> None:
    """Answer calls, hear ``KEYS_OF_A_RUN`` keys among prompts and tell which they were."""
    voice, watch = Voice(engine_named("code"), Folder(folder, seen)), KeyWatch(ami)
    clock, recordings = SystemClock(), RecordingFolder(folder, seen)

    def script(agi: Agi) -> str:
        with watch.log(agi.env["uniqueid"]) as keys:
            call_id = agi.get_variable("LINEA_CALL_ID") or ""
            call = CallInfo(call_id, Caller(None), "", clock.now())
            line = AsteriskLine(
                agi,
                voice,
                call,
                PROMPTS,
                PathInMemory(),
                clock,
                recordings=recordings,
                key_log=keys,
            )
            number = agi.get_variable("LINEA_DIALLED") or ""
            results.put((number, _heard(line)))
            agi.set_variable("LINEA_NEXT", "end")
            return "end"

    server = Server((HOST, port), {"line": script}, calls_at_most=CALLERS, metrics=Metrics())
    threading.Thread(target=server.serve, daemon=True).start()
    with watch.running():
        if watch.wait(WITHIN):
            ready.set()
        over.wait()
        server.stop(1.0)


def _heard(line: AsteriskLine) -> str:
    """A conversation as eager as can be: prompts that keys skip, work in between."""
    heard = ""
    try:
        while len(heard) < KEYS_OF_A_RUN:
            if len(heard) % 3 != 2:
                line.say("bench.menu")
            if len(heard) % 5 == 4:
                line.while_working(threading.Event().is_set)
            key = line.key_within(2.0)
            if key is None:
                break
            heard += key
        return heard + (line.key_within(0.5) or "")
    except CallEnded:
        return heard
