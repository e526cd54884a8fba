"""Writes down what callers dictated, after their calls, one sound at a time.

A sealed recording is opened in memory alone. What fails is tried again, ever later; a model
that isn't there, or doesn't load, is no failure of a sound: all wait, and the health says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.clock import Clock
from ivr.errors import LineaError, NotFound, StoreUnavailable
from ivr.services import recordings, transcripts
from ivr.services.pqrs.words import words
from ivr.services.recordings import UNLINKED, UNWRITTEN, Recording
from ivr.services.transcripts import Task
from ivr.store import Store, TranscriptOrigin
from ivr.worker.looking import keep_looking
from recordings.dictation import Dictation, NoDictationModel, RecognizerFailed
from recordings.intake import day_of
from recordings.keys import KeyMissing
from recordings.library import Library
from recordings.sealed_file import Damaged
from recordings.sound import WAV_HEADER

LOOK_SECONDS = 5.0
LONGEST_PAUSE = 60.0
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""After each try that failed; when these are used up it has failed for good."""
LOST_AFTER = timedelta(hours=2)
"""What is worked on for so long is taken up by another worker."""
MOST_WORDS = 300
"""By which a transcript is found: more than in three minutes of telling."""

_log = structlog.get_logger(__name__)


class Transcription:
    """One loop beside the calls. ``problem`` is why nothing can be transcribed now."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        registry: CollectorRegistry,
        *,
        library: Library,
        messages: Path,
        dictation: Dictation | None,
    ) -> None:
        """``messages``: the folder of the ladder's messages. No ``dictation``: no model is set."""
        self.problem: LineaError | None = None
        self._store = store
        self._clock = clock
        self._library = library
        self._messages = messages
        self._dictation = dictation
        self._stopping = threading.Event()
        self._awake = False
        self._ended = Counter(
            "linea_transcripts", "Sounds transcribed, by outcome", ("outcome",), registry=registry
        )
        self._waiting = Gauge(
            "linea_transcripts_waiting", "Sounds that wait to be transcribed", registry=registry
        )

    def run(self, stop: threading.Event) -> None:
        """Transcribe until ``stop``; what is in the way is tried again, ever less often."""
        keep_looking(self.look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def close(self) -> None:
        """End what is under way, from any thread: it is taken up again by who comes next."""
        self._stopping.set()
        if self._dictation is not None:
            self._dictation.stop()

    def look(self) -> bool:
        """Transcribe all that is due. Tells whether nothing stood in the way."""
        problem: LineaError | None = None
        try:
            self._wake()
            if self._count():
                self._all_due()
        except (StoreUnavailable, NoDictationModel) as failure:
            problem = failure
            if self.problem is None:
                _log.error("transcripts_wait", why=failure.code)
        self.problem = problem
        return problem is None

    def _wake(self) -> None:
        """What found no model before waits again, now that there is one."""
        if self._dictation is not None and not self._awake:
            self._in_store(transcripts.wake)
            self._awake = True

    def _count(self) -> int:
        with self._store.reading() as session:
            waiting = transcripts.count_waiting(session)
        self._waiting.set(waiting)
        return waiting

    def _all_due(self) -> None:
        if self._dictation is None:
            self._in_store(transcripts.stand_still)
            self._waiting.set(0)
        else:
            self._each_due(self._dictation)

    def _each_due(self, dictation: Dictation) -> None:
        try:
            while not self._stopping.is_set():
                now = self._clock.now()
                with self._store.unit_of_work() as session:
                    task = transcripts.take(session, now, now + LOST_AFTER)
                if task is None:
                    break
                self._transcribe(task, dictation)
                self._count()
        finally:
            dictation.close()  # a large model's memory isn't held while there is nothing to do

    def _transcribe(self, task: Task, dictation: Dictation) -> None:
        """Do one. Raises StoreUnavailable, NoDictationModel."""
        recording = self._recording(task)
        unlinked = recording is not None and recording.kind in UNLINKED
        try:
            written = dictation.write(self._samples(task, recording))
        except NoDictationModel:
            self._put_back(task, unlinked)
            raise
        except (NotFound, Damaged, KeyMissing, OSError, RecognizerFailed) as failure:
            if self._stopping.is_set():
                self._put_back(task, unlinked)
            else:
                self._fail(task, unlinked, failure)
        else:
            made_at, model = self._moment(unlinked), dictation.model.name
            found_by = words(written.text, most=MOST_WORDS)
            with self._store.unit_of_work() as session:
                transcripts.write(
                    session, task.name, written, model=model, now=made_at, found_by=found_by
                )
            self._ended.labels("done").inc()

    def _recording(self, task: Task) -> Recording | None:
        """The sealed recording of a task; None for a message's sound. Raises StoreUnavailable."""
        with self._store.reading() as session:
            return recordings.by_name(session, task.name)

    def _samples(self, task: Task, recording: Recording | None) -> bytes:
        """A sound in memory. Raises NotFound, Damaged, KeyMissing, OSError."""
        if task.origin is TranscriptOrigin.MESSAGE:
            return (self._messages / task.name).read_bytes()[WAV_HEADER:]
        if recording is None or recording.kind in UNWRITTEN:
            raise NotFound("esa grabación no se transcribe")
        with self._library.open(recording) as sealed:
            return sealed.read(WAV_HEADER, sealed.size)

    def _fail(self, task: Task, unlinked: bool, failure: LineaError | OSError) -> None:
        """Try again later: what is unlinked on the next day, since an hour would tell one."""
        again_at: datetime | None = None
        if task.tries <= len(AGAIN_AFTER):
            pause = timedelta(days=1) if unlinked else AGAIN_AFTER[task.tries - 1]
            again_at = self._moment(unlinked) + pause
        self._in_store(lambda session: transcripts.fail(session, task.name, again_at))
        self._ended.labels("again" if again_at else "failed").inc()
        why = failure.code if isinstance(failure, LineaError) else failure.strerror
        _log.warning("not_transcribed", why=why, tries=task.tries, given_up=again_at is None)

    def _put_back(self, task: Task, unlinked: bool) -> None:
        due_at = self._moment(unlinked)
        self._in_store(lambda session: transcripts.put_back(session, task, due_at))

    def _moment(self, unlinked: bool) -> datetime:
        now = self._clock.now()
        return day_of(now) if unlinked else now

    def _in_store(self, change: Callable[..., object]) -> None:
        with self._store.unit_of_work() as session:
            change(session)
