from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from ivr import events
from ivr import store as tables
from ivr.bus import BusUnavailable, MemoryBus, RedisBus
from ivr.clock import FixedClock
from ivr.errors import StoreUnavailable
from ivr.events import CallEnded, Event
from ivr.services import agents, outbox
from ivr.store import Store
from ivr.worker.outbox_relay import OutboxRelay
from ivr.worker.sweeping import Sweeping
from tests.services import town
from tests.services.town import NOW, PASSWORD


class Recorder(MemoryBus):
    """A bus that keeps what is delivered, and is gone after so many events."""

    def __init__(self, takes: int = 10**9) -> None:
        super().__init__()
        self.delivered: list[Event] = []
        self.takes = takes

    def deliver(self, event: Event) -> None:
        if len(self.delivered) >= self.takes:
            raise BusUnavailable("gone")
        self.delivered.append(event)


def ended(number: int) -> CallEnded:
    return CallEnded(at=NOW, event_id=f"event-{number}", call_id=str(number), ended_how="agent")


def write(store: Store, *numbers: int) -> None:
    with store.unit_of_work() as session:
        for number in numbers:
            outbox.add(session, ended(number))


def relay_of(store: Store, bus: Recorder | RedisBus) -> OutboxRelay:
    return OutboxRelay(store, bus, FixedClock(NOW), CollectorRegistry())


def backlog(store: Store) -> int:
    with store.reading() as session:
        return outbox.backlog(session)


def test_events_are_relayed_once_in_their_order(store: Store) -> None:
    bus = Recorder()
    relay = relay_of(store, bus)
    write(store, *range(250))
    assert relay.look()
    write(store, 250)
    assert relay.look()
    assert bus.delivered == [ended(number) for number in range(251)]
    assert backlog(store) == 0


def test_an_event_written_twice_is_one(store: Store) -> None:
    write(store, 1, 1)
    write(store, 1)
    assert backlog(store) == 1


def test_an_event_of_a_unit_of_work_that_fails_never_was(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as session:
        outbox.add(session, ended(1 // 0))
    assert backlog(store) == 0


def test_what_the_bus_did_not_take_is_relayed_when_it_is_back(store: Store) -> None:
    bus = Recorder(takes=3)
    relay = relay_of(store, bus)
    write(store, *range(5))
    assert not relay.look()
    assert isinstance(relay.problem, BusUnavailable)
    assert backlog(store) == 2
    bus.takes = 10
    assert relay.look()
    assert relay.problem is None
    assert [event.event_id for event in bus.delivered] == [f"event-{n}" for n in range(5)]


def test_an_event_that_this_code_does_not_know_stops_no_other(store: Store) -> None:
    bus = Recorder()
    with store.unit_of_work() as session:
        session.add(
            tables.OutboxEvent(event_id="x", kind="CallTeleported", payload={}, written_at=NOW)
        )
    write(store, 1)
    assert relay_of(store, bus).look()
    assert bus.delivered == [ended(1)]


def test_two_relays_at_once_lose_and_cross_nothing(store: Store) -> None:
    bus = Recorder()
    write(store, *range(300))
    relays = [threading.Thread(target=relay_of(store, bus).look) for _ in range(3)]
    for thread in relays:
        thread.start()
    for thread in relays:
        thread.join()
    assert {event.event_id for event in bus.delivered} == {f"event-{n}" for n in range(300)}
    assert backlog(store) == 0


def test_a_bus_that_is_gone_is_told_though_nothing_waits(store: Store) -> None:
    bus = RedisBus("unix:///nowhere/redis.sock")
    relay = relay_of(store, bus)
    assert not relay.look()
    assert isinstance(relay.problem, BusUnavailable)
    bus.close()


def test_a_store_that_is_gone_is_told(tmp_path: object) -> None:
    relay = relay_of(Store(f"sqlite:///{tmp_path}/nowhere/linea.sqlite"), Recorder())
    assert not relay.look()
    assert isinstance(relay.problem, StoreUnavailable)


async def test_a_relayed_event_arrives_through_redis(store: Store, redis_url: str) -> None:
    bus = RedisBus(redis_url)
    subscription = bus.subscribe((CallEnded,))
    await subscription.ready()
    write(store, 1)
    assert relay_of(store, bus).look()
    async for event in subscription:
        assert event == ended(1)
        break
    await subscription.aclose()
    bus.close()


def test_sweeping_forgets_what_is_old_and_nothing_else(store: Store) -> None:
    write(store, 1, 2)
    relay_of(store, Recorder()).look()
    write(store, 3)
    with store.unit_of_work() as session:
        town.agent(session)
        checked = agents.check_password(session, "agente1", PASSWORD, NOW)
        token = agents.log_in(session, checked, NOW).token or ""
    clock = FixedClock(NOW + timedelta(hours=1))
    sweeping = Sweeping(store, clock)
    sweeping.sweep()
    assert (kept_events(store), session_of(store, token)) == (3, True)
    clock.advance(timedelta(days=8))
    sweeping.sweep()
    assert (kept_events(store), session_of(store, token)) == (1, False)


def kept_events(store: Store) -> int:
    with store.reading() as session:
        return session.query(tables.OutboxEvent).count()


def session_of(store: Store, token: str) -> bool:
    with store.reading() as session:
        return agents.session_for(session, token, NOW) is not None


def test_the_sweeping_loop_ends_when_told(store: Store) -> None:
    stop = threading.Event()
    stop.set()
    Sweeping(store, FixedClock(NOW)).run(stop)


def test_an_event_s_payload_is_plain_json(store: Store) -> None:
    write(store, 7)
    with store.reading() as session:
        row = session.query(tables.OutboxEvent).one()
    assert events.from_payload(row.kind, row.payload) == ended(7)
