"""Posts to the store what processes wrote to their journals while it was gone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Gauge

from ivr.clock import Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.services.filing import holder, journal, posting
from ivr.store import Store
from ivr.worker.looking import keep_looking

LOOK_SECONDS = 2.0
LONGEST_PAUSE = 10.0
RETIRED_AFTER = timedelta(days=1)
"""After so long without a process its numbers are voided, so that no gap stays open."""

_log = structlog.get_logger(__name__)


class FilingPosts:
    """One loop over the journals of this machine's processes, the living and the dead.

    ``problem`` is why they can't be posted now; ``refused`` counts what never can be.
    """

    def __init__(
        self, store: Store, clock: Clock, registry: CollectorRegistry, folder: Path
    ) -> None:
        self.problem: LineaError | OSError | None = None
        self.refused = 0
        self._store = store
        self._clock = clock
        self._folder = folder / "desks"
        self._waiting = Gauge(
            "linea_filings_journaled", "Journals that wait for the store", registry=registry
        )
        self._refused = Gauge(
            "linea_filings_refused", "Filings that can never be posted", registry=registry
        )

    def run(self, stop: threading.Event) -> None:
        """Post until ``stop``; while the store is gone it is asked ever less often."""
        keep_looking(self.look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def look(self) -> bool:
        """Post what waits. Tells whether nothing stood in the way."""
        problem: LineaError | OSError | None = None
        waiting = refused = 0
        for place in holder.folders(self._folder):
            try:
                posting.post_all(self._store, place)
                self._retire(place)
            except (OSError, StoreUnavailable) as failure:
                problem = problem or failure
            waiting += len(journal.files(place))
            refused += posting.refused(place)
        if problem is not None and self.problem is None:
            _log.warning("filings_wait", why=type(problem).__name__)
        self.problem, self.refused = problem, refused
        self._waiting.set(waiting)
        self._refused.set(refused)
        return problem is None

    def _retire(self, place: Path) -> None:
        """Void the numbers of a process that didn't come back. Raises OSError, StoreUnavailable."""
        now = self._clock.now()
        noted = place / holder.NUMBERS
        if not noted.exists():
            return
        last = datetime.fromtimestamp(noted.stat().st_mtime, UTC)
        if now - last < RETIRED_AFTER:
            return
        held = holder.claim_this(place)
        if held is None:
            return
        try:
            blocks = {one.block for one in held.leased}
            if blocks and not journal.files(place):
                posting.settle(self._store, held, now)
                posting.give_up(self._store, held, blocks, posting.RETIRED, now)
                _log.info("numbers_given_up", blocks=len(blocks))
        finally:
            held.close()
