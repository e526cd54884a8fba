"""The Manager Interface's text protocol: bytes in, messages out, and the other way round.

A message is lines ``Name: value`` ended by CR LF, closed by an empty line. The first
line of a connection is a banner of its own. Names are compared without case, a name
may come several times (``ChanVariable``), a value may hold anything but CR LF.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ami.errors import ProtocolViolation, UnsafeHeader

LINE_AT_MOST = 16_384
"""Bytes of one line; Asterisk's own buffers end far below."""

LINES_AT_MOST = 512
"""Lines of one message."""

BANNER_PREFIX = b"Asterisk Call Manager/"
BANNER_AT_MOST = 128


class Message:
    """One event, response or list item. Looked up without case; the first of a name wins."""

    __slots__ = ("_first", "lines")

    def __init__(self, lines: tuple[tuple[str, str], ...]) -> None:
        self.lines = lines
        self._first: dict[str, str] = {}
        for name, value in lines:
            self._first.setdefault(name.lower(), value)

    @property
    def event(self) -> str:
        """The event's name, empty for a response."""
        return self.get("event")

    @property
    def response(self) -> str:
        """``Success``, ``Error``, … or empty for an event."""
        return self.get("response")

    @property
    def action_id(self) -> str:
        """The ActionID that this answers, empty when unasked."""
        return self.get("actionid")

    def get(self, name: str, default: str = "") -> str:
        """The first value called ``name``, or ``default``."""
        return self._first.get(name.lower(), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value called ``name``, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.lines if key.lower() == wanted)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.lines == self.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return f"Message({self.event or self.response or '?'})"


class Parser:
    """Feeds on pieces of any size and gives whole messages, holding a bounded amount.

    A message over the limits is dropped up to its empty line and counted in
    ``dropped``; the connection goes on. Only a peer that isn't AMI at all raises.
    """

    def __init__(self) -> None:
        self.banner: str | None = None
        self.dropped = 0
        self._pending = bytearray()
        self._scanned = 0
        self._lines: list[tuple[str, str]] = []
        self._count = 0
        self._skipping_message = False
        self._skipping_line = False

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take ``data`` and yield each message that it completes.

        Raises ProtocolViolation when the first line isn't an AMI banner.
        """
        self._pending += data
        while (line := self._next_line()) is not None:
            if self.banner is None:
                self._take_banner(line)
            elif line:
                self._take_line(line)
            elif (message := self._finish()) is not None:
                yield message

    def _next_line(self) -> bytes | None:
        end = self._pending.find(b"\r\n", max(self._scanned - 1, 0))
        if end < 0:
            self._scanned = len(self._pending)
            self._bound_pending()
            return None
        line = bytes(self._pending[:end])
        del self._pending[: end + 2]
        self._scanned = 0
        if self._skipping_line or len(line) > LINE_AT_MOST:
            self._skipping_line = False
            self._skipping_message = True
            return b"-"
        return line

    def _bound_pending(self) -> None:
        if self.banner is None and len(self._pending) > BANNER_AT_MOST:
            raise ProtocolViolation("the peer sent no AMI banner")
        if len(self._pending) > LINE_AT_MOST:
            self._skipping_line = True
            del self._pending[:-1]
            self._scanned = 1

    def _take_banner(self, line: bytes) -> None:
        if not line.startswith(BANNER_PREFIX):
            raise ProtocolViolation("the peer sent no AMI banner")
        self.banner = line.decode("utf-8", "replace")

    def _take_line(self, line: bytes) -> None:
        self._count += 1
        if self._skipping_message or self._count > LINES_AT_MOST:
            self._skipping_message = True
            self._lines.clear()
            return
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon and name:
            self._lines.append((name.strip(), value.removeprefix(" ")))

    def _finish(self) -> Message | None:
        lines, skipped = tuple(self._lines), self._skipping_message
        self._lines.clear()
        self._count = 0
        self._skipping_message = False
        if skipped:
            self.dropped += 1
            return None
        return Message(lines) if lines else None


def encode_action(action: str, action_id: str, headers: Mapping[str, str]) -> bytes:
    """The bytes of one action.

    Raises UnsafeHeader where a name or value could start another header or action:
    Asterisk has no escaping, so CR, LF and NUL are refused and never replaced.
    """
    lines = [("Action", action), ("ActionID", action_id), *headers.items()]
    for name, value in lines:
        if not name.isascii() or not name.replace("-", "").isalnum():
            raise UnsafeHeader("an AMI header's name holds letters, digits and '-'", name=name)
        if any(bad in value for bad in "\r\n\0"):
            raise UnsafeHeader("an AMI value can't hold CR, LF or NUL", name=name)
        if len(value) > 1024:
            raise UnsafeHeader("an AMI value longer than 1024 characters is cut", name=name)
    text = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return (text + "\r\n").encode()
