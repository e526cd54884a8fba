"""A manager's console for tests: one action, its answer, and the events that came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.asterisk import Instance
from tests.running.patience import PATIENCE

Message = dict[str, str]


class Manager:
    """A connection to AMI, logged in as one of its users."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.events: list[Message] = []

    async def send(self, action: str, **headers: str) -> Message:
        """Give the response to ``action``; events that come before it are kept."""
        lines = [f"{name}: {value}" for name, value in {"Action": action, **headers}.items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        while "Response" not in (message := await self._message()) or "Event" in message:
            self.events.append(message)
        return message

    async def event(self, name: str, within: float = PATIENCE, **headers: str) -> Message:
        """The first event of that name with these values, come or to come."""
        async with asyncio.timeout(within):
            while True:
                for message in self.events:
                    if {"Event": name, **headers}.items() <= message.items():
                        return message
                self.events.append(await self._message())

    async def _message(self) -> Message:
        message: Message = {}
        while line := (await self._reader.readline()).decode().strip("\r\n"):
            name, _, value = line.partition(": ")
            message[name] = value
        return message


@asynccontextmanager
async def manager(asterisk: Instance, user: str, secret: str = "") -> AsyncIterator[Manager]:
    """A connection logged in as ``user``; its secret is the installation's."""
    configuration = asterisk.configuration
    reader, writer = await asyncio.open_connection(configuration.host, configuration.ports.ami)
    try:
        await reader.readline()
        connection = Manager(reader, writer)
        password = secret or configuration.password(f"ami.{user}")
        answer = await connection.send("Login", Username=user, Secret=password)
        if answer["Response"] != "Success":
            raise PermissionError(answer["Message"])
        yield connection
    finally:
        writer.close()
        await writer.wait_closed()
