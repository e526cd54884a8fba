"""A call's connection to the recogniser: SPEECH CREATE to SPEECH DESTROY, and how it is lost.

Asterisk tells nobody when the connection ends in mid-call. What tells is a setting that takes a
second in place of a millisecond (res_speech_aeap waits that long for an answer), and a port at
which nobody listens. SPEECH CREATE waits without end for a process that is there and stands
still, so the process is asked first whether it is well.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import structlog
from asterisk.agi import AGIError

from agi_scripts.agi import Agi
from agi_scripts.dead_mans_switch import DeadMansSwitch
from ivr.circuit import Circuit
from ivr.hearing import NobodyListens

ENGINE = "linea"
"""The section of Asterisk's aeap.conf, the first process's."""
CREATE_SECONDS = 3.5
"""What SPEECH CREATE takes at most: 2 s to connect and 1 s for the answer."""
SET_SECONDS = 1.0
"""What a setting takes that nobody answers."""
UNANSWERED = 0.8
"""Seconds from which a setting was not answered."""
ANSWER_SECONDS = 0.5
RESTS = 10.0
"""Seconds that calls try no recogniser that two in a row had in vain."""
TRIES_A_CALL = 3
_HEALTH = b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n"
_HEALTH_BYTES = 16_384
_NO_MODEL = b'"not_configured"'
_log = structlog.get_logger(__name__)


class SpeechProcess:
    """One process that recognises, and how Asterisk names it. Thread-safe."""

    def __init__(self, engine: str, host: str, port: int) -> None:
        self.engine = engine
        self.circuit = Circuit(failures=2, open_seconds=RESTS)
        self._address = (host, port)

    def is_there(self) -> bool:
        """Whether anybody listens at its port: the kernel tells, it is not waited for."""
        try:
            socket.create_connection(self._address, timeout=ANSWER_SECONDS).close()
        except OSError:
            return False
        return True

    def is_well(self, within: float = ANSWER_SECONDS) -> bool:
        """Whether it answers, and doesn't say that it has no model to recognise with."""
        try:
            with socket.create_connection(self._address, timeout=within) as connection:
                connection.sendall(_HEALTH)
                answer = connection.makefile("rb").read(_HEALTH_BYTES)
        except OSError:
            return False
        return answer.startswith(b"HTTP/") and _NO_MODEL not in answer


class SpeechService:
    """The recogniser, as the calls of a process share it. Thread-safe.

    It is one process or several, each at an address of its own (``host``, and ``beside`` it)
    at the same ``port``. Where ``barge_in`` is not true the caller's voice stops no prompt, what
    was understood does. ``count`` is told what each turn of a call came to.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        beside: Sequence[str] = (),
        barge_in: Callable[[], bool] = lambda: True,
        count: Callable[[str], None] = lambda what: None,
    ) -> None:
        self.port = port
        self.hosts = (host, *beside)
        self.barge_in = barge_in
        self.count = count
        self.processes = tuple(
            SpeechProcess(engine(number), at, port) for number, at in enumerate(self.hosts, start=1)
        )
        self._calls = itertools.count()

    def in_turn(self) -> Iterator[SpeechProcess]:
        """The processes that may be tried now, another one first for each call."""
        first = next(self._calls) % len(self.processes)
        for process in (*self.processes[first:], *self.processes[:first]):
            if process.circuit.allows():
                yield process


def engine(number: int) -> str:
    """The section of Asterisk's aeap.conf for a process, counted from 1."""
    return ENGINE if number == 1 else f"{ENGINE}-{number}"


class Recogniser:
    """One call's recogniser; made when it is first needed, and let go before the call goes on."""

    def __init__(self, agi: Agi, switch: DeadMansSwitch, service: SpeechService) -> None:
        self._agi = agi
        self._switch = switch
        self._service = service
        self._process: SpeechProcess | None = None
        self._tries_left = TRIES_A_CALL

    @property
    def given_up(self) -> bool:
        """Whether this call goes on without one."""
        return self._process is None and self._tries_left == 0

    def connect(self) -> None:
        """Have one, if it isn't there yet. Raises NobodyListens."""
        if self._process is not None:
            return
        if self._tries_left:
            self._process = next(filter(self._reaches, self._service.in_turn()), None)
        if self._process is None:
            self._tries_left = max(0, self._tries_left - 1)
            raise NobodyListens

    def _reaches(self, process: SpeechProcess) -> bool:
        """A process that stands still would hold the call without end: it is asked first."""
        self._switch.renew(CREATE_SECONDS)
        reached = process.is_well() and self._agi.speech_create(
            process.engine, length=CREATE_SECONDS
        )
        if reached:
            process.circuit.succeeded()
        else:
            process.circuit.failed()
        return reached

    def set(self, name: str, value: object) -> None:
        """Tell it a setting. Raises NobodyListens where it doesn't answer any more."""
        began = time.monotonic()
        self._agi.speech_set(name, value, length=SET_SECONDS)
        if time.monotonic() - began > UNANSWERED:
            self.failed()
            raise NobodyListens

    def check(self) -> None:
        """Raises NobodyListens where there is none any more.

        Asked between two turns, where sound is lost: one that stands still is found by ``set``.
        """
        if self._process is None or not self._process.is_there():
            self.failed()
            raise NobodyListens

    def failed(self, *, busy: bool = False) -> None:
        """It didn't recognise: where it was too ``busy`` it is there all the same."""
        if not busy and self._process is not None:
            _log.warning("recogniser_lost")
            self._tries_left -= 1
            self.let_go()

    def let_go(self) -> None:
        """Disconnect: before what else the channel is used for."""
        if self._process is not None:
            self._process = None
            with suppress(AGIError):
                self._agi.speech_destroy()
