"""What a call tells about itself, written behind it: no caller ever waits for the store.

One thread writes what all calls have gathered in one unit of work. While the store is gone
the steps stay here, and are written when it returns; the positions make that idempotent.

Who calls the ethics line is never written: so no number is, until the caller has said what
they want, was handed on, or is gone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from agi_scripts.failure import where
from ivr import events
from ivr.call import Caller, CallInfo, PathStep
from ivr.errors import StoreUnavailable
from ivr.services import calls

GATHER_SECONDS = 0.25
RETRY_SECONDS = 2.0
FLUSH_SECONDS = 1.0
STEPS_AT_MOST = 2_000
"""Steps kept of one call; a path is rarely over a hundred."""
CALLS_AT_MOST = 20_000
"""Calls kept while the store is gone: hours of a busy line."""

_NAMING = frozenset({"intent", "transfer", "ended", "failed"})
"""The kinds of step with which the caller's number is written."""

_log = structlog.get_logger(__name__)


class Store(Protocol):
    """What the writer needs of :class:`ivr.store.Store`."""

    def unit_of_work(self) -> AbstractContextManager[Session]:
        """A session that commits at its end. Raises ``StoreUnavailable``."""
        ...


@dataclass
class _Gathered:
    """A call's steps that aren't written yet. ``first`` is the position of ``steps[0]``.

    ``named`` tells that the caller's number is written, ``concealed`` that nothing is kept.
    """

    call: CallInfo
    writer: str = "line"
    begun: bool = False
    named: bool = False
    concealed: bool = False
    first: int = 0
    steps: list[PathStep] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the other parts of its call and from other calls."""
        return self.call.call_id, self.writer


_Share = tuple[_Gathered, list[PathStep]]
"""A call, and those of its steps that one unit of work takes."""


class PathWriter:
    """Writes the calls of one process. ``publish`` must neither raise nor wait."""

    def __init__(
        self,
        store: Store,
        publish: Callable[[events.Event], None],
        *,
        lost: Callable[[int], None] = lambda steps: None,
    ) -> None:
        self._store = store
        self._publish = publish
        self._lost = lost
        self._waiting: dict[tuple[str, str], _Gathered] = {}
        self._changed = threading.Condition()
        self._urgent = False
        self._closing = False
        self._asked = 0
        self._written = 0
        self.store_is_gone = False
        self._thread = threading.Thread(target=self._run, name="path-writer", daemon=True)
        self._thread.start()

    def begin(self, call: CallInfo, *, again: int = 0) -> CallPath:
        """A call arrived: its record is begun behind it.

        One that comes back from the dialplan for the nth time (``again``) has its record, and
        counts the positions of its steps anew under a name of its own.
        """
        back = again > 0
        name = f"line-{again}" if back else "line"
        gathered = _Gathered(call, name, begun=back, named=back)
        path = CallPath(self, gathered)
        self._gather(gathered)
        return path

    def close(self, seconds: float = 1.0) -> None:
        """Write what is left, for ``seconds`` at most, and stop."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(seconds)

    def _gather(self, gathered: _Gathered, step: PathStep | None = None) -> None:
        with self._changed:
            if step is not None:
                if gathered.concealed:
                    return
                if len(gathered.steps) >= STEPS_AT_MOST:
                    self._lost(1)
                    return
                gathered.steps.append(step)
            if gathered.key not in self._waiting:
                if len(self._waiting) >= CALLS_AT_MOST:
                    oldest = self._waiting.pop(next(iter(self._waiting)))
                    self._lost(len(oldest.steps))
                self._waiting[gathered.key] = gathered
            self._changed.notify_all()

    def _conceal(self, gathered: _Gathered) -> None:
        """A call that had no name yet counts as served, and never gets one."""
        unknown = not gathered.named
        with self._changed:
            gathered.call = replace(gathered.call, caller=Caller(None, withheld=True))
            unknown = unknown and not _names(gathered.steps)
        if unknown:
            self._gather(gathered, PathStep(gathered.call.started_at, "done"))
        gathered.concealed = True

    def _flush(self, gathered: _Gathered, seconds: float) -> None:
        """Wait until a call's gathered steps were tried; not while the store is known gone."""
        until = time.monotonic() + seconds
        with self._changed:
            if gathered.key not in self._waiting:
                return
            self._asked += 1
            wanted = self._asked
            self._urgent = True
            self._changed.notify_all()
            while self._written < wanted and not self.store_is_gone:
                if not self._changed.wait(until - time.monotonic()):
                    return

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._urgent or self._closing)
                self._changed.wait_for(
                    lambda: self._urgent or self._closing,
                    timeout=RETRY_SECONDS if self.store_is_gone else GATHER_SECONDS,
                )
                batch = [(each, list(each.steps)) for each in self._waiting.values()]
                asked = self._asked
                self._urgent = False
                closing = self._closing
            gone = not self._write(batch)
            with self._changed:
                self.store_is_gone = gone
                self._written = asked
                self._changed.notify_all()
                if closing and (gone or not self._waiting):
                    return

    def _write(self, batch: list[_Share]) -> bool:
        """Write a batch whole, or call by call where one is refused; False: the store is gone."""
        try:
            with self._store.unit_of_work() as session:
                for gathered, steps in batch:
                    _write_call(session, gathered, steps)
        except StoreUnavailable as error:
            if not self.store_is_gone:
                _log.error("store_gone", why=error.code)
            return False
        except Exception as error:
            if len(batch) > 1:
                return all(self._write([one]) for one in batch)
            self._give_up(*batch[0], error)
            return True
        for gathered, steps in batch:
            self._tell(gathered, steps)
            self._done(gathered, len(steps))
        return True

    def _give_up(self, gathered: _Gathered, steps: list[PathStep], error: Exception) -> None:
        """A call that the store refuses must not hold the others up."""
        _log.error("path_refused", call_id=gathered.call.call_id, **where(error))
        self._lost(len(steps))
        self._done(gathered, len(steps))

    def _tell(self, gathered: _Gathered, steps: list[PathStep]) -> None:
        call = gathered.call
        if not gathered.begun:
            self._publish(events.CallStarted(at=call.started_at, call_id=call.call_id))
        shown = tuple(
            events.Step(at=step.at, kind=step.kind, label=step.label, heard=step.heard)
            for step in steps
        )
        if shown:
            self._publish(events.PathGrew(at=shown[-1].at, call_id=call.call_id, steps=shown))

    def _done(self, gathered: _Gathered, written: int) -> None:
        with self._changed:
            gathered.begun = True
            gathered.named = gathered.named or _names(gathered.steps[:written])
            gathered.first += written
            del gathered.steps[:written]
            if not gathered.steps:
                self._waiting.pop(gathered.key, None)


