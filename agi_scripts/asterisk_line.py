"""A call on Asterisk as a conversation's :class:`ivr.line.Line`."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import Protocol, TypeVar

import structlog
from asterisk.agi import AGIAppError

from agi_scripts.agi import Agi
from agi_scripts.dead_mans_switch import DeadMansSwitch
from agi_scripts.key_log import ANSWER_DUE, KEYS, KeyLog
from ivr.call import CallInfo, PathRecorder, TransferContext
from ivr.clock import Clock
from ivr.errors import Invalid, LineaError
from ivr.line import Line
from ivr.question import LineSettings
from ivr.rendering import Prompts, Utterance
from speech.voice import VoiceFailed

SAMPLES_A_SECOND = 8000
FIRST_COME = 2_147_483_647
"""``QUEUE_PRIO`` is this less the second of joining: who came first is served first."""
HEAD_START = 600
"""Seconds by which a caller with priority counts as having come earlier."""

_LONGEST_LISTENING = 0.5
"""Seconds of one listening command: a key that fell between two is found that much later."""
_BRIEF_WORK = 0.003
"""Seconds within which most work is done: not worth a listening command."""
_FIRST_LISTENING, _LONGEST_LISTENING_AT_WORK = 0.01, 0.1
"""Seconds of the listening commands while something is being looked up."""
_FILE_FAULTS = (AGIAppError, VoiceFailed, Invalid, OSError)
"""What another file may mend; the end of the call and protocol faults are none of these."""
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class Unspeakable(LineaError):
    """Neither the prompt's file nor a new one could be played."""

    code = "unspeakable"


class Voice(Protocol):
    """What :class:`speech.voice.Voice` does for a line."""

    def file_for(self, utterance: Utterance, call_id: str) -> str:
        """The path, without ending, that Asterisk plays."""
        ...

    def seconds(self, played: str) -> float:
        """How long it plays."""
        ...

    def forget(self, call_id: str) -> None:
        """Delete what was made for a call."""
        ...


class AsteriskLine(Line):
    """Plays and listens by AGI commands, one at a time, each behind the dead-man's switch.

    A listening command is open whenever something takes longer than a few milliseconds:
    between commands Asterisk tells two quick keys apart badly (it defers the second).

    ``first_sound`` is called with the seconds since the connection when the first prompt
    begins, ``prompt_failed`` for each prompt that could not be played as it should.
    """

    def __init__(
        self,
        agi: Agi,
        voice: Voice,
        call: CallInfo,
        prompts: Prompts,
        path: PathRecorder,
        clock: Clock,
        settings: LineSettings | None = None,
        *,
        first_sound: Callable[[float], None] = lambda seconds: None,
        prompt_failed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(call, prompts, path, clock, settings)
        self._agi = agi
        self._voice = voice
        self._switch = DeadMansSwitch(agi)
        self._key_log = KeyLog(agi)
        self._first_sound = first_sound
        self._prompt_failed = prompt_failed
        self._silent_yet = True
        self.next_step: str | None = None
        """Where the dialplan was told to go on: ``queue`` or ``end``."""

    def _play(self, utterance: Utterance, interruptible: bool) -> None:
        try:
            self._play_file(self._file_for(utterance), interruptible)
        except _FILE_FAULTS as error:
            self._play_anew(utterance, interruptible, error)

    def _play_anew(self, utterance: Utterance, interruptible: bool, why: Exception) -> None:
        """What could not be played is never silence: say the same from a new file."""
        self._prompt_failed()
        _log.error(
            "prompt_failed",
            call_id=self.call.call_id,
            prompt=utterance.prompt_id,
            why=type(why).__name__,
        )
        try:
            self._play_file(self._file_for(replace(utterance, fixed=False)), interruptible)
        except _FILE_FAULTS as error:
            raise Unspeakable("no hay sonido para decirlo", prompt=utterance.prompt_id) from error

    def _file_for(self, utterance: Utterance) -> str:
        """What isn't recorded takes a while to make, and keys arrive meanwhile."""
        if utterance.fixed:
            return self._voice.file_for(utterance, self.call.call_id)
        return self.while_working(lambda: self._voice.file_for(utterance, self.call.call_id))

    def _play_file(self, path: str, interruptible: bool) -> None:
        """Play from wherever a key stopped it that isn't to stop it, until the end."""
        seconds = self._voice.seconds(path)
        answers_keys = interruptible or not self._key_log.kept
        offset = 0
        if interruptible:
            self.keys.push(self._settled_keys())
        while not (interruptible and self.keys):
            left = seconds - offset / SAMPLES_A_SECOND
            if left <= 0:
                break
            self._switch.renew(left)
            self._begins_to_sound()
            escape = KEYS if answers_keys else ""
            playback = self._agi.stream_file(path, escape, offset, length=left)
            if answers_keys:
                self.keys.push(self._key_log.take(playback.key))
            else:
                self.keys.push(self._key_log.take_unanswered())
            if playback.key is None:
                break
            offset = playback.endpos

    def _begins_to_sound(self) -> None:
        if self._silent_yet:
            self._silent_yet = False
            self._first_sound(time.monotonic() - self._agi.began)

    def _wait_key(self, seconds: float) -> str | None:
        until = time.monotonic() + seconds
        pressed = self._key_log.take()
        while not pressed and (left := until - time.monotonic()) > 0:
            pressed = self._hear(min(left, self._longest_listening))
        self.keys.push(pressed[1:])
        return pressed[:1] or None

    def _settled_keys(self) -> str:
        """The keys so far; one that a command may yet answer is waited for."""
        pressed = self._key_log.take()
        while self._key_log.unsettled and not pressed:
            pressed = self._hear(ANSWER_DUE)
        return pressed

    @property
    def _longest_listening(self) -> float:
        return ANSWER_DUE if self._key_log.unsettled else _LONGEST_LISTENING

    def _listen(self, until: Future[T], seconds: float) -> None:
        over = time.monotonic() + seconds
        if self._key_log.kept:
            wait([until], timeout=min(seconds, _BRIEF_WORK))
        listening = _FIRST_LISTENING
        while not until.done() and time.monotonic() < over:
            self.keys.push(self._hear(listening))
            listening = min(2 * listening, _LONGEST_LISTENING_AT_WORK)

    def _hear(self, seconds: float) -> str:
        """One listening command: the keys that it, or the time before it, brought."""
        self._switch.renew(seconds)
        return self._key_log.take(self._agi.wait_for_digit(max(1, round(seconds * 1000))))

    def _transfer(self, queue: str, context: TransferContext) -> None:
        joined = int(self.clock.now().timestamp()) - HEAD_START * context.priority
        self._key_log.forget()
        self._agi.set_variable("LINEA_QUEUE", queue)
        self._agi.set_variable("LINEA_PRIO", FIRST_COME - joined)
        self._go_on_with("queue")

    def _hang_up(self) -> None:
        self._key_log.forget()
        self._go_on_with("end")

    def _go_on_with(self, step: str) -> None:
        """The last command: the dialplan takes the call back, and the time-out with it."""
        self._agi.set_variable("LINEA_NEXT", step)
        self.next_step = step
