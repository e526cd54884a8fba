"""The dialplan under test: an Asterisk without any Python of ours, prompts in the code voice."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.asterisk import LADDER_PROMPTS, Instance, Trunk
from speech.voice.code import code_of, encode
from speech.voice.engine import RATE
from tests.asterisk.manager import Manager, manager
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, running_asterisk

NAMES = {code_of(name): name for name in LADDER_PROMPTS}
CALLER = "3151234567"
TRUNKS = (Trunk("local", (HOST,)), Trunk("people", ("127.0.0.3",)))


@asynccontextmanager
async def line(**changes: Any) -> AsyncIterator[Instance]:
    """A started line; each prompt of the ladder says its own name. See `running_asterisk`."""
    async with running_asterisk(**({"trunks": TRUNKS} | changes)) as asterisk:
        for name in LADDER_PROMPTS:
            path = asterisk.configuration.folder / "prompts" / "ladder" / f"{name}.wav"
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes(encode(code_of(name)).tobytes())
        yield asterisk


def phone(asterisk: Instance, number: str = CALLER) -> Phone:
    """A telephone outside, before it dials."""
    ports = asterisk.configuration.ports
    return Phone((HOST, ports.sip), number, names=NAMES)


@asynccontextmanager
async def person(asterisk: Instance, queue: str) -> AsyncIterator[tuple[Phone, Manager]]:
    """A telephone that is a member of a queue, and the manager who made it one."""
    async with phone(asterisk, "600") as telephone, manager(asterisk, "tracker") as tracker:
        await join(tracker, queue, dial_string(telephone), "PJSIP/trunk-people")
        yield telephone, tracker


@asynccontextmanager
async def attended(queue: str) -> AsyncIterator[tuple[Phone, Phone, Manager]]:
    """A line with one person in a queue: a caller's telephone, theirs, and the manager."""
    async with (
        line() as asterisk,
        phone(asterisk) as caller,
        person(asterisk, queue) as (agent, tracker),
    ):
        yield caller, agent, tracker


@asynccontextmanager
async def desk(asterisk: Instance, number: int = 1) -> AsyncIterator[tuple[Phone, Manager]]:
    """A registered desk that is a member of the queue; needs a line with ``plain_desks``."""
    name = f"desk-{number:02}"
    async with phone(asterisk, name) as telephone, manager(asterisk, "tracker") as tracker:
        await telephone.register(name, asterisk.configuration.password(f"sip.{name}"))
        await join(tracker, "attention", f"PJSIP/{name}", f"PJSIP/{name}")
        yield telephone, tracker


async def join(tracker: Manager, queue: str, interface: str, state: str) -> None:
    """Make an interface a member of a queue."""
    answer = await tracker.send(
        "QueueAdd", Queue=queue, Interface=interface, MemberName="agent-7", StateInterface=state
    )
    assert answer["Response"] == "Success", answer


def dial_string(telephone: Phone) -> str:
    """How Asterisk reaches a telephone outside."""
    return f"PJSIP/trunk-people/{telephone.uri}"
