"""Until the caller hears it: from a command on a real call to the first sound over RTP.

The ways to say an amount take turns on one channel, each cut short by a key as soon as it is
heard: this voice (made for this amount, and said before), Asterisk's own SAY NUMBER with its
packaged Spanish, and one of its digits by STREAM FILE. First packet and first sound are two
figures: files begin with a little quiet.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, islice
from multiprocessing.queues import Queue
from statistics import median
from typing import Any

from agi_scripts.agi import Agi
from agi_scripts.metrics import Metrics
from agi_scripts.server import Server
from app.asterisk import Instance
from app.benches.speech.rows import Row, p95, row
from app.settings import Settings
from app.voice import voice_of
from ivr.errors import Invalid
from ivr.rendering import Utterance
from ivr.rendering.money import pesos
from speech.voice import Voice

try:
    from tests.calls.call import Call
    from tests.calls.g711 import ULAW
    from tests.calls.phone import Phone
    from tests.running.asterisk import HOST
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

CALL = "bench"
CALLERS = 2
REPEATED = 150
"""Of each way, by each caller."""
QUIET = 300
"""Milliseconds before each."""
NUMBERS = range(20_001, 30_000, 37)
"""All begin with «veinte» or «veinti-», whoever says them."""
DIGIT = "/usr/share/asterisk/sounds/es_CO_f_Avatar/digits/20"
OURS, AGAIN, THEIRS, FILE = (
    "an amount never said before", "an amount said before", "SAY NUMBER, Asterisk's Spanish",
    "STREAM FILE of a packaged digit",
)  # fmt: skip
STOP = "#"
APART = 0.15
"""Seconds of silence after which a sound is another one."""
WITHIN = 30.0

Commands = list[tuple[str, float]]
"""What was commanded when, by the monotonic clock, which all processes share."""
First = tuple[float, float]
"""Seconds until the first packet, and until the first that could be heard."""


def rows(found: Mapping[str, Sequence[First]], engine: str) -> list[Row]:
    """A row each way that an amount was said; ours may take no longer than Asterisk's."""
    theirs = round(1000 * p95([sound for _, sound in found[THEIRS]]), 1)
    return [_row(what, times, engine, theirs) for what, times in found.items()]


async def measured(asterisk: Instance, settings: Settings) -> dict[str, list[First]]:
    """The times of each way, of all callers. Raises AssertionError of a call gone wrong."""
    found: dict[str, list[First]] = defaultdict(list)
    async with _attending(asterisk, settings) as commands:
        callers = (_caller(number, asterisk, commands[number]) for number in range(CALLERS))
        for times in await asyncio.gather(*callers):
            for what, first in times:
                found[what].append(first)
    return found


def _row(what: str, times: Sequence[First], engine: str, theirs: float) -> Row:
    packets, sounds = ([1000 * one for one in each] for each in zip(*times, strict=True))
    how = (
        f"median {median(sounds):.1f}; first packet {p95(packets):.1f} p95, "
        f"{median(packets):.1f} median; {len(times)} times, {CALLERS} callers, "
        f"{engine}; load {os.getloadavg()[0]:.1f}"
    )
    limit = theirs if what in (OURS, AGAIN) else None
    return row(f"until it is heard: {what}", round(p95(sounds), 1), "ms, p95", how, at_most=limit)


async def _caller(
    number: int, asterisk: Instance, commands: Queue[Commands]
) -> list[tuple[str, First]]:
    line = (HOST, asterisk.configuration.ports.sip)
    async with Phone(line, f"315000000{number}") as phone:
        call = await phone.dial(f"60000000{number}", codecs=(ULAW,))
        clock = time.monotonic() - call.stream.now
        packets = _arrivals(call)
        await _stop_each_sound(call)
        given = await asyncio.to_thread(commands.get, True, WITHIN)
    sounds = [clock + at for at in call.stream.sounds]
    return [
        (what, (_after(packets, began) - began, _after(sounds, began) - began))
        for what, began in given
    ]


def _arrivals(call: Call) -> list[float]:
    """When packets reach the call, from now on."""
    packets: list[float] = []
    passed_on = call.stream.on_change

    def arrived() -> None:
        packets.append(time.monotonic())
        passed_on()

    call.stream.on_change = arrived
    return packets


async def _stop_each_sound(call: Call) -> None:
    """Press a key as soon as anything is heard, until the line ends the call."""
    stopped = 0.0

    def begun() -> bool | None:
        sounds = call.stream.sounds[-2:]
        if call.ended_at is not None:
            return True
        return (bool(sounds) and sounds[-1] > stopped + APART) or None

    while call.ended_at is None:
        await call.until(begun, WITHIN, "the next sound", even_ended=True)
        if call.ended_at is None:
            await call.press(STOP)
            stopped = call.stream.now


def _after(times: Sequence[float], began: float) -> float:
    return times[bisect_right(times, began)]


@asynccontextmanager
async def _attending(
    asterisk: Instance, settings: Settings
) -> AsyncIterator[list[Queue[Commands]]]:
    """The side that answers in a process of its own; it leaves with the block."""
    spawn = multiprocessing.get_context("spawn")
    commands: list[Queue[Commands]] = [spawn.Queue() for _ in range(CALLERS)]
    over, ready = spawn.Event(), spawn.Event()
    port = asterisk.configuration.ports.agi
    told = (port, settings, commands, ready, over)
    process = spawn.Process(target=_attend, args=told, daemon=True)
    process.start()
    try:
        if not await asyncio.to_thread(ready.wait, WITHIN):
            raise Invalid("el lado que contesta no arrancó")
        yield commands
    finally:
        over.set()
        await asyncio.to_thread(process.join)


def _attend(
    port: int, settings: Settings, commands: list[Queue[Commands]], ready: Any, over: Any
) -> None:
    """Say amounts in every way, in turn, to whoever calls."""
    voice = voice_of(settings)

    def script(agi: Agi) -> str:
        number = int((agi.get_variable("LINEA_DIALLED") or "0")[-1])
        agi.set_absolute_timeout(0)
        agi.set_variable("CHANNEL(language)", "es")
        given: Commands = []
        for amount in islice(cycle(NUMBERS[number::CALLERS]), REPEATED):
            for what, say in _ways(agi, voice, amount, f"{CALL}-{number}"):
                agi.wait_for_digit(QUIET)
                given.append((what, time.monotonic()))
                say()
        commands[number].put(given)
        agi.set_variable("LINEA_NEXT", "end")
        return "end"

    server = Server((HOST, port), {"line": script}, calls_at_most=CALLERS, metrics=Metrics())
    threading.Thread(target=server.serve, daemon=True).start()
    ready.set()
    over.wait()
    server.stop(1.0)


def _ways(
    agi: Agi, voice: Voice, amount: int, call: str
) -> tuple[tuple[str, Callable[[], object]], ...]:
    text = f"{pesos(amount)}."

    def ours() -> None:
        agi.stream_file(voice.file_for(Utterance("bench.text", 1, text, fixed=False), call), STOP)

    return (
        (OURS, ours),
        (AGAIN, ours),
        (THEIRS, lambda: agi.execute("SAY NUMBER", amount, f'"{STOP}"', length=WITHIN)),
        (FILE, lambda: agi.stream_file(DIGIT, STOP)),
    )
