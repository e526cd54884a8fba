"""Figures of this process for Prometheus. No label holds a person or a call."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

POP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """A registry of its own; ``watch`` adds figures that are read when asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.pop_seconds = Histogram(
            "linea_cti_pop_seconds",
            "From the telephone's first ring, as heard from Asterisk, to the card's sending",
            buckets=POP_BUCKETS,
            registry=self.registry,
        )

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Add a figure called ``linea_cti_<name>``."""
        Gauge(f"linea_cti_{name}", meaning, registry=self.registry).set_function(read)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)
