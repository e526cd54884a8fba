"""A real Asterisk, SPEECH commands as the line gives them, the starter model at the other end."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import pytest

from app.asterisk import Instance
from app.doctor.ami_session import ami_session
from app.settings import PROJECT
from speech.recognizer.hearing import Hearing
from speech.voice.engine import Samples
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, free_ports, running_asterisk
from tests.speech.aeap.sounds import samples_in, samples_of
from tests.speech.aeap.stand_in import ear_server

pytestmark = pytest.mark.calls

RATE = 8000
PROMPT_SECONDS = 9
CALLERS = 50
LONGEST = "synthetic/kok_em_alex_digits_0014.wav"


class Agi:
    """A FastAGI connection, spoken line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def command(self, line: str, within: float = 60.0) -> str:
        self._writer.write(f"{line}\n".encode())
        async with asyncio.timeout(within):
            return (await self._reader.readline()).decode().strip()

    def close(self) -> None:
        self._writer.close()


@dataclass(frozen=True)
class Line:
    """A running Asterisk whose calls come to the test, and a prompt that lasts."""

    asterisk: Instance
    handed: asyncio.Queue[Agi]
    prompt: str

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.asterisk.configuration.ports.sip

    async def next_call(self) -> Agi:
        async with asyncio.timeout(60):
            agi = await self.handed.get()
        await agi.command("SET VARIABLE TIMEOUT(absolute) 200")
        return agi

    def sound(self, name: str, samples: Samples) -> str:
        """Give Asterisk a sound; return its name there."""
        path = self.asterisk.configuration.folder / "prompts" / f"{name}.sln"
        path.write_bytes(samples.astype("<i2").tobytes())
        path.chmod(0o644)
        return str(self.asterisk.configuration.place / "prompts" / name)


@asynccontextmanager
async def a_line(ears: int) -> AsyncIterator[Line]:
    """A line whose recogniser listens at the port ``ears``."""
    handed: asyncio.Queue[Agi] = asyncio.Queue()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()).strip():
            pass
        handed.put_nowait(Agi(reader, writer))

    server = await asyncio.start_server(take, HOST, 0)
    ports = free_ports(agi=server.sockets[0].getsockname()[1], speech=ears)
    async with server, running_asterisk(ports) as asterisk:
        line = Line(asterisk, handed, "")
        times = np.arange(PROMPT_SECONDS * RATE) / RATE
        yield Line(asterisk, handed, line.sound("long", 2000 * np.sin(2 * np.pi * 440 * times)))


def grammars(reply: str) -> list[str]:
    """What stands in the field grammar: up to the next result or the end."""
    return re.findall(r"grammar\d+=(\d+ \w+)", reply)


def texts(reply: str) -> list[str]:
    return re.findall(r'text\d+="([^"]*)"', reply)


async def test_speech_stops_the_prompt_and_is_understood(starter: Hearing) -> None:
    async with (
        ear_server(starter) as (port, _),
        a_line(port) as line,
        Phone(line.address, "3151234567") as phone,
    ):
        call = await phone.dial()
        agi = await line.next_call()
        assert await agi.command("SPEECH CREATE linea") == "200 result=1"
        assert await agi.command('SPEECH SET turn "1 menu.opciones"') == "200 result=1"
        speaking = asyncio.create_task(call.say(samples_of("corte de agua")))
        begun = await agi.command(f"SPEECH RECOGNIZE {line.prompt} 10")
        assert grammars(begun) == ["1 start"]
        assert await agi.command('SPEECH SET turn "2 +"') == "200 result=1"
        final = await agi.command("SPEECH RECOGNIZE silence/1 10")
        await speaking
        assert grammars(final)[-1] == "2 final"
        assert texts(final)[-1] == "corte de agua"
        agi.close()


async def test_without_a_model_the_call_is_told_at_once_and_goes_on() -> None:
    async with (
        ear_server(None) as (port, _),
        a_line(port) as line,
        Phone(line.address, "3151234567") as phone,
    ):
        await phone.dial()
        agi = await line.next_call()
        assert await agi.command("SPEECH CREATE linea") == "200 result=0"
        assert await agi.command("GET VARIABLE LINEA_FROM") == "200 result=1 (3151234567)"
        agi.close()


async def test_a_recogniser_killed_while_fifty_callers_speak_keeps_none_of_them() -> None:
    """Each SPEECH RECOGNIZE comes back, without a result, and its call goes on."""
    port = free_ports().speech
    async with a_server_apart(port) as ears, a_line(port) as line:
        talk = line.sound("talk", np.tile(samples_in(LONGEST)[4000:-4000], 40))
        async with ami_session(line.asterisk, "originate") as ami:
            for _ in range(CALLERS):
                await ami.call("3151234567", Application="Playback", Data=talk)
            calls = [await line.next_call() for _ in range(CALLERS)]
            await asyncio.gather(*(begins_to_speak(agi, line.prompt) for agi in calls))
            waiting = [
                asyncio.create_task(agi.command("SPEECH RECOGNIZE silence/9 20")) for agi in calls
            ]
            ears.send_signal(signal.SIGKILL)
            replies = await asyncio.gather(*waiting)
            assert not [reply for reply in replies if texts(reply)]
            assert not [reply for reply in replies if "hangup" in reply]
            alive = await asyncio.gather(*(agi.command("CHANNEL STATUS") for agi in calls))
            assert alive == ["200 result=6"] * CALLERS
        for agi in calls:
            agi.close()


async def begins_to_speak(agi: Agi, prompt: str) -> None:
    assert await agi.command("SPEECH CREATE linea") == "200 result=1"
    assert await agi.command('SPEECH SET turn "1 digits"') == "200 result=1"
    assert grammars(await agi.command(f"SPEECH RECOGNIZE {prompt} 20")) == ["1 start"]
    assert await agi.command('SPEECH SET turn "2 +"') == "200 result=1"


@asynccontextmanager
async def a_server_apart(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """An ear server in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.speech.aeap.stand_in", str(port)),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            assert await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
