"""The AGI worker dies or hangs in the middle of a call: the dialplan takes the caller on."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ivr.services import messages
from tests.calls import tones
from tests.calls.subscribers import ETHICS_HOTLINE
from tests.calls.traces import holding, spellings
from tests.running.line import WELCOME, RunningLine, eventually, moment
from tests.running.patience import PATIENCE

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


async def test_a_message_on_the_ethics_line_tells_no_number(line: RunningLine) -> None:
    number, began = line.new_number(), moment()
    async with line.phone(number) as phone, nobody_starts_it_again(line):
        line.signal("agi", signal.SIGKILL)
        call = await phone.dial(ETHICS_HOTLINE)
        await call.hears_at_last(line.says("ladder.mensaje"))
        await call.hears_beep()
        await call.say(tones.tone(440, 1.5))
        await call.press("#")
        await call.hears(line.says("ladder.gracias"))
        await call.ended()

    record = await line.newest(began, lambda call: call.outcome == "ladder_message")
    assert (record.number, record.withheld, record.account_id) == (None, True, None)
    message = await eventually(lambda: message_of(line, record.call_id), PATIENCE, "the message")
    assert message.number is None
    assert message.recording is not None
    assert holding(line, *spellings(number)) == []
    assert holding(line, re.compile(record.call_id.encode())), "the search finds what is written"


def message_of(line: RunningLine, call_id: str) -> messages.Message | None:
    """The message of a call, once the worker has taken it in."""
    with line.store.reading() as session:
        return next((one for one in messages.still_open(session) if one.call_id == call_id), None)
