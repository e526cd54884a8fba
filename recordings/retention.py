"""Deletes recordings that have stayed as long as they may, unless somebody holds them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import structlog

from ivr.clock import Clock
from ivr.errors import StoreUnavailable
from ivr.services import recordings
from ivr.services.recordings import Recording
from ivr.store import Store
from recordings.library import Library

LOOK_SECONDS = 3600.0
FIRST_LOOK_SECONDS = 60.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """How many days recordings of calls stay, and what callers dictated (PQRS, damages)."""

    calls: int
    dictated: int


class Retention:
    """One loop beside the calls. ``stuck``: the files that could not be deleted the last time."""

    def __init__(
        self, store: Store, clock: Clock, *, library: Library, days: RetentionDays
    ) -> None:
        self.stuck = 0
        self._store = store
        self._clock = clock
        self._library = library
        self._days = days

    def run(self, stop: threading.Event) -> None:
        """Purge every hour until ``stop``."""
        pause = FIRST_LOOK_SECONDS
        while not stop.wait(pause):
            pause = LOOK_SECONDS
            try:
                self.purge()
            except StoreUnavailable as failure:
                _log.error("recordings_not_purged", why=failure.code)

    def due(self, after: Recording | None = None) -> tuple[Recording, ...]:
        """What would be deleted next, behind ``after``. Raises StoreUnavailable."""
        with self._store.reading() as session:
            return recordings.due(
                session,
                self._clock.now(),
                calls_days=self._days.calls,
                dictated_days=self._days.dictated,
                after=after,
            )

    def purge(self) -> int:
        """Delete what is due; gives how many. Raises StoreUnavailable.

        The file goes first: where the rest fails, the recording is due again. A file that can't
        be deleted stays behind, counted in ``stuck``, and is tried again the next time.
        """
        deleted, stuck = 0, 0
        last: Recording | None = None
        while due := self.due(last):
            for recording in due:
                if self._delete(recording):
                    deleted += 1
                else:
                    stuck += 1
            last = due[-1]
        self.stuck = stuck
        if deleted or stuck:
            _log.info("recordings_purged", count=deleted, stuck=stuck)
        return deleted

    def _delete(self, recording: Recording) -> bool:
        try:
            self._library.remove(recording)
        except OSError as failure:
            _log.error("recording_not_deleted", recording=recording.id, why=failure.strerror)
            return False
        with self._store.unit_of_work() as session:
            recordings.purged(session, recording.name, self._clock.now())
        return True
