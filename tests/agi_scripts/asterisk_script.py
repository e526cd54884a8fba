"""Asterisk's part of an AGI conversation, played from a text:

    script = '''
        < WAIT FOR DIGIT 1000
        > 200 result=53
        < STREAM FILE "prompts/menu" "…" 0
        > 200 result=-1 endpos=4000
        > HANGUP
    '''
    with AsteriskScript(script) as asterisk:
        assert asterisk.agi.wait_for_digit(1000) == "5"

``<`` is what our side must send next, ``…`` in it standing for anything; ``>`` is what Asterisk
answers, ``!`` its closing the connection. The end of the block checks that all was played.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from agi_scripts.agi import Agi
from agi_scripts.connection import Connection

PATIENCE = 5.0
SWITCH = {'SET VARIABLE "TIMEOUT(absolute)" …': "200 result=1"}
"""The dead-man's switch is renewed at any time; few tests are about it."""
HEADER = {
    "network": "yes",
    "network_script": "line",
    "request": "agi://127.0.0.1/line",
    "channel": "PJSIP/trunk-local-00000001",
    "uniqueid": "1795355438.1",
    "callerid": "567",
}


def header(**changes: str) -> bytes:
    """The block with which Asterisk opens a conversation."""
    values = HEADER | changes
    return "".join(f"agi_{name}: {value}\n" for name, value in values.items()).encode() + b"\n"


class AsteriskScript:
    """One end of a conversation. ``always`` answers commands wherever they come."""

    def __init__(self, text: str, *, always: Mapping[str, str] = SWITCH) -> None:
        self._lines = [line.strip() for line in text.splitlines() if line.strip()]
        self._always = [(_pattern(wanted), answer) for wanted, answer in always.items()]
        self._fault: str | None = None
        self._pending = b""
        self._ours, self._socket = socket.socketpair()
        self._socket.settimeout(PATIENCE)
        self.connection = Connection(self._ours)
        self.agi = Agi(self.connection, HEADER)
        self.sent: list[str] = []
        """Every command that our side sent, in order."""
        self._player = threading.Thread(target=self._play, daemon=True)

    def __enter__(self) -> Self:
        self._player.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_WR)
        self._player.join(PATIENCE)
        self.connection.close()
        self._socket.close()
        if self._fault is not None and (error is None or not isinstance(error, AssertionError)):
            raise AssertionError(self._fault) from error

    def _play(self) -> None:
        for line in self._lines:
            mark, text = line[0], line[1:].strip()
            if mark == "<":
                command = self._next_command(text)
                if command is None or not _pattern(text).fullmatch(command):
                    self._fault = f"expected: {text}\nbut came: {command}"
                    break
            elif mark == ">":
                with contextlib.suppress(OSError):
                    self._socket.sendall(text.encode() + b"\n")
            else:
                break
        else:
            self._answer_what_is_left()
        self._socket.close()

    def _next_command(self, wanted: str) -> str | None:
        """The next command but for those that are always answered."""
        while (command := self._read()) is not None:
            answer = next((a for p, a in self._always if p.fullmatch(command)), None)
            if answer is None or _pattern(wanted).fullmatch(command):
                return command
            self._socket.sendall(answer.encode() + b"\n")
        return None

    def _answer_what_is_left(self) -> None:
        """After the last line only what is always answered may come, until our side closes."""
        if (command := self._next_command("")) is not None:
            self._fault = f"the script was over\nbut came: {command}"

    def _read(self) -> str | None:
        try:
            while b"\n" not in self._pending:
                received = self._socket.recv(4096)
                if not received:
                    return None
                self._pending += received
        except OSError:
            return None
        line, _, self._pending = self._pending.partition(b"\n")
        self.sent.append(line.decode())
        return self.sent[-1]


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in wanted.split("…")))
