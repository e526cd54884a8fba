"""Placing one call: a connection of its own, from the action until somebody picks up or not."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from enum import Enum

from ami.client import AmiAddress
from ami.errors import ActionFailed, LoginRefused, NotConnected
from ami.protocol import Message, Parser, encode_action

CONNECT_SECONDS = 5.0
MARGIN_SECONDS = 10.0
"""Beyond the ringing: the far end's own answers and Asterisk's."""


class Outcome(Enum):
    """What became of a call that was placed, by the Reason of OriginateResponse.

    The numbers are Asterisk's control frames (``AST_CONTROL_…``): 4 answer, 5 busy, 8 congestion,
    3 ringing, where the time ran out. chan_pjsip tells 486 Busy Here as 0, like any refusal.
    """

    ANSWERED = "4"
    NO_ANSWER = "3"
    BUSY = "5"
    FAILED = ""

    @classmethod
    def of(cls, response: Message) -> Outcome:
        """What the event tells."""
        if response.get("Response") == "Success":
            return cls.ANSWERED
        reason = response.get("Reason")
        return cls(reason) if reason in (cls.NO_ANSWER.value, cls.BUSY.value) else cls.FAILED


async def originate(address: AmiAddress, headers: Mapping[str, str], *, ring: float) -> Outcome:
    """Place a call that rings for ``ring`` seconds and goes where ``headers`` say.

    Once Asterisk has accepted it a telephone may ring: what can't be learnt of it from then on
    is FAILED, since trying at once again would ring it without end. Raises NotConnected,
    LoginRefused, ActionFailed, and UnsafeHeader for a value that can't be sent.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, TimeoutError) as error:
        raise NotConnected("no hay conexión con Asterisk") from error
    try:
        console = _Console(reader, writer)
        async with asyncio.timeout(CONNECT_SECONDS):
            await console.log_in(address)
            await console.place(headers, ring)
        with contextlib.suppress(OSError, TimeoutError, EOFError):
            async with asyncio.timeout(ring + MARGIN_SECONDS):
                return await console.outcome()
        return Outcome.FAILED
    except (OSError, TimeoutError, EOFError) as error:
        raise NotConnected("se perdió la conexión con Asterisk") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class _Console:
    """One short session."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = Parser()
        self._arrived: list[Message] = []
        self._action_id = ""

    async def log_in(self, address: AmiAddress) -> None:
        credentials = {"Username": address.user, "Secret": address.secret}
        if (await self._ask("Login", credentials)).response != "Success":
            raise LoginRefused("Asterisk rechazó el usuario de AMI")

    async def place(self, headers: Mapping[str, str], ring: float) -> None:
        asked = {**headers, "Timeout": str(round(ring * 1000)), "Async": "true"}
        if (await self._ask("Originate", asked)).response != "Success":
            raise ActionFailed("Asterisk no aceptó la llamada", action="Originate")

    async def outcome(self) -> Outcome:
        while True:
            message = await self._message()
            if message.event == "OriginateResponse" and message.action_id == self._action_id:
                return Outcome.of(message)

    async def _ask(self, action: str, headers: Mapping[str, str]) -> Message:
        self._action_id = secrets.token_hex(8)
        self._writer.write(encode_action(action, self._action_id, headers))
        await self._writer.drain()
        while True:
            message = await self._message()
            if message.response and not message.event and message.action_id == self._action_id:
                return message

    async def _message(self) -> Message:
        while not self._arrived:
            data = await self._reader.read(65_536)
            if not data:
                raise EOFError
            self._arrived += self._parser.feed(data)
        return self._arrived.pop(0)
