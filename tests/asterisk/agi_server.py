"""Our side of FastAGI played by a test: a few lines sent to Asterisk, or none at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress


class Session:
    """One call as Asterisk hands it over. ``variables`` are the agi_ lines it opens with."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.variables: dict[str, str] = {}

    async def begin(self) -> None:
        while line := (await self._reader.readline()).decode().strip():
            name, _, value = line.partition(": ")
            self.variables[name] = value

    async def command(self, line: str) -> str:
        """Send a command and give Asterisk's reply."""
        self._writer.write(f"{line}\n".encode())
        return (await self._reader.readline()).decode().strip()

    async def variable(self, name: str) -> str:
        """The value of a channel's variable, empty when it has none."""
        reply = await self.command(f"GET VARIABLE {name}")
        return reply.partition("(")[2].removesuffix(")")


Script = Callable[[Session], Awaitable[None]]


@asynccontextmanager
async def agi_server(script: Script) -> AsyncIterator[int]:
    """A FastAGI server that runs ``script`` for each call; gives its port.

    A call is let go (its connection closed) when the script returns.
    """
    sessions: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        sessions.add(task)
        session = Session(reader, writer)
        with suppress(asyncio.CancelledError):
            await session.begin()
            await script(session)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
