"""SIP over UDP on loopback: transactions with retransmission, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Self, cast

from tests.calls import sip
from tests.calls.sip import Message, NotSip
from tests.running.patience import PATIENCE

Address = tuple[str, int]

T1 = 0.5  # seconds before the first retransmission
REMEMBERED = 200  # answers kept for requests that come twice


class NoAnswer(AssertionError):
    """The other side did not answer a request in time."""


class Wire(asyncio.DatagramProtocol):
    """One SIP socket. ``on_request`` gets each new request once; ACK too."""

    def __init__(self, on_request: Callable[[Message, Address], None]) -> None:
        self._on_request = on_request
        self._waiting: dict[tuple[str, str], asyncio.Queue[Message]] = {}
        self._answered: dict[tuple[str, str], Message | None] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.address: Address = ("", 0)

    @classmethod
    async def open(
        cls, host: str, on_request: Callable[[Message, Address], None], port: int = 0
    ) -> Self:
        """Bind ``port`` of ``host``, 0 for a free one."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_datagram_endpoint(lambda: cls(on_request), (host, port))
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        host, port = transport.get_extra_info("sockname")[:2]
        self.address = (host, port)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def send(self, message: Message, to: Address) -> None:
        """Send once; a response is kept so that the request's repetition gets it again."""
        if not message.is_request:
            self._answered[message.branch, message.cseq[1]] = message
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message.encode(), to)

    async def request(
        self,
        message: Message,
        to: Address,
        within: float = PATIENCE,
        on_provisional: Callable[[Message], None] = lambda _: None,
    ) -> Message:
        """Send a request, again until something answers, and give its final response.

        Raises NoAnswer when a response does not come ``within`` seconds of the one before.
        """
        name = (message.branch, message.method)
        answers = self._waiting[name] = asyncio.Queue()
        sending = asyncio.create_task(self._send_until_answered(message, to))
        try:
            while True:
                async with asyncio.timeout(within):
                    answer = await answers.get()
                sending.cancel()
                if answer.status >= 200:
                    return answer
                on_provisional(answer)
        except TimeoutError:
            raise NoAnswer(f"no answer to {message.method} in {within} s") from None
        finally:
            sending.cancel()
            del self._waiting[name]

    async def _send_until_answered(self, message: Message, to: Address) -> None:
        wait = T1
        while True:
            self.send(message, to)
            await asyncio.sleep(wait)
            wait *= 2

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        sender = (str(addr[0]), int(addr[1]))
        try:
            message = sip.parse(data)
        except NotSip:
            return
        if not message.is_request:
            queue = self._waiting.get((message.branch, message.cseq[1]))
            if queue is not None:
                queue.put_nowait(message)
            return
        name = (message.branch, message.method)
        if name in self._answered:
            if (answer := self._answered[name]) is not None:
                self.send(answer, sender)
            return
        self._answered[name] = None
        while len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]
        self._on_request(message, sender)
