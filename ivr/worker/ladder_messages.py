"""Takes in the messages that the ladder recorded, so that nothing a caller said is lost.

The dialplan leaves a record and a recording of each (docs/architecture.md, "The ladder's
message"). Both are deleted only once the sound is on disk and the message is committed, so
whatever ends in between, the message is taken in again and is the same one.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Gauge

from ivr.clock import Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.phone_number import normalise
from ivr.services import calls, messages
from ivr.services.messages import Recording
from ivr.store import Store
from ivr.worker import ladder_recording
from ivr.worker.ladder_recording import NoRecording
from ivr.worker.looking import keep_looking

LOOK_SECONDS = 2.0
LONGEST_PAUSE = 10.0
SETTLED = timedelta(seconds=30)
"""After so long without a recording there will be none: the caller hung up at the tone."""
LARGEST_RECORD = 4096
REFUSED = "refused"

_log = structlog.get_logger(__name__)


class _Record(msgspec.Struct, rename={"number": "from"}):
    """What the dialplan wrote before the tone. ``at``: seconds of Unix time."""

    call_id: str
    number: str
    withheld: Literal[0, 1]
    dialled: str
    emergency: Literal[0, 1]
    at: int


class LadderMessages:
    """One loop over the folder ``spool`` of one Asterisk; ``folder`` is where recordings stay.

    ``problem`` is why it can't take messages in now; ``area_code`` completes old numbers.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        registry: CollectorRegistry,
        *,
        spool: Path,
        folder: Path,
        area_code: str,
    ) -> None:
        self.problem: LineaError | OSError | None = None
        self._store = store
        self._clock = clock
        self._spool = spool
        self._folder = folder
        self._area_code = area_code
        self._open = Gauge(
            "linea_messages_open", "Messages to attend to", ("emergency",), registry=registry
        )
        self._refused = Gauge(
            "linea_messages_refused", "Files set aside as no messages", registry=registry
        )

    def run(self, stop: threading.Event) -> None:
        """Take in until ``stop``; what is gone is asked for again, ever less often."""
        keep_looking(self.look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def look(self) -> bool:
        """Take in what is complete. Tells whether nothing stood in the way."""
        problem: LineaError | OSError | None = None
        try:
            for call_id in sorted(self._waiting()):
                try:
                    self._take(call_id)
                except OSError as failure:
                    problem = problem or failure
            self._count()
        except StoreUnavailable as gone:
            problem = gone
        except OSError as failure:
            problem = problem or failure
        if problem is not None and self.problem is None:
            _log.warning("messages_wait", why=_code(problem))
        self.problem = problem
        return problem is None

    def _waiting(self) -> set[str]:
        return {file.stem for end in ("json", "wav") for file in self._spool.glob(f"*.{end}")}

    def _take(self, call_id: str) -> None:
        """Take in one message if it is complete. Raises OSError, StoreUnavailable."""
        written = self._spool / f"{call_id}.json"
        sound = self._spool / f"{call_id}.wav"
        record = _record(written, call_id)
        if record is None:
            if self._age(written, sound) > ladder_recording.LONGEST:
                self._set_aside(call_id, "no_record", written, sound)
            return
        recording, unusable = None, False
        if sound.exists():
            try:
                seconds = ladder_recording.take(
                    sound, self._folder / f"{call_id}.wav", self._age(sound)
                )
            except NoRecording:
                unusable = True
            else:
                if seconds is None:
                    return
                recording = Recording(f"{call_id}.wav", seconds)
        elif self._age(written) < SETTLED:
            return
        self._keep(record, recording)
        if unusable:
            self._set_aside(call_id, "no_sound", sound)
        sound.unlink(missing_ok=True)
        written.unlink()
        _log.info("message_taken_in", call_id=call_id, emergency=record.emergency)

    def _keep(self, record: _Record, recording: Recording | None) -> None:
        """Commit the message, and what it tells of its call. Raises StoreUnavailable.

        The dialplan itself tells no outcome when the caller ends the recording by hanging up.
        """
        number = None if record.withheld else normalise(record.number, self._area_code)
        started_at = calls.minted_at(record.call_id)
        with self._store.unit_of_work() as session:
            messages.take_in(
                session,
                record.call_id,
                number=number,
                emergency=bool(record.emergency),
                at=datetime.fromtimestamp(record.at, UTC),
                recording=recording,
            )
            if started_at is not None:
                calls.begin(
                    session,
                    record.call_id,
                    started_at=started_at,
                    number=number,
                    withheld=bool(record.withheld),
                    dialled=record.dialled or None,
                )
                if recording is not None:
                    calls.set_outcome(session, record.call_id, calls.Outcome.LADDER_MESSAGE)

    def _age(self, *files: Path) -> timedelta:
        """How long ago the last of the files was written to; those not there don't count."""
        written = max((file.lstat().st_mtime for file in files if _is_there(file)), default=0.0)
        return timedelta(seconds=self._clock.now().timestamp() - written)

    def _set_aside(self, call_id: str, why: str, *files: Path) -> None:
        """Keep what is no message for people to look at, out of the others' way."""
        refused = self._spool / REFUSED
        refused.mkdir(mode=0o700, exist_ok=True)
        for file in filter(_is_there, files):
            file.rename(refused / file.name)
        _log.error("message_refused", call_id=call_id if _is_call_id(call_id) else None, why=why)

    def _count(self) -> None:
        with self._store.reading() as session:
            emergencies, others = messages.count_open(session)
        self._open.labels("yes").set(emergencies)
        self._open.labels("no").set(others)
        self._refused.set(sum(1 for _ in (self._spool / REFUSED).glob("*")))


def _record(file: Path, call_id: str) -> _Record | None:
    """The record in a file; None when there is none of that call. Raises OSError."""
    if file.is_symlink() or not file.is_file():
        return None
    with file.open("rb") as opened:
        text = opened.read(LARGEST_RECORD + 1)
    try:
        record = msgspec.json.decode(text, type=_Record)
        datetime.fromtimestamp(record.at, UTC)
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError):
        return None
    mine = record.call_id == call_id and _is_call_id(call_id) and len(text) <= LARGEST_RECORD
    return record if mine else None


def _is_call_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_there(file: Path) -> bool:
    return file.exists() or file.is_symlink()


def _code(problem: LineaError | OSError) -> object:
    """What a log may say of a problem."""
    return problem.code if isinstance(problem, LineaError) else problem.strerror
