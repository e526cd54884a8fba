"""What a line keeps of a caller's voice: what they dictate, and the call as a whole."""

from __future__ import annotations

import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from ivr.call import CallEnded, CallInfo, PathRecorder
from ivr.clock import Clock
from ivr.keys import KeyBuffer
from ivr.line_path import PathLine

ETHICS = "ethics"
"""The purpose of a report to the ethics line: no one may connect it with a call."""
ANONYMOUS = "anonymous"
"""The purpose of an anonymous petition: no one may connect it with a call either."""
CALL = "call"
"""The purpose of what is recorded of a whole call; no answer may have it."""
_DICTATED_AT_MOST = 100
"""What a caller dictates in one conversation; the names of the next one begin after it."""
_PURPOSE = re.compile(r"[a-z]{1,16}")


class Ended(StrEnum):
    """What ended a recording: #, the caller's silence, its full length, or the caller's leaving."""

    KEY = "key"
    SILENCE = "silence"
    FULL = "full"
    HANGUP = "hangup"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a caller dictated. ``seconds`` is 0.0 where nothing was said.

    ``name`` is ``<call_id>-<purpose>-<n>``; of a report to the ethics line a random UUID, of
    an anonymous petition ``<random UUID>-anonymous``.
    """

    name: str
    seconds: float
    ended: Ended


@dataclass(frozen=True, slots=True)
class RecordingState:
    """How many ``parts`` of a call were recorded, and whether it is being recorded."""

    parts: int = 0
    on: bool = False
    opted_out: bool = False


class RecordingLine(PathLine, ABC):
    """The part of a line that records; every method may raise :class:`CallEnded`.

    ``recorded`` is all that the caller dictated and did not discard, in order.
    """

    keys: KeyBuffer

    def __init__(self, call: CallInfo, path: PathRecorder, clock: Clock) -> None:
        super().__init__(call, path, clock)
        self.recorded: list[Recorded] = []
        self.opted_out = False
        self.recording = False
        """Whether the call is being recorded now."""
        self._dictated = 0
        self._parts: list[str] = []

    # -- what the caller dictates ---------------------------------------------------

    def record(self, purpose: str, *, seconds: float, silence: float = 3.0) -> Recorded:
        """Record the caller after a beep until #, ``silence`` seconds of it, or ``seconds``.

        What was pressed before the end answers nothing and is dropped; what follows # is
        kept for the next question. Raises CallEnded when the caller hangs up meanwhile; the
        sound so far is then the last of ``recorded``.
        """
        self.keys.clear()
        recorded = self._record(self._name(purpose), seconds, silence)
        self.recorded.append(recorded)
        self._step("recorded", heard=f"{recorded.seconds:.0f} s")
        if recorded.ended is Ended.HANGUP:
            raise CallEnded("se colgó la llamada mientras grababa", reason="hangup")
        return recorded

    def play_back(self, recorded: Recorded) -> None:
        """Let the caller hear what they dictated; a key stops it and is kept."""
        if recorded.seconds > 0 and not self.keys:
            self._play_back(recorded)

    def discard(self, recorded: Recorded) -> None:
        """Delete what the caller dictated, for instance to dictate it anew."""
        if recorded in self.recorded:
            self.recorded.remove(recorded)
        self._discard(recorded.name)

    # -- the call as a whole -------------------------------------------------------

    def start_recording(self) -> None:
        """Record the call from here on, both sides apart; once, and not after an opt-out."""
        if not self.recording and not self.opted_out:
            self._start_part()

    def opt_out_of_recording(self) -> None:
        """The caller wants it: record this call no more and delete what was recorded of it."""
        self.opted_out = True
        self.drop_recording()

    def drop_recording(self) -> None:
        """Stop recording the call and delete what was recorded of it."""
        if self.recording:
            self._end_part()
        for name in self._parts:
            self._drop_part(name)
        self._parts.clear()

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Keep what is said and typed in this block out of the call's recording."""
        paused = self.recording
        if paused:
            self._end_part()
        gone = False
        try:
            yield
        except CallEnded:
            gone = True
            raise
        finally:
            if paused and not gone:
                self.start_recording()

    # -- a call that comes back ------------------------------------------------------

    @property
    def recording_state(self) -> RecordingState:
        """What must be known of the recordings when the call comes back from elsewhere."""
        return RecordingState(len(self._parts), self.recording, self.opted_out)

    def resume_recording(self, state: RecordingState, times: int) -> None:
        """Go on where the call's conversation left off; it comes back for the nth time."""
        self.recording, self.opted_out = state.on, state.opted_out
        self._parts = [self._part_name(number) for number in range(1, state.parts + 1)]
        self._dictated = times * _DICTATED_AT_MOST

    # -- what a transport gives ------------------------------------------------------

    @abstractmethod
    def _record(self, name: str, seconds: float, silence: float) -> Recorded:
        """Beep and record; a hang-up is told by ``ended``, not raised."""

    @abstractmethod
    def _play_back(self, recorded: Recorded) -> None:
        """Play a recording; the first key stops it and is pushed into ``keys``."""

    @abstractmethod
    def _discard(self, name: str) -> None:
        """Delete a recording; it may not exist."""

    @abstractmethod
    def _begin_recording(self, name: str) -> bool:
        """Start recording both sides of the call; whether that could be done."""

    @abstractmethod
    def _stop_recording(self) -> None:
        """Stop recording the call; what was recorded is complete when this returns."""

    @abstractmethod
    def _drop_part(self, name: str) -> None:
        """Delete a part of the call's recording."""

    # -- within ----------------------------------------------------------------------

    def _name(self, purpose: str) -> str:
        if not _PURPOSE.fullmatch(purpose) or purpose == CALL:
            raise ValueError("a recording's purpose is one short word in lower case")
        if purpose == ETHICS:
            return str(uuid.uuid4())
        if purpose == ANONYMOUS:
            return f"{uuid.uuid4()}-{ANONYMOUS}"
        self._dictated += 1
        return f"{self.call.call_id}-{purpose}-{self._dictated}"

    def _part_name(self, number: int) -> str:
        return f"{self.call.call_id}-{CALL}-{number}"

    def _start_part(self) -> None:
        name = self._part_name(len(self._parts) + 1)
        self.recording = self._begin_recording(name)
        if self.recording:
            self._parts.append(name)

    def _end_part(self) -> None:
        self.recording = False
        self._stop_recording()
