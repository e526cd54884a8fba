"""What Asterisk records of one call: what the caller dictates, and the call as a whole."""

from __future__ import annotations

import time
from contextlib import suppress

import structlog
from asterisk.agi import AGIAppError

from agi_scripts.agi import BEEP_SECONDS, Agi
from agi_scripts.dead_mans_switch import DeadMansSwitch
from agi_scripts.key_log import KeyLog
from agi_scripts.recording_folder import RecordingFolder
from ivr.call import CallEnded
from ivr.clock import Clock
from ivr.keys import END_KEY
from ivr.recording import Ended, Recorded

CLOSING_SECONDS = 5.0
"""What a starved Asterisk takes at most to close a file after the caller hung up."""
_LOOK_SECONDS = 0.02
_log = structlog.get_logger(__name__)


class Recorder:
    """RECORD FILE for what is dictated, MixMonitor for the call: two commands of its channel.

    MixMonitor's option D puts what comes from the caller and what goes to the caller side by
    side in one raw file, silence where one of them is silent (app_mixmonitor.c). It stays on
    the caller's channel through queues and transfers until the call ends.
    """

    def __init__(
        self,
        agi: Agi,
        switch: DeadMansSwitch,
        key_log: KeyLog,
        folder: RecordingFolder,
        clock: Clock,
        *,
        call_id: str,
    ) -> None:
        self._agi = agi
        self._switch = switch
        self._key_log = key_log
        self._folder = folder
        self._clock = clock
        self._call_id = call_id
        self._dictated: list[str] = []

    def dictate(self, name: str, seconds: float, silence: float) -> tuple[Recorded, str]:
        """Record the caller; gives what was recorded and the keys pressed after #."""
        self._dictated.append(name)
        self._key_log.take()
        self._switch.renew(seconds + BEEP_SECONDS)
        began = time.monotonic()
        try:
            taken = self._agi.record_file(
                self._folder.dictated(name), END_KEY, seconds=seconds, silence=silence
            )
        except CallEnded:
            self._wait_until_closed(name)
            return self._kept(name, Ended.HANGUP), ""
        except AGIAppError:
            _log.error("dictation_failed", call_id=self._call_id)
            return Recorded(name, 0.0, Ended.FULL), ""
        lasted = time.monotonic() - began
        pressed = self._key_log.take(taken.key)
        if taken.key is not None:
            how = Ended.KEY
        else:
            how = Ended.FULL if lasted >= seconds else Ended.SILENCE
        after = pressed.partition(END_KEY)[2] if taken.key is not None else ""
        return self._kept(name, how), after

    def _kept(self, name: str, how: Ended) -> Recorded:
        """What was recorded; a file in which nobody speaks isn't kept."""
        seconds = self._folder.seconds_spoken(name)
        if seconds == 0:
            self.discard(name)
        return Recorded(name, seconds, how)

    def _wait_until_closed(self, name: str) -> None:
        """Asterisk closes the file a moment after the caller hung up; till then it looks empty."""
        until = time.monotonic() + CLOSING_SECONDS
        while self._folder.is_being_written(name) and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)

    def played_back(self, name: str) -> str:
        """What Asterisk plays to let the caller hear a dictated recording."""
        return self._folder.dictated(name)

    def discard(self, name: str) -> None:
        """Delete a dictated recording."""
        self._folder.discard(name)
        with suppress(ValueError):
            self._dictated.remove(name)

    def release(self) -> None:
        """The call needs its dictated recordings no more: whoever keeps them may take them."""
        for name in self._dictated:
            self._folder.release(name)
        self._dictated.clear()

    def begin(self, name: str) -> bool:
        """Record the call in a part of that name. Not where the disk is nearly full."""
        if not self._folder.has_room():
            _log.error("call_not_recorded", call_id=self._call_id, why="disk_full")
            return False
        self._switch.renew(0.0)
        try:
            file = self._folder.part(name, self._clock.now())
            self._agi.appexec("MixMonitor", f"{file},D")
        except AGIAppError:
            _log.error("call_not_recorded", call_id=self._call_id, why="refused")
            return False
        return True

    def stop(self) -> None:
        """Record no more; Asterisk closes the file before it answers."""
        self._switch.renew(0.0)
        with suppress(AGIAppError):
            self._agi.appexec("StopMixMonitor")

    def drop(self, name: str) -> None:
        """Delete a part of the call's recording."""
        try:
            self._folder.drop_part(name)
        except OSError:
            _log.error("recording_not_dropped", call_id=self._call_id)
