"""The relay: every durable event reaches the bus at least once, whatever goes away meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from ivr.bus import BusUnavailable, MemoryBus
from ivr.clock import FixedClock
from ivr.events import CallEnded, Event
from ivr.services import outbox
from ivr.store import Store
from ivr.worker.outbox_relay import OutboxRelay


class NotingBus(MemoryBus):
    """Notes what it takes; refuses once ``takes`` is used up."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.takes = 1_000_000

    def deliver(self, event: Event) -> None:
        if self.takes == 0:
            raise BusUnavailable("gone")
        self.takes -= 1
        assert isinstance(event, CallEnded)
        self.taken.append(event.call_id)


@pytest.fixture
def store(sqlite_file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{sqlite_file}")
    yield store
    store.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def write(store: Store, clock: FixedClock, calls: range) -> list[str]:
    with store.unit_of_work() as session:
        for number in calls:
            event = CallEnded(at=clock.now(), call_id=f"call-{number}", ended_how="agent")
            outbox.add(session, event)
    return [f"call-{number}" for number in calls]


def backlog(store: Store) -> int:
    with store.reading() as session:
        return outbox.backlog(session)


def test_events_are_relayed_once_and_in_order(store: Store, clock: FixedClock) -> None:
    written = write(store, clock, range(250))
    bus = NotingBus()
    relay = OutboxRelay(store, bus, clock, CollectorRegistry())
    assert relay.look()
    assert relay.look()
    assert bus.taken == written
    assert backlog(store) == 0


def test_without_the_bus_they_wait_and_none_is_lost(store: Store, clock: FixedClock) -> None:
    written = write(store, clock, range(5))
    bus = NotingBus()
    bus.takes = 2
    relay = OutboxRelay(store, bus, clock, CollectorRegistry())
    assert not relay.look()
    assert relay.problem is not None
    assert relay.problem.code == "bus_unavailable"
    assert backlog(store) == 3
    bus.takes = 100
    assert relay.look()
    assert relay.problem is None
    assert bus.taken == written


def test_without_the_store_it_says_so(clock: FixedClock) -> None:
    relay = OutboxRelay(Store("sqlite:////nowhere/x"), NotingBus(), clock, CollectorRegistry())
    assert not relay.look()
    assert relay.problem is not None
    assert relay.problem.code == "store_unavailable"
