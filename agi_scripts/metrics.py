"""What the AGI process counts, for Prometheus. No label ever holds a number or a call's id."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """The counters of one AGI process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls_in_flight = Gauge(
            "linea_agi_calls_in_flight", "Calls being served", registry=self.registry
        )
        self.calls_at_most = Gauge(
            "linea_agi_calls_at_most", "Calls that may be served at once", registry=self.registry
        )
        self.calls = Counter(
            "linea_agi_calls", "Calls served, by how they ended", ["how"], registry=self.registry
        )
        self.refused = Counter(
            "linea_agi_refused", "Connections closed unserved", ["why"], registry=self.registry
        )
        self.commands = Counter("linea_agi_commands", "AGI commands sent", registry=self.registry)
        self.first_sound = Histogram(
            "linea_agi_first_sound_seconds",
            "From the connection to the first prompt's command",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0),
            registry=self.registry,
        )
        self.prompts_failed = Counter(
            "linea_agi_prompts_failed",
            "Prompts that Asterisk couldn't play",
            registry=self.registry,
        )
        self.turns = Counter(
            "linea_agi_turns",
            "Turns in which words were listened for, by what they came to",
            ["what"],
            registry=self.registry,
        )
        self.steps_lost = Counter(
            "linea_agi_path_steps_lost",
            "Path steps that the store never took",
            registry=self.registry,
        )
