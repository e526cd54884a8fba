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
from agi_scripts.key_log import KEYS, KeyLog
from agi_scripts.listener import SILENCE, Listener, Sound
from agi_scripts.recogniser import SpeechService
from agi_scripts.recorder import Recorder
from agi_scripts.recording_folder import RecordingFolder
from ivr.call import CallInfo, PathRecorder, TransferContext
from ivr.clock import Clock
from ivr.errors import Invalid, LineaError
from ivr.hearing import Listening, NobodyListens, Said
from ivr.line import Line
from ivr.question import LineSettings
from ivr.recording import Recorded, RecordingState
from ivr.rendering import Prompts, Utterance
from ivr.understood import Ears
from speech.understanding.heard import Heard
from speech.voice import VoiceFailed

SAMPLES_A_SECOND = 8000

NOTHING_LEFT = 3600 * SAMPLES_A_SECOND
"""An offset behind the end of every file: playing it from there only stops what plays."""
_LONGEST_LISTENING = 0.5
"""Seconds of one listening command."""
_LISTENING_AT_WORK = 0.05
"""Seconds of those that hear keys while something is looked up and Asterisk tells of none."""
_FILE_FAULTS = (AGIAppError, VoiceFailed, Invalid, OSError)
"""What another file may mend; the end of the call and protocol faults are none of these."""
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class Unspeakable(LineaError):
    """Neither the prompt's file nor a new one could be played."""

    code = "unspeakable"


class Voice(Protocol):
    """What :class:`speech.voice.Voice` does for a line."""

    def file_for(self, utterance: Utterance, call_id: str, pace: float = 1.0) -> str:
        """The path, without ending, that Asterisk plays; slower at a ``pace`` below one."""
        ...

    def seconds(self, played: str) -> float:
        """How long it plays."""
        ...

    def forget(self, call_id: str) -> None:
        """Delete what was made for a call."""
        ...


