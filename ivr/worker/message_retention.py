"""Deletes the ladder's messages that someone attended to long enough ago."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ivr.clock import Clock
from ivr.services import messages
from ivr.store import Store


class MessageRetention:
    """``folder`` holds the sounds; ``kept`` is how long a message stays once it is done."""

    def __init__(self, store: Store, clock: Clock, *, folder: Path, kept: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder
        self._kept = kept

    def sweep(self) -> None:
        """Delete sounds, then messages: an end in between leaves what the next sweep finds.

        Raises StoreUnavailable and OSError.
        """
        with self._store.reading() as session:
            over = messages.done_before(session, self._clock.now() - self._kept)
        for message in over:
            if message.recording is not None:
                (self._folder / message.recording.file).unlink(missing_ok=True)
        with self._store.unit_of_work() as session:
            messages.forget(session, [message.id for message in over])
