"""The filing desk: gives a number that exists afterwards, whatever happens to the store.

The number is taken first, from a block leased ahead, so that the store and the journal can
only ever hold the same one. Then the filing is written to the store; where that is gone,
locked or slow it goes to the journal. Only what is durable is answered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from ivr.clock import BOGOTA, Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.services import numbers
from ivr.services.damage import DamageFiling
from ivr.services.drafts import DraftFiling
from ivr.services.ethics import EthicsAddition, EthicsFiling
from ivr.services.filing.journal import Entry
from ivr.services.filing.kinds import ADDITION, CASE, DAMAGE, DRAFT, ETHICS, Filing, FilingKind
from ivr.services.filing.supply import Supply
from ivr.services.pqrs import CaseFiling, Catalogue, ruled
from ivr.store import Store

STORE_SECONDS = 2.0
RESERVE = 200
WRITERS = 8
REMEMBERED = 2000
"""Filings whose number is known here: who asks again is told the same one."""

F = TypeVar("F", bound=Filing)
T = TypeVar("T")
_log = structlog.get_logger(__name__)


class CannotFile(LineaError):
    """Neither the store nor the disk takes a filing, or no number is left for it."""

    code = "cannot_file"


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed case. ``due_on`` is the last day for its answer, ``working_days`` the term.

    ``journaled``: it waits on this machine's disk until the store is back.
    """

    radicado: str
    filed_at: datetime
    due_on: date
    working_days: int
    journaled: bool


@dataclass(frozen=True, slots=True)
class Ticketed:
    """A reported damage; ``journaled`` as of :class:`Filed`."""

    ticket: str
    opened_at: datetime
    journaled: bool


