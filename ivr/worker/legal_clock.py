"""Keeps the calendar of working days ahead, and notes the terms that ran out."""

from __future__ import annotations

import threading

import structlog

from ivr.clock import Clock
from ivr.errors import StoreUnavailable
from ivr.services import working_days
from ivr.services.pqrs import Catalogue
from ivr.services.pqrs.lapses import AT_ONCE, note_lapsed
from ivr.store import Store

LOOK_SECONDS = 600.0
AGAIN_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class LegalClock:
    """One loop that may run in several processes at once."""

    def __init__(self, store: Store, clock: Clock, catalogue: Catalogue) -> None:
        self._store = store
        self._clock = clock
        self._catalogue = catalogue

    def run(self, stop: threading.Event) -> None:
        """Look now and every ten minutes until ``stop``; sooner while the store is gone."""
        while True:
            pause = LOOK_SECONDS
            try:
                self.look()
            except StoreUnavailable as gone:
                _log.warning("legal_clock_waits", code=gone.code)
                pause = AGAIN_SECONDS
            if stop.wait(pause):
                return

    def look(self) -> None:
        """Write the holidays of the years ahead, note lapsed terms. Raises StoreUnavailable."""
        now = self._clock.now()
        with self._store.unit_of_work() as session:
            working_days.seed(session, self._clock.today())
        noted = AT_ONCE
        while noted == AT_ONCE:
            with self._store.unit_of_work() as session:
                noted = note_lapsed(session, self._catalogue, now)
