"""The AGI worker dies or hangs in the middle of a call: the dialplan takes the caller on."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.calls import tones
from tests.running.line import WELCOME, RunningLine

LADDER = ("ladder.disculpe", "ladder.emergencia", "ladder.espere")
SILENCE_AT_MOST = 4.5


@asynccontextmanager
async def nobody_starts_it_again(line: RunningLine) -> AsyncIterator[None]:
    """The supervisor stands still; afterwards the worker is back."""
    before = line.pid("agi")
    os.kill(line.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(line.process.pid, signal.SIGCONT)
        await line.is_back("agi", before)


async def test_the_worker_dies_in_a_call(line: RunningLine) -> None:
    async with nobody_starts_it_again(line), line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        line.signal("agi", signal.SIGKILL)
        await call.hears(*line.say(*LADDER))
        assert tones.longest_silence(call.recording()) < SILENCE_AT_MOST


async def test_the_worker_is_dead_when_the_call_comes(line: RunningLine) -> None:
    async with nobody_starts_it_again(line), line.phone() as phone:
        line.signal("agi", signal.SIGKILL)
        call = await phone.dial()
        await call.hears(*line.say(*LADDER))
        assert tones.longest_silence(call.recording()) < SILENCE_AT_MOST


async def test_the_worker_stands_still_in_a_call(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        stopped = line.signal("agi", signal.SIGSTOP)
        try:
            await call.hears(*line.say(*LADDER), within=12)
            assert tones.longest_silence(call.recording()) < SILENCE_AT_MOST
        finally:
            os.kill(stopped, signal.SIGCONT)


async def test_the_worker_stands_still_when_the_call_comes(line: RunningLine) -> None:
    stopped = line.signal("agi", signal.SIGSTOP)
    try:
        async with line.phone() as phone:
            call = await phone.dial()
            await call.hears(*line.say(*LADDER), within=15)
    finally:
        os.kill(stopped, signal.SIGCONT)
