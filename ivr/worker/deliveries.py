"""All channels' deliveries of one worker: their loops, their figures, their health."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.circuit import CircuitState
from ivr.clock import Clock
from ivr.errors import StoreUnavailable
from ivr.services import outbound
from ivr.store import ContactChannel, Store
from ivr.worker.delivery import Delivery

COUNT_SECONDS = 5.0
SWEEP_EVERY = timedelta(hours=1)

_log = structlog.get_logger(__name__)


class DeliveryFigures:
    """What Prometheus is told of messages out; no recipient, no text."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._outcomes = Counter(
            "linea_messages_out", "Messages out by outcome", ("channel", "outcome"),
            registry=registry,
        )  # fmt: skip
        self.waiting = Gauge(
            "linea_messages_out_waiting", "Messages that wait to be sent", ("channel",),
            registry=registry,
        )  # fmt: skip
        self.dead = Gauge(
            "linea_messages_out_dead", "Messages given up, for a person to look at",
            registry=registry,
        )  # fmt: skip
        self.open = Gauge(
            "linea_messages_out_circuit_open", "1 while a carrier is left alone", ("channel",),
            registry=registry,
        )  # fmt: skip

    def tell(self, channel: ContactChannel, outcome: str) -> None:
        """Count one outcome: sent, failed, postponed, dead."""
        self._outcomes.labels(channel, outcome).inc()


class Deliveries:
    """The deliveries and what watches them. ``kept`` is how long what was sent is kept."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        deliveries: Sequence[Delivery],
        figures: DeliveryFigures,
        *,
        kept: timedelta,
    ) -> None:
        self.dead = 0
        self._store = store
        self._clock = clock
        self._deliveries = deliveries
        self._figures = figures
        self._kept = kept
        self._swept_at = clock.now() - SWEEP_EVERY

    @property
    def loops(self) -> Mapping[str, Callable[[threading.Event], None]]:
        """What runs, each in a thread of its own, by name."""
        named = {f"deliver-{one.channel}": one.run for one in self._deliveries}
        return {**named, "deliveries": self._watch}

    @property
    def trouble(self) -> bool:
        """Whether a channel stands still, or dead letters wait for a person."""
        return self.dead > 0 or any(one.stands_still for one in self._deliveries)

    def _watch(self, stop: threading.Event) -> None:
        while True:
            try:
                self.look()
            except StoreUnavailable as gone:
                _log.warning("deliveries_not_counted", code=gone.code)
            if stop.wait(COUNT_SECONDS):
                return

    def look(self) -> None:
        """Count what waits, and once an hour forget what is old. Raises StoreUnavailable."""
        now = self._clock.now()
        with self._store.reading() as session:
            waiting = outbound.count_waiting(session)
            self.dead = outbound.count_dead(session)
        self._figures.dead.set(self.dead)
        for one in self._deliveries:
            self._figures.waiting.labels(one.channel).set(waiting[one.channel])
            is_closed = one.circuit.state is CircuitState.CLOSED
            self._figures.open.labels(one.channel).set(0 if is_closed else 1)
        if now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            with self._store.unit_of_work() as session:
                outbound.sweep(session, now - self._kept)
