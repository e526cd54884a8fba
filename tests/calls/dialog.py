"""The signalling of one call: its tags, its sequence, and requests inside it (RFC 3261, 12)."""

from __future__ import annotations

from tests.calls import sip
from tests.calls.sip import Message
from tests.calls.wire import Address, Wire


class Dialog:
    """One side of a dialog. ``local`` and ``remote`` are From and To as this side sends them."""

    def __init__(
        self,
        wire: Wire,
        peer: Address,
        *,
        call_id: str,
        local: str,
        remote: str,
        target: str,
        description: str,
    ) -> None:
        self.wire = wire
        self.peer = peer
        self.call_id = call_id
        self.local = local
        self.remote = remote
        self.target = target
        self.description = description
        self._sequence = 1

    @property
    def contact(self) -> tuple[str, str]:
        host, port = self.wire.address
        return "Contact", f"<sip:{host}:{port}>"

    def new(self, method: str, *, branch: str = "", sequence: int | None = None) -> Message:
        """A request of this dialog; ACK and CANCEL name the sequence that they are about."""
        if sequence is None:
            self._sequence += 1
            sequence = self._sequence
        host, port = self.wire.address
        headers = [
            ("Via", f"SIP/2.0/UDP {host}:{port};branch={branch or sip.new_branch()};rport"),
            ("Max-Forwards", "70"),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            self.contact,
        ]
        return Message(method=method, uri=self.target, headers=headers)

    async def request(self, method: str, kind: str = "", body: str = "") -> Message:
        """Send a request and give its final response."""
        message = self.new(method)
        if body:
            message.headers.append(("Content-Type", kind))
            message.body = body
        return await self.wire.request(message, self.peer)

    def acknowledge(self, invite: Message, answer: Message) -> None:
        """ACK a final answer: a transaction of its own after 2xx, the INVITE's after a refusal."""
        sequence = invite.cseq[0]
        branch = "" if answer.status < 300 else invite.branch
        ack = self.new("ACK", branch=branch, sequence=sequence)
        if answer.status >= 300:
            ack.uri = invite.uri
            ack.headers = [(k, answer.get("To") if k == "To" else v) for k, v in ack.headers]
        self.wire.send(ack, self.peer)
