"""A call that comes in to the scripted telephone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.calls import sip
from tests.calls.call import Call, Keys
from tests.calls.dialog import Dialog
from tests.calls.g711 import BY_PAYLOAD
from tests.calls.rtp import Stream
from tests.calls.sip import Message
from tests.calls.wire import T1, Address, NoAnswer
from tests.running.patience import PATIENCE

if TYPE_CHECKING:
    from tests.calls.phone import Phone


class Ringing:
    """A call that comes in and waits for its answer."""

    def __init__(self, phone: Phone, invite: Message, peer: Address) -> None:
        self.invite = invite
        self._phone = phone
        self._peer = peer
        self._tag = sip.token(4)
        self.rang_at = datetime.now(UTC)
        self._over = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self.was_answered = False
        self.reply(180, "Ringing")

    def header(self, name: str) -> str:
        """A header of the INVITE, such as ``X-Linea-Call``."""
        return self.invite.get(name)

    @property
    def withdrawn(self) -> bool:
        """Whether the caller's side gave up before an answer."""
        return self._over.is_set() and not self.was_answered

    async def given_up(self, within: float = PATIENCE) -> None:
        """The other side stops ringing here."""
        async with asyncio.timeout(within):
            await self._over.wait()

    def reply(self, status: int, reason: str) -> None:
        answer = sip.reply(self.invite, status, reason, self._tag, self._phone.contact)
        self._phone.wire.send(answer, self._peer)

    def reject(self, status: int = 486, reason: str = "Busy Here") -> None:
        """Refuse the call."""
        self._over.set()
        self.reply(status, reason)

    def cancelled(self) -> None:
        """CANCEL came."""
        if not self.was_answered:
            self._over.set()
            self.reply(487, "Request Terminated")

    def acknowledged(self) -> None:
        """ACK came."""
        self._acknowledged.set()

    async def answer(self) -> Call:
        """Pick up; back at the ACK, before which a callee may not hang up (RFC 3261, 15).

        Raises NoAnswer.
        """
        theirs = sip.describe(self.invite.body)
        law = next(BY_PAYLOAD[number] for number in theirs.payloads if number in BY_PAYLOAD)
        stream = await Stream.open(self._phone.wire.address[0], law)
        host, port = stream.address
        events = theirs.events
        description = sip.offer(host, port, [(law.payload_type, law.name)], events)
        answer = sip.reply(self.invite, 200, "OK", self._tag, self._phone.contact)
        answer.headers.append(("Content-Type", "application/sdp"))
        answer.body = description
        dialog = Dialog(
            self._phone.wire,
            self._peer,
            call_id=self.invite.get("Call-ID"),
            local=answer.get("To"),
            remote=self.invite.get("From"),
            target=sip.uri_in(self.invite.get("Contact")),
            description=description,
        )
        self.was_answered = True
        self._over.set()
        stream.start((theirs.host, theirs.port), events)
        keys = Keys.EVENTS if events is not None else Keys.IN_BAND
        call = self._phone.add(
            Call(dialog, stream, keys, self._phone.names, self._phone.passed_over)
        )
        await self._send_until_acknowledged(answer)
        return call

    async def _send_until_acknowledged(self, answer: Message) -> None:
        """RFC 3261, 13.3.1.4: the answer goes out again until the other side has it."""
        wait = T1
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._acknowledged.is_set():
                    self._phone.wire.send(answer, self._peer)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._acknowledged.wait(), wait)
                    wait *= 2
        except TimeoutError:
            raise NoAnswer(f"no ACK in {PATIENCE} s") from None
