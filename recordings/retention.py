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
    """One loop beside the calls."""

    def __init__(
        self, store: Store, clock: Clock, *, library: Library, days: RetentionDays
    ) -> None:
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
            except (StoreUnavailable, OSError) as failure:
                _log.error("recordings_not_purged", why=type(failure).__name__)

    def due(self) -> tuple[Recording, ...]:
        """What would be deleted next. Raises StoreUnavailable."""
        with self._store.reading() as session:
            return recordings.due(
                session,
                self._clock.now(),
                calls_days=self._days.calls,
                dictated_days=self._days.dictated,
            )

    def purge(self) -> int:
        """Delete what is due; gives how many. Raises StoreUnavailable, OSError.

        The file goes first: where the rest fails, the recording is due again.
        """
        deleted = 0
        while due := self.due():
            for recording in due:
                self._library.remove(recording)
                with self._store.unit_of_work() as session:
                    recordings.purged(session, recording.name, self._clock.now())
                deleted += 1
        if deleted:
            _log.info("recordings_purged", count=deleted)
        return deleted