class AsteriskLine(Line):
    """Plays and listens by AGI commands, one at a time, each behind the dead-man's switch.

    ``speech`` recognises what ``ears`` understand. ``key_log`` is what Asterisk tells of this
    channel's keys, also between two commands.
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
        ears: Ears | None = None,
        *,
        recordings: RecordingFolder,
        key_log: KeyLog | None = None,
        speech: SpeechService | None = None,
        first_sound: Callable[[float], None] = lambda seconds: None,
        prompt_failed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(call, prompts, path, clock, settings, ears)
        self._agi = agi
        self._voice = voice
        self._switch = DeadMansSwitch(agi)
        self._key_log = key_log or KeyLog()
        self._recorder = Recorder(
            agi, self._switch, self._key_log, recordings, clock, call_id=call.call_id
        )
        self._listener = (
            Listener(agi, self._switch, self._key_log, speech) if speech is not None else None
        )
        self._first_sound = first_sound
        self._prompt_failed = prompt_failed
        self._silent_yet = True
        self.next_step: str | None = None
        """Where the dialplan was told to go on: ``queue`` or ``end``."""

    def _play(self, utterance: Utterance, interruptible: bool, since: float = 0.0) -> None:
        try:
            self._play_file(self._file_for(utterance), interruptible, since)
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
        call_id, pace = self.call.call_id, self._settings.pace
        if utterance.fixed:
            return self._voice.file_for(utterance, call_id, pace)
        return self.while_working(lambda: self._voice.file_for(utterance, call_id, pace))

    def _play_file(self, path: str, interruptible: bool, since: float = 0.0) -> None:
        self._play_for(path, self._voice.seconds(path), interruptible, since)

    def _play_for(self, path: str, seconds: float, interruptible: bool, since: float = 0.0) -> None:
        """Play from wherever a key stopped it that isn't to stop it, until the end."""
        escape = KEYS if interruptible or not self._key_log.watched else ""
        offset = round(since * SAMPLES_A_SECOND)
        if interruptible:
            self.keys.push(self._key_log.take())
        while not (interruptible and self.keys):
            left = seconds - offset / SAMPLES_A_SECOND
            if left <= 0:
                break
            self._switch.renew(left)
            self._begins_to_sound()
            playback = self._agi.stream_file(path, escape, offset, length=left)
            self.keys.push(self._key_log.take(playback.key))
            if playback.key is None:
                break
            offset = playback.endpos

    @property
    def hears(self) -> bool:
        """Whether words are listened to in this call, as far as is known."""
        return super().hears and self._listener is not None and not self._listener.deaf

    def _hear(
        self,
        utterance: Utterance | None,
        listening: Listening,
        interruptible: bool,
        since: float = 0.0,
    ) -> Said:
        if self._listener is None:
            raise NobodyListens(since)
        if interruptible:
            self.keys.push(self._key_log.take())
            if self.keys:
                return Said(None, since)
        sound = None if utterance is None else self._sound(utterance)
        self._begins_to_sound()
        heard = self._listener.listen(sound, listening, since)
        self.keys.push(heard.keys)
        if heard.keys and sound is not None:
            self._stops_at_a_key(sound, heard.at, interruptible)
        return Said(heard.heard, heard.at, heard.noises)

    def _hear_again(self, grammar: str) -> Heard | None:
        if self._listener is None:
            return None
        try:
            again = self._listener.hear_again(grammar)
        except NobodyListens:
            return None
        self.keys.push(again.keys)
        return again.heard

    def _sound(self, utterance: Utterance) -> Sound:
        """What says it. Raises NobodyListens where only :meth:`_play` knows what to do."""
        try:
            path = self._file_for(utterance)
            return Sound(path, self._voice.seconds(path))
        except _FILE_FAULTS:
            raise NobodyListens from None

    def _stops_at_a_key(self, sound: Sound, at: float, interruptible: bool) -> None:
        """A prompt that a key ends falls silent; any other goes on, the key is kept."""
        if not interruptible:
            self._play_for(sound.path, sound.seconds, False, at)
        elif at < sound.seconds:
            self._agi.stream_file(SILENCE, "", NOTHING_LEFT, length=0.0)

    def release_recordings(self) -> None:
        """The conversation is over: what was dictated may be taken in."""
        self._recorder.release()

    def _deafen(self) -> None:
        """Let the recogniser go: what follows isn't for it to hear."""
        if self._listener is not None:
            self._listener.let_go()

    def _record(self, name: str, seconds: float, silence: float) -> Recorded:
        self._deafen()
        recorded, pressed_after = self._recorder.dictate(name, seconds, silence)
        self.keys.push(pressed_after)
        return recorded

    def _play_back(self, recorded: Recorded) -> None:
        file = self._recorder.played_back(recorded.name)
        self._play_for(file, recorded.seconds, interruptible=True)

    def _discard(self, name: str) -> None:
        self._recorder.discard(name)

    def _begin_recording(self, name: str) -> bool:
        return self._recorder.begin(name)

    def _stop_recording(self) -> None:
        self._recorder.stop()

    def _drop_part(self, name: str) -> None:
        self._recorder.drop(name)

    def _begins_to_sound(self) -> None:
        if self._silent_yet:
            self._silent_yet = False
            self._first_sound(time.monotonic() - self._agi.began)

    def _wait_key(self, seconds: float) -> str | None:
        until = time.monotonic() + seconds
        pressed = self._key_log.take()
        while not pressed and (left := until - time.monotonic()) > 0:
            pressed = self._hear_key(min(left, _LONGEST_LISTENING))
        self.keys.push(pressed[1:])
        return pressed[:1] or None

    def _listen(self, until: Future[T], seconds: float) -> None:
        over = time.monotonic() + seconds
        while not self._key_log.watched and not until.done() and time.monotonic() < over:
            self.keys.push(self._hear_key(_LISTENING_AT_WORK))
        self._switch.renew(seconds)
        wait([until], timeout=max(0.0, over - time.monotonic()))
        self.keys.push(self._key_log.take())

    def _hear_key(self, seconds: float) -> str:
        """One listening command: the keys that it, and the time before it, brought."""
        self._switch.renew(seconds)
        return self._key_log.take(self._agi.wait_for_digit(max(1, round(seconds * 1000))))

    def _forget_caller(self) -> None:
        """Neither the ladder, nor who asks Asterisk, nor an event can tell the number any more."""
        self._agi.set_variable("LINEA_FROM", "")
        self._agi.set_variable("LINEA_WITHHELD", 1)
        self._agi.set_variable("CALLERID(all)", "")

    def _transfer(self, queue: str, context: TransferContext) -> None:
        self._deafen()
        place = self.place
        self._agi.set_variable("LINEA_QUEUE", queue)
        self._agi.set_variable("LINEA_PRIO", place.priority)
        if place.head_start:
            self._agi.set_variable("LINEA_HEAD_START", place.head_start)
        recordings = self.recording_state
        if recordings != RecordingState():
            state = f"{recordings.parts}-{recordings.on:d}-{recordings.opted_out:d}"
            self._agi.set_variable("LINEA_RECORDINGS", state)
        self._go_on_with("queue")

    def _hang_up(self) -> None:
        self._deafen()
        self._go_on_with("end")

    def _go_on_with(self, step: str) -> None:
        """The last command: the dialplan takes the call back, and the time-out with it."""
        self._agi.set_variable("LINEA_NEXT", step)
        self.next_step = step