class CallPath:
    """One call's :class:`ivr.call.PathRecorder`."""

    def __init__(self, writer: PathWriter, gathered: _Gathered) -> None:
        self._writer = writer
        self._gathered = gathered

    def add(self, step: PathStep) -> None:
        """Keep one step; never raises, never waits."""
        self._writer._gather(self._gathered, step)

    def flush(self) -> None:
        """Have it written before an agent sees the caller; gives up after ``FLUSH_SECONDS``."""
        self._writer._flush(self._gathered, FLUSH_SECONDS)

    def conceal(self) -> None:
        """Drop every further step, and never write the caller's number if that isn't done yet."""
        self._writer._conceal(self._gathered)

    def pause(self) -> None:
        """Drop every further step until :meth:`resume`; the number stays as it is."""
        self._gathered.concealed = True

    def resume(self) -> None:
        """Keep steps again; a number that was forgotten stays so."""
        self._gathered.concealed = False


def _write_call(session: Session, gathered: _Gathered, steps: list[PathStep]) -> None:
    call = gathered.call
    named = gathered.named or _names(steps)
    if not gathered.begun or named != gathered.named:
        calls.begin(
            session,
            call.call_id,
            started_at=call.started_at,
            number=call.caller.number if named else None,
            withheld=call.caller.withheld,
            dialled=call.dialled or None,
            answered_at=call.started_at,
        )
    calls.add_steps(session, call.call_id, steps, first=gathered.first, writer=gathered.writer)
    for step in steps:
        if step.kind == "intent" and step.heard:
            calls.set_intent(session, call.call_id, step.heard)
        elif step.kind == "transfer" and step.label:
            calls.set_reason(session, call.call_id, step.label)
        elif step.kind in _OUTCOMES:
            calls.set_outcome(session, call.call_id, _OUTCOMES[step.kind])


def _names(steps: Sequence[PathStep]) -> bool:
    return any(step.kind in _NAMING for step in steps)


_OUTCOMES = {
    "done": calls.Outcome.SELF_SERVICE,
    "failed": calls.Outcome.FAILED,
    "callback": calls.Outcome.CALLBACK,
    "not_reached": calls.Outcome.NOT_REACHED,
}
