"""Takes in what was recorded: sealed, entered in the catalogue, and only then deleted here.

A file is deleted once its sealed copy is on disk and its row is committed; whatever ends in
between, it is taken in again and is the same one. On a full disk nothing is deleted: the
files wait where Asterisk wrote them, the worker's health says so, and no new call is recorded
(`agi_scripts.recording_folder`), so that filings have the room that is left.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.clock import BOGOTA, Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.services import calls, recordings
from ivr.services.recordings import UNLINKED, Taken
from ivr.store import Store
from ivr.worker.looking import keep_looking
from recordings import sound
from recordings.keys import KeyMissing
from recordings.library import Library
from recordings.sealed_file import Damaged
from recordings.sound import NoSound, Sound
from recordings.spool import Left, Spool

LOOK_SECONDS = 2.0
LONGEST_PAUSE = 30.0
QUIET = timedelta(seconds=3)
"""A part of a call that is over was closed by Asterisk before so long."""
FORSAKEN = timedelta(minutes=10)
"""A file of no known call that has not grown for so long will grow no more."""
LONGEST_CALL = timedelta(hours=12)
"""Of a call that is not over by the log: by then the log is wrong."""
LEFT_OPEN = timedelta(hours=1)
"""Dictated in a call whose process ended before it could say so."""

_log = structlog.get_logger(__name__)


class Intake:
    """One loop over what one Asterisk leaves. ``problem`` is why it can't take in now."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        registry: CollectorRegistry,
        *,
        spool: Spool,
        library: Library,
    ) -> None:
        self.problem: LineaError | OSError | None = None
        self._store = store
        self._clock = clock
        self._spool = spool
        self._library = library
        self._taken = Counter(
            "linea_recordings_taken_in", "Recordings taken in", ("kind",), registry=registry
        )
        self._waiting = Gauge(
            "linea_recordings_waiting", "Files not taken in yet", registry=registry
        )
        self._refused = Gauge(
            "linea_recordings_refused", "Files set aside as no recordings", registry=registry
        )

    def run(self, stop: threading.Event) -> None:
        """Take in until ``stop``; what is in the way is tried again, ever less often."""
        keep_looking(self.look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def look(self) -> bool:
        """Take in what is complete. Tells whether nothing stood in the way."""
        problem: LineaError | OSError | None = None
        waiting = 0
        try:
            for file, left in self._spool.files():
                try:
                    if left is None:
                        self._refuse(file, "unknown_name")
                    elif not self._take(left):
                        waiting += 1
                except (OSError, KeyMissing, Damaged) as failure:
                    problem = problem or failure
                    waiting += 1
            self._refused.set(self._spool.refused())
        except (StoreUnavailable, OSError) as failure:
            problem = problem or failure
        self._waiting.set(waiting)
        if problem is not None and self.problem is None:
            _log.error("recordings_wait", why=_code(problem))
        self.problem = problem
        return problem is None

    def _take(self, left: Left) -> bool:
        """Take one file in if it is complete; whether it was. Raises as ``look`` catches."""
        if not left.file.exists() and not left.file.is_symlink():
            return True
        quiet = self._quiet(left.file)
        if not self._is_over(left, quiet):
            return False
        try:
            found = self._sound(left, quiet)
        except NoSound as nothing:
            self._without_sound(left, nothing)
            return True
        if found is None:
            return False
        if not self._is_entered(left):
            self._keep(left, found)
        left.file.unlink()
        return True

    def _is_over(self, left: Left, quiet: timedelta) -> bool:
        """Whether whoever wrote the file is done with it."""
        if left.open:
            return quiet > LEFT_OPEN
        if left.began_at is None:
            return True
        return quiet > QUIET and quiet > self._patience(left.call_id)

    def _patience(self, call_id: str | None) -> timedelta:
        """How long to wait for a part to grow: its caller may opt out as long as the call lasts."""
        with self._store.reading() as session:
            call = calls.by_id(session, call_id or "")
        if call is None:
            return FORSAKEN
        return LONGEST_CALL if call.ended_at is None else QUIET

    def _is_entered(self, left: Left) -> bool:
        """Whether it was taken in before: what is sealed is never replaced."""
        with self._store.reading() as session:
            return recordings.by_name(session, left.name) is not None

    def _sound(self, left: Left, quiet: timedelta) -> Sound | None:
        if left.began_at is not None:
            return sound.part(left.file)
        return sound.dictated(left.file, ended=quiet > FORSAKEN)

    def _keep(self, left: Left, found: Sound) -> None:
        """Seal it and enter it. Raises OSError, StoreUnavailable, KeyMissing, Damaged."""
        began_at = left.began_at or self._written_at(left.file) - timedelta(seconds=found.seconds)
        taken = Taken(
            name=left.name,
            call_id=left.call_id,
            kind=left.kind,
            started_at=day_of(began_at) if left.kind in UNLINKED else began_at,
            seconds=round(found.seconds, 2),
            channels=found.channels,
            size=found.size,
            file=self._library.keep(left.name, left.kind, found),
        )
        now = self._clock.now()
        with self._store.unit_of_work() as session:
            recordings.take_in(session, taken, day_of(now) if left.kind in UNLINKED else now)
        self._taken.labels("call" if left.kind == recordings.CALL else "dictated").inc()
        if left.call_id is not None:
            _log.info("recording_taken_in", call_id=left.call_id, kind=left.kind)

    def _without_sound(self, left: Left, why: NoSound) -> None:
        """An empty part of a call was stopped before a word; all else is set aside."""
        if left.began_at is not None and not left.file.is_symlink() and _is_empty(left.file):
            left.file.unlink()
        else:
            self._refuse(left.file, why.code)

    def _refuse(self, file: Path, why: str) -> None:
        if file.is_dir() and not file.is_symlink():
            return
        self._spool.refuse(file)
        _log.error("recording_refused", why=why)

    def _quiet(self, file: Path) -> timedelta:
        """How long ago a file was last written to."""
        return self._clock.now() - self._written_at(file)

    def _written_at(self, file: Path) -> datetime:
        return datetime.fromtimestamp(os.lstat(file).st_mtime, UTC)


def _is_empty(file: Path) -> bool:
    return file.is_file() and file.stat().st_size < sound.SAMPLE * 2


def day_of(moment: datetime) -> datetime:
    """The beginning of its day: of what is unlinked nothing more precise is kept."""
    day = moment.astimezone(BOGOTA)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _code(problem: LineaError | OSError) -> object:
    """What a log may say of a problem."""
    return problem.code if isinstance(problem, LineaError) else problem.strerror
