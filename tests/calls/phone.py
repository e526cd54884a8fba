"""A telephone that a test can play: real SIP and real RTP on loopback, driven by a script.

    async with Phone.at(line, number="3151234567") as caller:
        call = await caller.dial("6087654321")
        await call.hears(greeting, emergency, notice, menu)
        await call.press("2")
        await call.hears(ask_account)
        await call.hang_up()

An agent's telephone is the same: it registers where that is asked, ``rings``, and answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence, Set
from types import TracebackType
from typing import Self

from tests.calls import sip
from tests.calls.call import Call, Keys, incoming_request
from tests.calls.dialog import Dialog
from tests.calls.g711 import ALAW, BY_PAYLOAD, ULAW, Law
from tests.calls.ringing import Ringing
from tests.calls.rtp import Stream
from tests.calls.sip import Message
from tests.calls.wire import Address, Wire
from tests.running.patience import PATIENCE

EVENTS = 101


class Refused(AssertionError):
    """The line did not take the call: ``status`` is SIP's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"refused: {status} {reason}")
        self.status = status


class Phone:
    """One telephone with its own SIP socket. ``number`` is what it says it is."""

    wire: Wire

    def __init__(
        self,
        line: Address,
        number: str = "",
        *,
        names: Mapping[int, str] | None = None,
        passed_over: Set[int] = frozenset(),
        port: int = 0,
    ) -> None:
        """``port``: where it listens, 0 for any."""
        self.line = line
        self.port = port
        self.number = number
        self.names = names if names is not None else {}
        self.passed_over = passed_over
        self._calls: dict[str, Call] = {}
        self._ringing: dict[str, Ringing] = {}
        self._rings: asyncio.Queue[Ringing] = asyncio.Queue()
        self._password = ""

    async def __aenter__(self) -> Self:
        self.wire = await Wire.open(self.line[0], self._on_request, self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for ringing in self._ringing.values():
            if not ringing.was_answered and not ringing.withdrawn:
                ringing.reject()
        for call in list(self._calls.values()):
            try:
                await call.hang_up()
            except AssertionError:
                if error is None:
                    raise
            finally:
                await call.stream.close()
        self.wire.close()

    @property
    def contact(self) -> tuple[str, str]:
        """This telephone's Contact header."""
        host, port = self.wire.address
        return "Contact", f"<sip:{self.number or 'phone'}@{host}:{port}>"

    @property
    def uri(self) -> str:
        """Where this telephone can be called."""
        return sip.uri_in(self.contact[1])

    def add(self, call: Call) -> Call:
        """Keep a call so that its requests find it and the telephone's end ends it."""
        self._calls[call.dialog.call_id] = call
        return call

    # Calling.

    async def dial(
        self,
        to: str = "6087654321",
        *,
        codecs: Sequence[Law] = (ALAW, ULAW),
        keys: Keys = Keys.EVENTS,
        identity: str | None = None,
        private: bool = False,
        within: float = PATIENCE,
    ) -> Call:
        """Call the line and come back when it answered.

        ``identity`` is asserted by P-Asserted-Identity (RFC 3325); ``private`` withholds it:
        an anonymous From and ``Privacy: id``. Raises Refused, NoAnswer.
        """
        stream = await Stream.open(self.wire.address[0], codecs[0])
        try:
            return await self._dial(stream, to, codecs, keys, identity, private, within)
        except BaseException:
            await stream.close()
            raise

    async def _dial(
        self,
        stream: Stream,
        to: str,
        codecs: Sequence[Law],
        keys: Keys,
        identity: str | None,
        private: bool,
        within: float,
    ) -> Call:
        events = EVENTS if keys is Keys.EVENTS else None
        listed = [(law.payload_type, law.name) for law in codecs]
        description = sip.offer(*stream.address, listed, events)
        dialog = self._new_dialog(to, description, private)
        invite = dialog.new("INVITE", sequence=1)
        if identity is not None:
            host = self.wire.address[0]
            invite.headers.append(("P-Asserted-Identity", f"<sip:{identity}@{host}>"))
        if private:
            invite.headers.append(("Privacy", "id"))
        invite.headers.append(("Content-Type", "application/sdp"))
        invite.body = description
        answer = await self._invite(dialog, invite, within)
        dialog.remote = answer.get("To")
        if answer.status >= 300:
            raise Refused(answer.status, answer.reason)
        dialog.target = sip.uri_in(answer.get("Contact"))
        theirs = sip.describe(answer.body)
        stream.law = next(BY_PAYLOAD[number] for number in theirs.payloads if number in BY_PAYLOAD)
        call = self.add(Call(dialog, stream, keys, self.names, self.passed_over))
        dialog.acknowledge(invite, answer)
        stream.start((theirs.host, theirs.port), theirs.events)
        return call

    async def _invite(self, dialog: Dialog, invite: Message, within: float) -> Message:
        """The final answer to INVITE; a caller who stops waiting sends CANCEL."""
        try:
            answer = await self.wire.request(invite, self.line, within)
        except asyncio.CancelledError:
            cancel = dialog.new("CANCEL", branch=invite.branch, sequence=invite.cseq[0])
            cancel.uri = invite.uri
            self.wire.send(cancel, self.line)
            raise
        if answer.status >= 300:
            dialog.acknowledge(invite, answer)
        return answer

    def _new_dialog(self, to: str, description: str, private: bool) -> Dialog:
        host = self.wire.address[0]
        who = "sip:anonymous@anonymous.invalid" if private else f"sip:{self.number}@{host}"
        name = '"Anonymous" ' if private else ""
        target = f"sip:{to}@{self.line[0]}:{self.line[1]}"
        return Dialog(
            self.wire,
            self.line,
            call_id=sip.token(),
            local=f"{name}<{who}>;tag={sip.token(4)}",
            remote=f"<{target}>",
            target=target,
            description=description,
        )

    async def register(self, user: str, password: str, seconds: int = 120) -> None:
        """Tell the line where ``user`` can be rung; 0 seconds takes it back. Raises Refused."""
        domain = f"sip:{self.line[0]}:{self.line[1]}"
        who = f"sip:{user}@{self.line[0]}"
        dialog = Dialog(
            self.wire,
            self.line,
            call_id=sip.token(),
            local=f"<{who}>;tag={sip.token(4)}",
            remote=f"<{who}>",
            target=domain,
            description="",
        )
        message = dialog.new("REGISTER")
        message.headers.append(("Expires", str(seconds)))
        answer = await self.wire.request(message, self.line)
        if answer.status == 401:
            challenge = answer.get("WWW-Authenticate")
            digest = sip.authorization(challenge, "REGISTER", domain, user, password)
            message = dialog.new("REGISTER")
            message.headers += [("Expires", str(seconds)), ("Authorization", digest)]
            answer = await self.wire.request(message, self.line)
        if answer.status != 200:
            raise Refused(answer.status, answer.reason)

    async def options(self) -> int:
        """Ask whether the line is there; gives SIP's status."""
        dialog = self._new_dialog("linea", "", private=False)
        return (await self.wire.request(dialog.new("OPTIONS"), self.line)).status

    # Being called.

    async def rings(self, within: float = PATIENCE) -> Ringing:
        """The next call that comes in. Raises TimeoutError."""
        async with asyncio.timeout(within):
            return await self._rings.get()

    def _on_request(self, request: Message, sender: Address) -> None:
        call_id = request.get("Call-ID")
        call, ringing = self._calls.get(call_id), self._ringing.get(call_id)
        if request.method == "ACK":
            if ringing is not None:
                ringing.acknowledged()
            return
        if request.method == "CANCEL":
            known = ringing is not None
            answer = (200, "OK") if known else (481, "Call/Transaction Does Not Exist")
            self.wire.send(sip.reply(request, *answer), sender)
            if ringing is not None:
                ringing.cancelled()
        elif call is not None:
            self.wire.send(incoming_request(call, request), sender)
        elif request.method == "INVITE":
            ringing = self._ringing[call_id] = Ringing(self, request, sender)
            self._rings.put_nowait(ringing)
        elif request.method in ("OPTIONS", "NOTIFY"):
            self.wire.send(sip.reply(request, 200, "OK", sip.token(4)), sender)
        else:
            answer = (481, "Call/Transaction Does Not Exist")
            self.wire.send(sip.reply(request, *answer, sip.token(4)), sender)
