"""A short session of its own with the Manager Interface: for one action that is not a tracker's."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ami.client import AmiAddress
from ami.errors import ActionFailed, LoginRefused, NotConnected
from ami.protocol import Message, Parser, encode_action

CONNECT_SECONDS = 5.0


class Console:
    """One session, logged in."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = Parser()
        self._arrived: list[Message] = []

    async def ask(self, action: str, headers: Mapping[str, str]) -> tuple[str, Message]:
        """Send an action; gives its ActionID and the answer. Raises EOFError, UnsafeHeader."""
        action_id = secrets.token_hex(8)
        self._writer.write(encode_action(action, action_id, headers))
        await self._writer.drain()
        while True:
            message = await self.message()
            if message.response and not message.event and message.action_id == action_id:
                return action_id, message

    async def message(self) -> Message:
        """The next message. Raises EOFError."""
        while not self._arrived:
            data = await self._reader.read(65_536)
            if not data:
                raise EOFError
            self._arrived += self._parser.feed(data)
        return self._arrived.pop(0)


@asynccontextmanager
async def console(address: AmiAddress) -> AsyncIterator[Console]:
    """A session while it is needed. Raises NotConnected, LoginRefused."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, TimeoutError) as error:
        raise NotConnected("no hay conexión con Asterisk") from error
    try:
        session = Console(reader, writer)
        async with asyncio.timeout(CONNECT_SECONDS):
            _, answer = await session.ask(
                "Login", {"Username": address.user, "Secret": address.secret}
            )
        if answer.response != "Success":
            raise LoginRefused("Asterisk rechazó el usuario de AMI")
        yield session
    except (OSError, TimeoutError, EOFError) as error:
        raise NotConnected("se perdió la conexión con Asterisk") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def send_once(address: AmiAddress, action: str, headers: Mapping[str, str]) -> None:
    """Have one action done. Raises NotConnected, LoginRefused, ActionFailed, UnsafeHeader."""
    async with console(address) as session, asyncio.timeout(CONNECT_SECONDS):
        _, answer = await session.ask(action, headers)
        if answer.response != "Success":
            raise ActionFailed("Asterisk no aceptó la orden", action=action)
