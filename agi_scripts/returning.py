"""The dialplan's entry points ``waiting``, ``after-talk`` and ``callback``: a call comes back.

They end as ``line`` does, by ``LINEA_NEXT``; where one fails the dialplan knows what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agi_scripts.agi import Agi
from agi_scripts.line import IncomingCall
from ivr.keys import KEYS
from ivr.line import Line
from ivr.queue_place import FIRST_COME, Place
from ivr.recording import RecordingState
from ivr.returned import Returned

_MEMBER = re.compile(r"agent-(\d{1,18})")
_RECORDINGS = re.compile(r"(\d{1,3})-([01])-([01])")
_MOST_TIMES = 999


class ReturningCall:
    """Serves calls that come back, with what serves those that come in."""

    def __init__(self, incoming: IncomingCall, attend: Callable[[Line, Returned], None]) -> None:
        self._incoming = incoming
        self._attend = attend

    def __call__(self, agi: Agi) -> str:
        """Serve one call; gives how it ended, as :class:`IncomingCall` does."""
        returned = told_by(agi)

        def attend(line: Line) -> None:
            if returned.place is not None:
                line.keep_place(returned.place)
            line.resume_recording(returned.recordings, returned.times)
            self._attend(line, returned)

        return self._incoming.serve(agi, attend, again=returned.times)


def told_by(agi: Agi) -> Returned:
    """What the dialplan's variables say; a value that can't be one counts as none."""
    key = agi.get_variable("LINEA_KEY") or ""
    member = _MEMBER.fullmatch(agi.get_variable("LINEA_AGENT") or "")
    return Returned(
        times=min(_number(agi, "LINEA_TIMES") or 0, _MOST_TIMES),
        key=key if len(key) == 1 and key in KEYS else None,
        queue=agi.get_variable("LINEA_QUEUE") or None,
        agent_id=int(member[1]) if member else None,
        callback_id=_number(agi, "LINEA_CALLBACK"),
        place=_place(agi),
        recordings=_recordings(agi),
    )


def _place(agi: Agi) -> Place | None:
    priority = _number(agi, "LINEA_PRIO")
    if priority is None or priority > FIRST_COME:
        return None
    return Place.kept(priority, _number(agi, "LINEA_HEAD_START") or 0)


def _recordings(agi: Agi) -> RecordingState:
    """As :meth:`AsteriskLine._transfer` told the dialplan."""
    told = _RECORDINGS.fullmatch(agi.get_variable("LINEA_RECORDINGS") or "")
    if told is None:
        return RecordingState()
    parts, on, opted_out = (int(each) for each in told.groups())
    return RecordingState(parts, bool(on), bool(opted_out))


def _number(agi: Agi, name: str) -> int | None:
    value = agi.get_variable(name) or ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
