"""Places the calls that callers are owed, each in its turn, never two for one number.

Several workers may pace at once: a callback is taken up in one unit of work. What became of a
call that was picked up is told by its conversation; of one that nothing more is heard of, the
pacer says so itself.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.clock import Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.services import callbacks
from ivr.services.callbacks import Callback, CallbackRules
from ivr.store import Attempt, Store

LOOK_SECONDS = 1.0
SILENT_AFTER = timedelta(minutes=5)
"""A try of which nothing was heard for so long has come to nothing."""
UNHEARD_AFTER = timedelta(seconds=15)
"""Who was rung and picked up has begun to converse by then, or hung up at once."""
PUT_BACK_FOR = timedelta(seconds=30)

_log = structlog.get_logger(__name__)


class Telephone(Protocol):
    """What dials."""

    def place(self, owed: Callback) -> Attempt | None:
        """Ring the number; None once it is picked up, else why not. Raises LineaError."""
        ...


class CallbackPacer:
    """One loop. ``problem`` is why it can't place calls now."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        registry: CollectorRegistry,
        *,
        telephone: Telephone,
        rules: CallbackRules,
    ) -> None:
        self.problem: LineaError | None = None
        self._store = store
        self._clock = clock
        self._telephone = telephone
        self._rules = rules
        self._picked_up: dict[int, datetime] = {}
        self._waiting = Gauge(
            "linea_callbacks_waiting", "Callers who are owed a call", registry=registry
        )
        self._attempts = Counter(
            "linea_callback_attempts",
            "Calls placed to keep a callback, by how they came out",
            ["outcome"],
            registry=registry,
        )

    def run(self, stop: threading.Event) -> None:
        """Pace until ``stop``; while the store is gone nobody is called."""
        while not stop.wait(LOOK_SECONDS):
            try:
                for owed in self.take():
                    threading.Thread(
                        target=self.keep, args=(owed,), name="callback", daemon=True
                    ).start()
            except StoreUnavailable as problem:
                self.problem = problem
            else:
                self._store_is_back()

    def take(self) -> tuple[Callback, ...]:
        """The callbacks whose turn it is, at most one a queue, marked as being called."""
        now = self._clock.now()
        with self._store.reading() as session:
            self._waiting.set(len(callbacks.waiting(session)))
            queues = callbacks.queues_owing(session, now)
            silent = callbacks.has_silent(session, now - SILENT_AFTER)
        begun = [one for one, at in list(self._picked_up.items()) if at <= now - UNHEARD_AFTER]
        if not queues and not silent and not begun:
            return ()
        with self._store.unit_of_work() as session:
            callbacks.unheard(session, begun, self._rules, now)
            callbacks.give_up_on_silent(session, now - SILENT_AFTER, self._rules, now)
            taken = [callbacks.take_next(session, queue, now) for queue in queues]
        for one in begun:
            self._picked_up.pop(one, None)
        return tuple(owed for owed in taken if owed is not None)

    def keep(self, owed: Callback) -> None:
        """Place one call; what was picked up is the conversation's from there on."""
        try:
            failed = self._telephone.place(owed)
        except LineaError as problem:
            if self.problem is None:
                _log.error("callback_not_placed", code=problem.code)
            self.problem = problem
            self._told(owed, None)
            return
        self.problem = None
        self._attempts.labels(failed or "answered").inc()
        if failed is None:
            self._picked_up[owed.id] = self._clock.now()
        else:
            self._told(owed, failed)

    def _store_is_back(self) -> None:
        """Whether calls can be placed again only the next one tells."""
        if isinstance(self.problem, StoreUnavailable):
            self.problem = None

    def _told(self, owed: Callback, failed: Attempt | None) -> None:
        """Write how a try failed; None: it was none, and doesn't count."""
        now = self._clock.now()
        try:
            with self._store.unit_of_work() as session:
                if failed is None:
                    callbacks.put_back(session, owed.id, now + PUT_BACK_FOR)
                else:
                    callbacks.missed(session, owed.id, failed, self._rules, now)
        except StoreUnavailable as problem:
            self.problem = problem  # the silent are given up on later
