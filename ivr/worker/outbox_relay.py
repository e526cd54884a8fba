"""Relays durable events from the outbox to the bus, at least once and in their order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy.orm import Session

from ivr.bus import Bus, BusUnavailable
from ivr.clock import Clock
from ivr.errors import LineaError, StoreUnavailable
from ivr.events import TOLD_LIVE, Event
from ivr.services import outbox
from ivr.store import Store
from ivr.worker.looking import keep_looking

LOOK_SECONDS = 0.5
LONGEST_PAUSE = 10.0

Announce = Callable[[Session, Event, datetime], None]
"""Tells an event to those outside, in the unit of work that marks it relayed."""

_log = structlog.get_logger(__name__)


class OutboxRelay:
    """One loop that may run in several processes; ``problem`` is why it can't relay now."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        clock: Clock,
        registry: CollectorRegistry,
        announce: Announce = lambda session, event, now: None,
    ) -> None:
        self._announce = announce
        self.problem: LineaError | None = None
        self._store = store
        self._bus = bus
        self._clock = clock
        self._backlog = Gauge("linea_outbox_backlog", "Events to be relayed", registry=registry)
        self._relayed = Counter("linea_outbox_relayed", "Events relayed", registry=registry)

    def run(self, stop: threading.Event) -> None:
        """Relay until ``stop``; what is gone is asked for again, ever less often."""
        keep_looking(self.look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def look(self) -> bool:
        """Relay what waits. Tells whether store and bus were there."""
        try:
            self._bus.check()
            while self._relay_batch():
                pass
        except (StoreUnavailable, BusUnavailable) as problem:
            if self.problem is None:
                _log.warning("outbox_waits", code=problem.code)
            self.problem = problem
            return False
        self.problem = None
        return True

    def _relay_batch(self) -> int:
        """Relay some of the oldest events; the write lock is taken only when there are any."""
        with self._store.reading() as session:
            backlog = outbox.backlog(session)
        self._backlog.set(backlog)
        if not backlog:
            return 0
        with self._store.unit_of_work() as session:
            waiting = outbox.waiting(session)
            delivered = []
            try:
                for one in waiting:
                    if not isinstance(one.event, TOLD_LIVE):
                        self._bus.deliver(one.event)
                    self._announce(session, one.event, self._clock.now())
                    delivered.append(one.id)
            except BusUnavailable:
                if not delivered:
                    raise
            outbox.mark_relayed(session, delivered, self._clock.now())
        self._relayed.inc(len(delivered))
        return len(delivered)
