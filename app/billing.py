"""The source of accounts' positions that the settings ask for."""

from __future__ import annotations

from functools import partial

from prometheus_client import CollectorRegistry, Gauge, Histogram

from app.settings import Settings
from ivr.circuit import Circuit, CircuitState
from ivr.services.billing_source import BillingSource, ImportedBilling
from ivr.services.billing_system import BillingAddress, BillingSystem
from ivr.store import Store


def billing_of(settings: Settings, store: Store, registry: CollectorRegistry) -> BillingSource:
    """The billing system where one is named, else what was imported."""
    return billing_system_of(settings, registry) or ImportedBilling(store)


def billing_system_of(settings: Settings, registry: CollectorRegistry) -> BillingSystem | None:
    """The billing system, with its figures in ``registry``; None where none is named."""
    named = settings.billing
    if not named.url:
        return None
    asked = Histogram(
        "linea_billing_seconds", "Questions to the billing system by outcome", ("outcome",),
        registry=registry, buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8),
    )  # fmt: skip
    circuit = Circuit(failures=named.failures, open_seconds=named.rests_seconds)
    state = Gauge(
        "linea_billing_circuit", "1 for the state of the billing system's circuit", ("state",),
        registry=registry,
    )  # fmt: skip
    for each in CircuitState:
        state.labels(each).set_function(partial(_is, circuit, each))
    address = BillingAddress(named.url, named.token, named.seconds, named.cache_seconds)
    return BillingSystem(
        address, circuit, lambda outcome, seconds: asked.labels(outcome).observe(seconds)
    )


def _is(circuit: Circuit, state: CircuitState) -> float:
    return float(circuit.state is state)
