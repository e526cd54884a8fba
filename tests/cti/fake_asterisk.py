"""Asterisk's Manager Interface played by a test: what it says and when is the test's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ami import AmiAddress
from tests.running.patience import PATIENCE

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
Action = dict[str, str]


class FakeAsterisk:
    """One listening peer. It logs in whoever comes, and answers lists with nothing.

    ``refuses`` refuses the login, ``boots`` says FullyBooted, ``silent`` names actions
    that get no answer, ``lists`` what a list action answers between start and end.
    """

    def __init__(self) -> None:
        self.refuses = False
        self.boots = True
        self.silent: set[str] = set()
        self.failing: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.actions: asyncio.Queue[Action] = asyncio.Queue()
        self.connections = 0
        self.address = AmiAddress("127.0.0.1", 0, "tracker", "secret")
        self._writer: asyncio.StreamWriter | None = None

    async def say(self, *lines: str) -> None:
        """Send one message."""
        await self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self._writer is not None
        self._writer.write(data)
        await self._writer.drain()

    def hang_up(self) -> None:
        """Close the connection, whatever was begun."""
        assert self._writer is not None
        self._writer.close()

    async def asked(self, name: str, within: float = PATIENCE) -> Action:
        """The next action of a name; others before it are passed over."""
        async with asyncio.timeout(within):
            while (action := await self.actions.get())["Action"] != name:
                pass
        return action

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play one connection to its end."""
        self.connections += 1
        self._writer = writer
        writer.write(BANNER)
        try:
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode().strip()
                lines = (line.partition(":") for line in block.split("\r\n"))
                action = {name: value.strip() for name, _, value in lines}
                await self._answer(action)
                await self.actions.put(action)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the client, or the test, is done
        finally:
            writer.close()

    async def _answer(self, action: Action) -> None:
        name, tag = action["Action"], f"ActionID: {action['ActionID']}"
        if name in self.silent:
            return
        if name in self.failing or (name == "Login" and self.refuses):
            reason = self.failing.get(name, "Authentication failed")
            await self.say("Response: Error", tag, f"Message: {reason}")
        elif name in ("QueueStatus", "CoreShowChannels"):
            await self.say("Response: Success", tag, "EventList: start")
            for text in self.lists.get(name, []):
                await self.say(*text.split("|"), tag)
            await self.say(f"Event: {name}Complete", tag, "EventList: Complete")
        else:
            await self.say("Response: Success", tag, "Ping: Pong")
        if name == "Login" and not self.refuses and self.boots:
            await self.say("Event: FullyBooted", "Status: Fully Booted")


@asynccontextmanager
async def fake_asterisk() -> AsyncIterator[FakeAsterisk]:
    """A fake Asterisk on a port of its own."""
    fake = FakeAsterisk()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.address = AmiAddress("127.0.0.1", server.sockets[0].getsockname()[1], "tracker", "secret")
    try:
        yield fake
    finally:
        server.close()
        if fake._writer is not None:
            fake._writer.close()
