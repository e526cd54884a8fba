"""The socket of one AGI conversation: lines in and out, a deadline on every read."""

from __future__ import annotations

import contextlib
import socket
import time

from agi_scripts.errors import AgiClosed, AgiOverdue, AgiProtocolError
from ivr.call import CallEnded
from ivr.errors import LineaError

LONGEST_LINE = 16_384
"""Bytes of one line that a peer may send; Asterisk's own longest is near 8,000."""


class Connection:
    """Lines over a connected socket.

    Used by one thread; only :meth:`close` may be called from another, and wakes
    a read that is under way.
    """

    def __init__(self, peer: socket.socket) -> None:
        self._socket = peer
        self._pending = bytearray()
        self._closed = False

    def read_line(self, seconds: float) -> str:
        """The next line without its ending, within ``seconds`` however slowly it drips in.

        Raises ``CallEnded`` at the end of the stream, ``AgiOverdue`` after the deadline
        and ``AgiProtocolError`` for a line over ``LONGEST_LINE`` bytes or that is not text.
        """
        deadline = time.monotonic() + seconds
        searched = 0
        while (end := self._pending.find(b"\n", searched)) < 0:
            searched = len(self._pending)
            if searched > LONGEST_LINE:
                raise AgiProtocolError("línea demasiado larga", length=searched)
            self._pending += self._receive(deadline - time.monotonic())
        if end > LONGEST_LINE:
            raise AgiProtocolError("línea demasiado larga", length=end)
        line = bytes(self._pending[:end]).rstrip(b"\r")
        del self._pending[: end + 1]
        if b"\0" in line:
            raise AgiProtocolError("la línea contiene NUL")
        return line.decode("utf-8", "replace")

    def _receive(self, seconds: float) -> bytes:
        if seconds <= 0:
            raise AgiOverdue("Asterisk no respondió a tiempo")
        try:
            self._socket.settimeout(seconds)
            received = self._socket.recv(LONGEST_LINE)
        except TimeoutError as error:
            raise AgiOverdue("Asterisk no respondió a tiempo") from error
        except OSError as error:
            raise self._ended() from error
        if not received:
            raise self._ended()
        return received

    def send(self, text: str, seconds: float = 5.0) -> None:
        """Send ``text`` as it is. Raises ``CallEnded`` when the peer is gone or reads nothing."""
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(text.encode())
        except OSError as error:
            raise self._ended() from error

    def close(self) -> None:
        """Close both directions; a read under way ends with ``AgiClosed``."""
        self._closed = True
        with contextlib.suppress(OSError):  # the peer was quicker
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _ended(self) -> LineaError:
        if self._closed:
            return AgiClosed("la línea se detiene")
        return CallEnded("la llamada terminó", reason="connection_lost")
