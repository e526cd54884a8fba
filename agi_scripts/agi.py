"""pyst2's AGI vocabulary over a transport of ours.

``asterisk.agi.AGI`` names every AGI command; its transport (no deadlines, no escaping,
signal handlers, every value on stderr, a hang-up that looks like a parse error) is
replaced here. A hang-up is :class:`ivr.call.CallEnded`, however Asterisk tells it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from asterisk import agi as pyst2

from agi_scripts import reply as replies
from agi_scripts.connection import Connection
from agi_scripts.errors import AgiProtocolError, AgiValueRefused
from agi_scripts.reply import Reading, Reply
from ivr.call import CallEnded

ANSWER_MARGIN = 6.0
"""Seconds beyond a command's own length; the dead-man's switch (3 s) comes first."""

BEEP_SECONDS = 1.0
"""What the beep before a recording takes at most."""

LONGEST_COMMAND = 8_000
"""Bytes of one command line: Asterisk's buffer is 8,192."""

_USAGE_LINES = 64
_CHANNEL_UP = range(8)


@dataclass(frozen=True, slots=True)
class Playback:
    """How a file's playing ended: ``key`` that stopped it, samples of it played (8 kHz)."""

    key: str | None
    endpos: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How a recording ended: by ``key``, else by silence or at its full length."""

    key: str | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """How SPEECH RECOGNIZE ended: by ``key``, by ``readings``, else (neither) in time."""

    key: str | None = None
    readings: tuple[Reading, ...] = ()
    ended_by_engine: bool = False


def quoted(value: object) -> str:
    r"""``value`` as one AGI argument: in quotes, ``\`` and ``"`` escaped.

    Raises ``AgiValueRefused`` for CR, LF and NUL, which would begin another command.
    """
    text = str(value)
    if any(character in text for character in "\r\n\0"):
        raise AgiValueRefused("el valor contiene CR, LF o NUL")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Agi(pyst2.AGI):  # type: ignore[misc]  # pyst2 has no annotations
    """AGI commands of one call.

    Every command may raise ``CallEnded`` (hang-up, 511, end of stream), ``AgiOverdue``,
    ``AgiProtocolError``, ``AgiValueRefused``, and pyst2's ``AGIInvalidCommand`` (510),
    ``AGIUsageError`` (520) and ``AGIAppError`` (-1 on a channel that is up).
    ``env`` is the header that Asterisk sent, ``commands`` how many were sent so far, ``began``
    the monotonic time of the connection.
    """

    def __init__(
        self, connection: Connection, env: Mapping[str, str], *, began: float | None = None
    ) -> None:
        # pyst2's own __init__ would install a signal handler and print the header.
        self.env = dict(env)
        self.commands = 0
        self.began = time.monotonic() if began is None else began
        self._connection = connection
        self._unread = 0

    def execute(self, command: str, *args: object, length: float = 0.0) -> Reply:
        """Send a command that takes ``length`` seconds by itself and give its answer."""
        self.send_command(command, *args)
        return self.get_result(length)

    def send_command(self, command: str, *args: object) -> None:
        """Send without waiting; each answer must be taken by :meth:`get_result`."""
        line = " ".join([command.strip(), *map(str, args)]).strip()
        if any(character in line for character in "\r\n\0"):
            raise AgiValueRefused("la orden contiene CR, LF o NUL")
        if len(line.encode("utf-8", "surrogatepass")) >= LONGEST_COMMAND:
            raise AgiValueRefused("la orden es demasiado larga", length=len(line))
        self._connection.send(line + "\n")
        self.commands += 1
        self._unread += 1

    def get_result(self, length: float = 0.0) -> Reply:
        """The answer to the oldest command that has none yet."""
        answer = self._read_reply(length + ANSWER_MARGIN)
        self._unread -= 1
        if answer.code == 511:
            raise CallEnded("la llamada terminó", reason="dead_channel")
        if answer.code == 510:
            raise pyst2.AGIInvalidCommand(answer.text)
        if answer.code == 520:
            raise pyst2.AGIUsageError(answer.text)
        if answer.code != 200:
            raise AgiProtocolError("código desconocido", code_received=answer.code)
        if answer.data == "hangup":
            raise CallEnded("la llamada terminó", reason="hangup")
        return answer

    def _read_reply(self, seconds: float) -> Reply:
        line = self._connection.read_line(seconds)
        while replies.is_provisional(line):
            line = self._connection.read_line(seconds)
        if line == "HANGUP":
            raise CallEnded("la llamada terminó", reason="hangup")
        if not replies.opens_usage(line):
            return replies.parse(line)
        usage = [line]
        while not replies.closes_usage(usage[-1]):
            if len(usage) > _USAGE_LINES:
                raise AgiProtocolError("respuesta 520 sin fin")
            usage.append(self._connection.read_line(seconds))
        return Reply(520, "\n".join(usage))

    def _succeeded(self, answer: Reply) -> Reply:
        """Tell a failed command from a hang-up: -1 says both, the channel's state decides."""
        if answer.result == -1:
            if self.channel_status() not in _CHANNEL_UP:
                raise CallEnded("la llamada terminó", reason="hangup")
            raise pyst2.AGIAppError("la orden falló y el canal sigue abierto")
        return answer

    def _quote(self, string: object) -> str:
        return quoted(string)

    def channel_status(self, channel: str = "") -> int:
        """The channel's state, 0-7 (6: up), or -1 when it is gone."""
        return self.execute("CHANNEL STATUS", quoted(channel) if channel else "").result

    def answer(self) -> None:
        """Answer the channel."""
        self._succeeded(self.execute("ANSWER", length=5.0))

    def hangup(self, channel: str = "") -> None:
        """Hang this channel (or another) up."""
        self.execute("HANGUP", quoted(channel) if channel else "")

    def stream_file(
        self,
        filename: str,
        escape_digits: str = "",
        sample_offset: int = 0,
        *,
        length: float = 60.0,
    ) -> Playback:
        """Play a file (no ending) of ``length`` seconds until its end or an escape digit.

        Raises ``AGIAppError`` when it can't be opened.
        """
        answer = self.execute(
            "STREAM FILE", quoted(filename), quoted(escape_digits), sample_offset, length=length
        )
        self._succeeded(answer)
        endpos = answer.fields.get("endpos", "")
        return Playback(_key(answer), int(endpos) if endpos.isdecimal() else 0)

    def record_file(
        self, filename: str, escape_digits: str, *, seconds: float, silence: float
    ) -> Taken:
        """Beep, then record a WAV (``filename`` without ending) of at most ``seconds``.

        Raises CallEnded at a hang-up, which leaves what was recorded so far, and
        ``AGIAppError`` when the file can't be written.
        """
        answer = self.execute(
            *("RECORD FILE", quoted(filename), "wav", quoted(escape_digits)),
            *(round(seconds * 1000), 0, "BEEP", f"s={max(1, round(silence))}"),
            length=seconds + BEEP_SECONDS,
        )
        if answer.data in ("hangup", "waitfor"):
            raise CallEnded("la llamada terminó", reason="hangup")
        self._succeeded(answer)
        # At a time-out the result is what waiting for the last frame gave: no key.
        return Taken(None if answer.data == "timeout" else _key(answer))

    def wait_for_digit(self, timeout: int = 2_000) -> str | None:
        """Wait up to ``timeout`` milliseconds for a key."""
        answer = self.execute("WAIT FOR DIGIT", timeout, length=timeout / 1000)
        return _key(self._succeeded(answer))

    def speech_create(self, engine: str, *, length: float) -> bool:
        """Connect the call to a speech engine; whether that could be done in ``length``."""
        return self.execute("SPEECH CREATE", quoted(engine), length=length).result == 1

    def speech_set(self, name: str, value: object, *, length: float) -> None:
        """Tell the engine a setting; Asterisk doesn't tell whether it was taken."""
        self.execute("SPEECH SET", quoted(name), quoted(value), length=length)

    def speech_destroy(self) -> None:
        """Disconnect the call from its engine, if it has one."""
        self.execute("SPEECH DESTROY")

    def speech_recognize(
        self, filename: str, seconds: int, sample_offset: int = 0, *, length: float
    ) -> Recognised:
        """Play a file and listen until the engine tells something, a key, or ``seconds``
        after its end; all in ``length`` seconds at most. The file goes on sounding.
        """
        answer = self.execute(
            "SPEECH RECOGNIZE", quoted(filename), seconds, sample_offset, length=length
        )
        if answer.data == "digit":
            key = answer.fields.get("digit", "")
            return Recognised(key=key if key and key in "0123456789*#ABCD" else None)
        by_engine = answer.data == "speech"
        return Recognised(None, replies.readings(answer) if by_engine else (), by_engine)

    def set_variable(self, name: str, value: object) -> None:
        """Set a channel variable or writable function."""
        self.execute("SET VARIABLE", quoted(name), quoted(value))

    def get_variable(self, name: str) -> str | None:
        """A channel variable, None where it isn't set."""
        answer = self.execute("GET VARIABLE", quoted(name))
        return answer.value if answer.result == 1 else None

    def get_full_variable(self, name: str, channel: str | None = None) -> str | None:
        """An expression such as ``${FILTER(0-9,${X})}`` as the channel evaluates it."""
        args = [quoted(name)] if channel is None else [quoted(name), quoted(channel)]
        answer = self.execute("GET FULL VARIABLE", *args)
        return answer.value if answer.result == 1 else None

    def appexec(self, application: str, options: str = "", *, length: float = 5.0) -> int:
        """Run a dialplan application that takes at most ``length`` seconds; its result.

        Raises ``AGIAppError`` where there is no such application.
        """
        answer = self.execute("EXEC", application, quoted(options), length=length)
        if answer.result == -2:
            raise pyst2.AGIAppError(f"no existe la aplicación {application}")
        return self._succeeded(answer).result

    def set_absolute_timeout(self, seconds: float) -> None:
        """Make Asterisk take the call back (``T`` extension) in ``seconds``; 0: never."""
        self.set_variable("TIMEOUT(absolute)", math.ceil(seconds))


def _key(answer: Reply) -> str | None:
    """The key of a listening command's answer; 0 is none."""
    if answer.result == 0:
        return None
    key = chr(answer.result) if 0 < answer.result < 128 else ""
    if key not in "0123456789*#ABCD" or not key:
        raise AgiProtocolError("la respuesta no es una tecla", result=answer.result)
    return key
