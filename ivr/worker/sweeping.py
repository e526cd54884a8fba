"""Sweeps away, once an hour, what the line need not keep any longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from ivr.clock import Clock
from ivr.errors import StoreUnavailable
from ivr.services import agents, api_tokens, identity, outbox
from ivr.store import Store

SWEEP_SECONDS = 3600.0
RELAYED_EVENTS_KEPT = timedelta(days=7)
API_USES_KEPT = timedelta(days=730)

_log = structlog.get_logger(__name__)


class Sweeping:
    """One loop that may run in several processes at once; ``beside`` is swept with the rest."""

    def __init__(
        self, store: Store, clock: Clock, beside: Sequence[Callable[[], None]] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._beside = beside

    def run(self, stop: threading.Event) -> None:
        """Sweep now and every hour until ``stop``; while the store is gone it is skipped."""
        while True:
            try:
                self.sweep()
            except StoreUnavailable as problem:
                _log.warning("not_swept", code=problem.code)
            except OSError as problem:
                _log.warning("not_swept", why=problem.strerror)
            if stop.wait(SWEEP_SECONDS):
                return

    def sweep(self) -> None:
        """Forget relayed events, expired sessions, the salts of past days, old uses of tokens."""
        now = self._clock.now()
        with self._store.unit_of_work() as session:
            outbox.sweep(session, now - RELAYED_EVENTS_KEPT)
            agents.sweep(session, now)
            identity.sweep(session, now)
            api_tokens.sweep(session, now - API_USES_KEPT)
        for sweep in self._beside:
            sweep()