class FilingDesk:
    """One per process, for any number of threads. ``folder`` is the journals'.

    Nothing is opened before the first filing or :meth:`start`, which keeps ``reserve`` numbers
    of each series leased and the journal posted. ``store_seconds`` is how long the store may
    take before a filing goes to the journal.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        catalogue: Catalogue,
        folder: Path,
        *,
        store_seconds: float = STORE_SECONDS,
        reserve: int = RESERVE,
    ) -> None:
        self.catalogue = catalogue
        self._store = store
        self._clock = clock
        self._store_seconds = store_seconds
        self._supply = Supply(store, clock, folder / "desks", reserve)
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="filing")
        self._upkeep: threading.Thread | None = None
        self._stop = threading.Event()
        self._answered: OrderedDict[str, tuple[str, bool]] = OrderedDict()

    @property
    def problem(self) -> LineaError | OSError | None:
        """Why filings can't go to the store now, as far as is known."""
        return self._supply.problem

    def file_case(self, filing: CaseFiling) -> Filed:
        """File a case: radicado and deadline, durable. Raises CannotFile."""
        now = self._clock.now()
        filing = ruled(self.catalogue, self._supply.calendar, filing, now)
        assert filing.due is not None
        radicado, journaled = self._file(CASE, filing, now)
        return Filed(radicado, now, filing.due.on, filing.due.working_days, journaled)

    def report_damage(self, filing: DamageFiling) -> Ticketed:
        """Report a damage: its ticket, durable. Raises CannotFile."""
        now = self._clock.now()
        ticket, journaled = self._file(DAMAGE, filing, now)
        return Ticketed(ticket, now, journaled)

    def keep_draft(
        self,
        call_id: str | None,
        kind: str,
        fields: Mapping[str, str],
        recorded: Iterable[str] = (),
    ) -> None:
        """Keep what was said of a filing that came to no end. Raises CannotFile."""
        draft = DraftFiling(
            kind=kind, call_id=call_id, fields=dict(fields), recorded=tuple(recorded)
        )
        self._file(DRAFT, draft, self._clock.now())

    def ethics_secret(self) -> bytes:
        """What tracking codes are hashed with, known here once the store was there once.

        Raises StoreUnavailable.
        """
        return self._supply.ethics_secret()

    def keep_report(self, report: EthicsFiling) -> None:
        """Keep a report to the ethics line, under its day alone. Raises CannotFile."""
        self._file(ETHICS, report, datetime.combine(report.filed_on, time(), BOGOTA))

    def keep_addition(self, added: EthicsAddition) -> None:
        """Keep what is told of such a report later, under its day alone. Raises CannotFile."""
        self._file(ADDITION, added, datetime.combine(added.told_on, time(), BOGOTA))

    def prepare(self) -> None:
        """Lease numbers and post what waits, once. Raises StoreUnavailable, OSError."""
        self._supply.prepare()

    def start(self) -> None:
        """Lease numbers and post what waits, now and from time to time, until :meth:`close`."""
        self._upkeep = threading.Thread(
            target=self._supply.keep_up, args=(self._stop,), name="filing-upkeep"
        )
        self._upkeep.start()

    def close(self) -> None:
        """Stop; what waits in the journal is posted by whoever comes next."""
        self._stop.set()
        self._supply.wake()
        if self._upkeep is not None:
            self._upkeep.join()
        self._writers.shutdown(cancel_futures=True)
        self._supply.close()

    def __enter__(self) -> FilingDesk:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _file(self, kind: FilingKind[F], filing: F, now: datetime) -> tuple[str, bool]:
        """Number a filing once and make it durable. Tells whether it went to the journal."""
        known = self._answered.get(filing.filing_id)
        if known is None:
            known = self._answered[filing.filing_id] = self._number(kind, filing, now)
            if len(self._answered) > REMEMBERED:
                self._answered.popitem(last=False)
        return known

    def _number(self, kind: FilingKind[F], filing: F, now: datetime) -> tuple[str, bool]:
        number = None
        if kind.series is not None:
            try:
                number = self._supply.take(kind.series, now)
            except OSError as failure:
                _log.error("number_not_noted", disk=failure.strerror)
            if number is None:
                return self._file_without_lease(kind, filing, now), False
        text = "" if number is None else str(number)
        try:
            self._in_time(lambda: self._post(kind, filing, text, now))
        except StoreUnavailable as gone:
            raw = msgspec.Raw(msgspec.json.encode(filing))
            try:
                self._supply.keep(Entry(kind.name, text or None, now, raw))
            except OSError as full:
                if number is not None:
                    self._supply.gave_in_vain(number)
                raise self._nowhere(gone, full) from full
            _log.warning("filed_in_journal", why=gone.code)
            return text, True
        return text, False

    def _file_without_lease(self, kind: FilingKind[F], filing: F, now: datetime) -> str:
        """Number and filing in one unit of work. Raises CannotFile."""
        try:
            return self._in_time(lambda: self._post(kind, filing, None, now))
        except StoreUnavailable as gone:
            raise self._nowhere(gone, None) from gone

    def _post(self, kind: FilingKind[F], filing: F, number: str | None, now: datetime) -> str:
        """Write to the store; without a number it takes the next. Raises StoreUnavailable."""
        with self._store.unit_of_work() as session:
            if number is None and kind.series is not None:
                number = str(numbers.take(session, kind.series, now))
            kind.post(session, filing, number or "", now)
        return number or ""

    def _in_time(self, write: Callable[[], T]) -> T:
        """What ``write`` gives, if it comes in time. Raises StoreUnavailable.

        One that comes too late does no harm: the journal holds the same filing and number.
        """
        future: Future[T] = self._writers.submit(write)
        try:
            return future.result(self._store_seconds)
        except TimeoutError:
            future.cancel()
            raise StoreUnavailable("la base de datos no respondió a tiempo", code="slow") from None

    @staticmethod
    def _nowhere(gone: StoreUnavailable, disk: OSError | None) -> CannotFile:
        """Without the kind of filing: no log tells at what moment the ethics line was called."""
        _log.error("cannot_file", store=gone.code, disk=disk and disk.strerror)
        return CannotFile("no se pudo guardar lo radicado")
