"""Two people on the telephone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.calls import tones
from tests.calls.call import Call

LOW, HIGH = 440.0, 1000.0
PIECE = 0.2


@asynccontextmanager
async def talking(call: Call, hertz: float) -> AsyncIterator[None]:
    """A tone without end: nothing tells a telephone when the other side begins to hear it."""

    async def talk() -> None:
        while True:
            await call.say(tones.tone(hertz, PIECE))

    going_on = asyncio.create_task(talk())
    try:
        yield
    finally:
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on


async def hear_each_other(one: Call, other: Call) -> None:
    """Sound goes both ways: ``one`` is low, ``other`` high."""
    async with talking(one, LOW), talking(other, HIGH):
        await asyncio.gather(other.hears_tone(LOW), one.hears_tone(HIGH))
