"""A call's connection to the recogniser: SPEECH CREATE to SPEECH DESTROY, and how it is lost.

Asterisk tells nobody when the connection ends in mid-call. What tells is a setting that takes a
second in place of a millisecond (res_speech_aeap waits that long for an answer), and a port at
which nobody listens. SPEECH CREATE waits without end for a process that is there and stands
still, so the process is asked first whether it is well.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from asterisk.agi import AGIError

from agi_scripts.agi import Agi
from agi_scripts.dead_mans_switch import DeadMansSwitch
from ivr.circuit import Circuit
from ivr.hearing import NobodyListens

ENGINE = "linea"
"""The section of Asterisk's aeap.conf."""
CREATE_SECONDS = 3.5
"""What SPEECH CREATE takes at most: 2 s to connect and 1 s for the answer."""
SET_SECONDS = 1.0
"""What a setting takes that nobody answers."""
UNANSWERED = 0.8
"""Seconds from which a setting was not answered."""
REACH_SECONDS = 0.1
ANSWER_SECONDS = 0.5
RESTS = 10.0
"""Seconds that calls try no recogniser that two in a row had in vain."""
TRIES_A_CALL = 3
_HEALTH = b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n"
_HEALTH_BYTES = 16_384
_NO_MODEL = b'"not_configured"'
_log = structlog.get_logger(__name__)


class SpeechService:
    """The recogniser, as the calls of a process share it. Thread-safe.

    Where ``barge_in`` is not true the caller's voice stops no prompt, what was understood does.
    ``count`` is told what each turn of a call came to.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        barge_in: Callable[[], bool] = lambda: True,
        count: Callable[[str], None] = lambda what: None,
    ) -> None:
        self._address = (host, port)
        self.port = port
        self.barge_in = barge_in
        self.count = count
        self.circuit = Circuit(failures=2, open_seconds=RESTS)

    def is_there(self) -> bool:
        """Whether anyone listens at its port: at once on this machine."""
        try:
            socket.create_connection(self._address, timeout=REACH_SECONDS).close()
        except OSError:
            return False
        return True

    def is_well(self) -> bool:
        """Whether it answers, and doesn't say that it has no model to recognise with."""
        try:
            with socket.create_connection(self._address, timeout=ANSWER_SECONDS) as connection:
                connection.sendall(_HEALTH)
                answer = connection.makefile("rb").read(_HEALTH_BYTES)
        except OSError:
            return False
        return answer.startswith(b"HTTP/") and _NO_MODEL not in answer


class Recogniser:
    """One call's recogniser; made when it is first needed, and let go before the call goes on."""

    def __init__(self, agi: Agi, switch: DeadMansSwitch, service: SpeechService) -> None:
        self._agi = agi
        self._switch = switch
        self._service = service
        self._connected = False
        self._tries_left = TRIES_A_CALL

    @property
    def given_up(self) -> bool:
        """Whether this call goes on without one."""
        return not self._connected and self._tries_left == 0

    def connect(self) -> None:
        """Have one, if it isn't there yet. Raises NobodyListens."""
        if self._connected:
            return
        if not self._tries_left or not self._service.circuit.allows():
            raise NobodyListens
        self._switch.renew(CREATE_SECONDS)
        self._connected = self._service.is_well() and self._agi.speech_create(
            ENGINE, length=CREATE_SECONDS
        )
        if self._connected:
            self._service.circuit.succeeded()
        else:
            self._tries_left -= 1
            self._service.circuit.failed()
            raise NobodyListens

    def set(self, name: str, value: object) -> None:
        """Tell it a setting. Raises NobodyListens where it doesn't answer any more."""
        began = time.monotonic()
        self._agi.speech_set(name, value, length=SET_SECONDS)
        if time.monotonic() - began > UNANSWERED:
            self.failed()
            raise NobodyListens

    def check(self) -> None:
        """Raises NobodyListens where there is none any more, as far as can be told at once."""
        if not self._service.is_there():
            self.failed()
            raise NobodyListens

    def failed(self, *, busy: bool = False) -> None:
        """It didn't recognise: where it was too ``busy`` it is there all the same."""
        if not busy and self._connected:
            _log.warning("recogniser_lost")
            self._tries_left -= 1
            self.let_go()

    def let_go(self) -> None:
        """Disconnect: before what else the channel is used for."""
        if self._connected:
            self._connected = False
            with suppress(AGIError):
                self._agi.speech_destroy()
