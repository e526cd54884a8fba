"""Deletes the ladder's messages that someone attended to long enough ago."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import structlog

from ivr.clock import Clock
from ivr.services import messages
from ivr.services.messages import Message
from ivr.store import Store

_log = structlog.get_logger(__name__)


class MessageRetention:
    """``folder`` holds the sounds; ``kept`` is how long a message stays once it is done."""

    def __init__(self, store: Store, clock: Clock, *, folder: Path, kept: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder
        self._kept = kept

    def sweep(self) -> None:
        """Delete sounds, then messages: an end in between leaves what the next sweep finds.

        A message whose sound can't be deleted stays, and doesn't keep the others. Raises
        StoreUnavailable.
        """
        with self._store.reading() as session:
            over = messages.done_before(session, self._clock.now() - self._kept)
        gone = [message.id for message in over if self._delete(message)]
        with self._store.unit_of_work() as session:
            messages.forget(session, gone)

    def _delete(self, message: Message) -> bool:
        if message.recording is None:
            return True
        try:
            (self._folder / message.recording.file).unlink(missing_ok=True)
        except OSError as failure:
            _log.error("message_not_deleted", message=message.id, why=failure.strerror)
            return False
        return True
