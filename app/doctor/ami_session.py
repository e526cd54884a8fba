"""A few AMI actions for the doctor, one at a time (the line's own client is in `ami`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ami.protocol import Message, Parser, encode_action
from app.asterisk import AsteriskError, Instance

ANSWER_SECONDS = 5.0
DENIED = "Permission denied"


class AmiSession:
    """A connection that is logged in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = Parser()
        self._unread: list[Message] = []
        self._sent = 0

    async def send(self, action: str, **headers: str) -> Message:
        """Give the response to an action. Raises TimeoutError."""
        self._sent += 1
        action_id = str(self._sent)
        self._writer.write(encode_action(action, action_id, headers))
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                message = await self._next()
                if message.response and message.action_id == action_id:
                    return message

    async def may(self, action: str, **headers: str) -> bool:
        """Whether this user is allowed an action."""
        return (await self.send(action, **headers)).get("Message") != DENIED

    async def call(self, number: str, **application: str) -> None:
        """Have ``number`` call the line, with an application at its end. Raises AsteriskError."""
        headers = {"Channel": "Local/linea@line/n", "CallerID": number, "Async": "true"}
        answer = await self.send("Originate", **headers, **application)
        if answer.response != "Success":
            raise AsteriskError(f"Asterisk no hizo la llamada de ensayo: {answer.get('Message')}.")

    async def event(self, name: str, **headers: str) -> Message:
        """The next event of that name with these values."""
        while True:
            message = await self._next()
            if message.event == name and all(message.get(k) == v for k, v in headers.items()):
                return message

    async def _next(self) -> Message:
        while not self._unread:
            data = await self._reader.read(65536)
            if not data:
                raise AsteriskError("Asterisk cerró la conexión de AMI.")
            self._unread = list(self._parser.feed(data))
        return self._unread.pop(0)


@asynccontextmanager
async def ami_session(instance: Instance, user: str) -> AsyncIterator[AmiSession]:
    """Log in as ``user`` with the installation's secret. Raises AsteriskError."""
    configuration = instance.configuration
    reader, writer = await asyncio.open_connection(configuration.host, configuration.ports.ami)
    try:
        session = AmiSession(reader, writer)
        secret = configuration.password(f"ami.{user}")
        answer = await session.send("Login", Username=user, Secret=secret)
        if answer.response != "Success":
            raise AsteriskError(f"AMI no admite al usuario «{user}»: {answer.get('Message')}.")
        yield session
    finally:
        writer.close()
