"""The dialplan's entry point ``line``: an incoming call from its arrival to its handing on.

It ends by ``LINEA_NEXT`` (docs/architecture.md, section 2). Whatever goes wrong here leaves
that variable unset, and the dialplan's ladder apologises and serves the caller.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

import structlog

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine, Voice
from agi_scripts.errors import AgiClosed, AgiProtocolError
from agi_scripts.failure import where
from agi_scripts.key_log import KeyLog
from agi_scripts.metrics import Metrics
from agi_scripts.path_writer import CallPath, PathWriter
from agi_scripts.recogniser import SpeechService
from agi_scripts.recording_folder import RecordingFolder
from ivr.call import CallEnded, Caller, CallInfo, PathStep
from ivr.clock import Clock
from ivr.line import Line
from ivr.phone_number import normalise
from ivr.rendering import Prompts
from ivr.understood import Ears

_log = structlog.get_logger(__name__)


class KeyLogs(Protocol):
    """What tells of keys (:meth:`agi_scripts.key_watch.KeyWatch.log`)."""

    def __call__(self, channel: str, *, begins: bool) -> AbstractContextManager[KeyLog]:
        """The keys of a channel, while the block runs."""
        ...


class IncomingCall:
    """Serves the calls that the dialplan brings; shared by all of them."""

    def __init__(
        self,
        attend: Callable[[Line], None],
        *,
        prompts: Prompts,
        voice: Voice,
        writer: PathWriter,
        clock: Clock,
        metrics: Metrics,
        area_code: str,
        key_log: KeyLogs,
        recordings: RecordingFolder,
        ears: Ears | None = None,
        speech: SpeechService | None = None,
    ) -> None:
        """``attend`` is the conversation; ``area_code`` completes old seven-digit numbers.

        ``key_log`` gives the keys of the channel with a Uniqueid while the call lasts, also those
        from before the conversation of a call that begins. With
        ``speech`` and the ``ears`` that understand it callers may speak.
        """
        self._attend = attend
        self._key_log = key_log
        self._recordings = recordings
        self._ears = ears
        self._speech = speech
        self._prompts = prompts
        self._voice = voice
        self._writer = writer
        self._clock = clock
        self._metrics = metrics
        self._area_code = area_code

    def __call__(self, agi: Agi) -> str:
        """Serve one call; gives how it ended: queue, end, hung_up, closed or failed."""
        return self.serve(agi, self._attend)

    def serve(self, agi: Agi, attend: Callable[[Line], None], *, again: int = 0) -> str:
        """Converse by ``attend``; ``again``: how often the call has come back to us by now."""
        with self._key_log(agi.env.get("uniqueid", ""), begins=not again) as key_log:
            return self._answer(agi, key_log, attend, again)

    def _answer(self, agi: Agi, key_log: KeyLog, attend: Callable[[Line], None], again: int) -> str:
        call = self._arrived(agi)
        path = self._writer.begin(call, again=again)
        line = AsteriskLine(
            agi,
            self._voice,
            call,
            self._prompts,
            path,
            self._clock,
            ears=self._ears,
            recordings=self._recordings,
            key_log=key_log,
            speech=self._speech,
            first_sound=self._metrics.first_sound.observe,
            prompt_failed=self._metrics.prompts_failed.inc,
        )
        try:
            return self._serve(line, path, attend)
        finally:
            line.release_recordings()
            self._voice.forget(call.call_id)

    def _arrived(self, agi: Agi) -> CallInfo:
        """Who calls, from the variables that the dialplan set (the header is masked)."""
        call_id = agi.get_variable("LINEA_CALL_ID") or ""
        try:
            call_id = str(uuid.UUID(call_id))
        except ValueError:
            raise AgiProtocolError("la llamada llegó sin identificador") from None
        withheld = agi.get_variable("LINEA_WITHHELD") == "1"
        number = None if withheld else normalise(agi.get_variable("LINEA_FROM"), self._area_code)
        dialled = agi.get_variable("LINEA_DIALLED") or ""
        return CallInfo(call_id, Caller(number, withheld), dialled, self._clock.now())

    def _serve(self, line: AsteriskLine, path: CallPath, attend: Callable[[Line], None]) -> str:
        call_id = line.call.call_id
        try:
            attend(line)
        except CallEnded as ended:
            _log.info("call_left", call_id=call_id, why=ended.details.get("reason"))
            return line.next_step or "hung_up"
        except AgiClosed:
            path.flush()
            return "closed"
        except Exception as error:
            _log.error("call_failed", call_id=call_id, **where(error))
        if line.next_step is not None:
            _log.info("call_served", call_id=call_id, next=line.next_step)
            return line.next_step
        path.add(PathStep(self._clock.now(), "failed", label="Falló el sistema automático"))
        path.flush()
        return "failed"
