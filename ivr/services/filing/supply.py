"""The numbers and the journal of one process, kept ready for the store's being gone."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services import ethics, numbers, working_days
from ivr.services.filing import holder, posting
from ivr.services.filing.holder import Holder
from ivr.services.filing.journal import Entry, Journal
from ivr.services.numbers import Number, Series
from ivr.services.working_days import Calendar
from ivr.store import Store

NEXT_YEAR_AHEAD = timedelta(days=3)
"""So long before the year ends the next one's first numbers are leased."""
UPKEEP_SECONDS = 5.0
IN_VAIN = "no se pudo guardar lo radicado"

_log = structlog.get_logger(__name__)


class Supply:
    """Numbers leased ahead, at least ``reserve`` of each series, and the journal. Thread-safe.

    ``problem`` is why the store can't be reached or the disk not be written to now.
    ``calendar`` is the store's as it was last read.
    """

    def __init__(self, store: Store, clock: Clock, folder: Path, reserve: int) -> None:
        self.problem: LineaError | OSError | None = None
        self.calendar = Calendar()
        self._secret: bytes | None = None
        self._store = store
        self._clock = clock
        self._folder = folder
        self._reserve = reserve
        self._holder: Holder | None = None
        self._journal: Journal | None = None
        self._settled = False
        self._in_vain: list[Number] = []
        self._opening = threading.Lock()
        self._keeping = threading.Lock()
        self._wanted = threading.Event()

    def take(self, series: Series, now: datetime) -> Number | None:
        """The next number, noted on disk; None when none is left. Raises OSError."""
        held, year = self._held(), series.year_of(now)
        number = held.take(series, year)
        if held.left(series, year) < self._reserve:
            self._wanted.set()
        return number

    def keep(self, entry: Entry) -> None:
        """Write a filing to the journal. Raises OSError."""
        self._held()
        assert self._journal is not None
        self._journal.append(entry)
        self._wanted.set()

    def gave_in_vain(self, number: Number) -> None:
        """That number carries no filing: void it when the store is back."""
        self._in_vain.append(number)

    def ethics_secret(self) -> bytes:
        """What tracking codes are hashed with; read once. Raises StoreUnavailable."""
        if self._secret is None:
            with self._store.unit_of_work() as session:
                self._secret = ethics.salt(session)
        return self._secret

    def prepare(self) -> None:
        """Post what waits, void what was lost, lease what is short, read what filing needs.

        Raises StoreUnavailable, OSError.
        """
        with self._keeping:
            held, now = self._held(), self._clock.now()
            with self._store.reading() as session:
                self.calendar = working_days.calendar(session)
            self.ethics_secret()
            assert self._journal is not None
            self._journal.rest()
            posting.post_all(self._store, held.folder)
            if not self._settled:
                posting.settle(self._store, held, now)
                self._settled = True
            self._void_in_vain(now)
            self._leave_past_years(held, now)
            for series in Series:
                for year in {series.year_of(now), series.year_of(now + NEXT_YEAR_AHEAD)}:
                    self._lease(held, series, year, now)

    def keep_up(self, stop: threading.Event) -> None:
        """Prepare now, whenever numbers run short, and every few seconds until ``stop``."""
        while not stop.is_set():
            try:
                self.prepare()
            except (LineaError, OSError) as failure:
                if self.problem is None:
                    _log.warning("filing_not_prepared", why=type(failure).__name__)
                self.problem = failure
            else:
                self.problem = None
            self._wanted.wait(UPKEEP_SECONDS)
            self._wanted.clear()
            stop.wait(0.2)

    def wake(self) -> None:
        """Have :meth:`keep_up` look at once."""
        self._wanted.set()

    def close(self) -> None:
        """Leave numbers and journal to whoever comes next."""
        if self._journal is not None:
            self._journal.rest()
        if self._holder is not None:
            self._holder.close()

    def _lease(self, held: Holder, series: Series, year: int, now: datetime) -> None:
        if held.left(series, year) >= self._reserve:
            return
        with self._store.unit_of_work() as session:
            block = numbers.lease(session, series, year, self._reserve, holder=held.id, now=now)
        held.add(block)

    def _leave_past_years(self, held: Holder, now: datetime) -> None:
        """Numbers of a year that is over are voided, once nothing can be filed in it."""
        settled = now - NEXT_YEAR_AHEAD
        past = {one.block for one in held.leased if 0 < one.year < one.series.year_of(settled)}
        posting.give_up(self._store, held, past, posting.YEAR_OVER, now)

    def _void_in_vain(self, now: datetime) -> None:
        lost = tuple(self._in_vain)
        if lost:
            with self._store.unit_of_work() as session:
                numbers.void(session, lost, IN_VAIN, now)
            del self._in_vain[: len(lost)]

    def _held(self) -> Holder:
        """The folder of this process. Raises OSError."""
        with self._opening:
            if self._holder is None:
                self._holder = holder.claim(self._folder)
                self._journal = Journal(self._holder.folder)
            return self._holder
