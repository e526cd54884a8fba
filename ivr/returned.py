"""A call that the dialplan hands back to the conversations: from a queue, a talk, or a callback."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.queue_place import Place
from ivr.recording import RecordingState

NOTHING_RECORDED = RecordingState()


@dataclass(frozen=True, slots=True)
class Returned:
    """What the dialplan tells of a call that comes back.

    ``times``: how often by now, 0 for a call that we placed. ``key``: pressed while waiting.
    ``queue`` and ``agent_id``: where the caller was and who talked to them. ``place``: the one
    they keep. ``recordings``: what the call's own conversation left.
    """

    times: int
    key: str | None = None
    queue: str | None = None
    agent_id: int | None = None
    callback_id: int | None = None
    place: Place | None = None
    recordings: RecordingState = NOTHING_RECORDED
