from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import redis
from prometheus_client import CollectorRegistry

from ivr.bus import EVENTS_WAITING, STREAM, Bus, BusUnavailable, MemoryBus, RedisBus, Subscription
from ivr.event_log import LogUnavailable, TooOld
from ivr.events import CallEnded, CallQueued, CallStarted, Event

AT = datetime(2026, 11, 22, 15, tzinfo=UTC)


def started(number: int) -> CallStarted:
    return CallStarted(at=AT, call_id=str(number))


@pytest.fixture(params=["memory", "redis"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    if request.param == "memory":
        bus: Bus = MemoryBus()
    else:
        bus = RedisBus(request.getfixturevalue("redis_url"))
    yield bus
    bus.close()


async def take(subscription: Subscription, count: int) -> list[Event]:
    """The next ``count`` events."""
    found: list[Event] = []
    async with asyncio.timeout(20):
        async for event in subscription:
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_a_subscriber_sees_what_is_published_afterwards_in_order(bus: Bus) -> None:
    bus.deliver(started(0))
    subscription = bus.subscribe((CallStarted,))
    await subscription.ready()
    told = [started(number) for number in range(1, 50)]
    for event in told:
        bus.publish(event)
    assert await take(subscription, len(told)) == told
    await subscription.aclose()


async def test_a_subscriber_sees_only_the_kinds_it_asked_for(bus: Bus) -> None:
    subscription = bus.subscribe((CallQueued, CallEnded))
    await subscription.ready()
    queued = CallQueued(at=AT, call_id="1", queue="attention", position=1)
    ended = CallEnded(at=AT, call_id="1", ended_how="agent")
    for event in (started(1), queued, started(2), ended):
        bus.publish(event)
    assert await take(subscription, 2) == [queued, ended]
    await subscription.aclose()


async def test_every_subscriber_sees_every_event(bus: Bus) -> None:
    subscriptions = [bus.subscribe((Event,)) for _ in range(3)]
    for subscription in subscriptions:
        await subscription.ready()
    bus.publish(started(1))
    for subscription in subscriptions:
        assert len(await take(subscription, 1)) == 1
        await subscription.aclose()


async def test_threads_may_publish(bus: Bus) -> None:
    subscription = bus.subscribe((CallStarted,))
    await subscription.ready()
    told = [started(number) for number in range(40)]
    threads = [threading.Thread(target=bus.publish, args=(event,)) for event in told]
    for thread in threads:
        thread.start()
    found = await take(subscription, len(told))
    assert {event.event_id for event in found} == {event.event_id for event in told}
    for thread in threads:
        thread.join()
    await subscription.aclose()


async def test_closing_ends_a_waiting_iteration(bus: Bus) -> None:
    subscription = bus.subscribe((CallStarted,))
    await subscription.ready()
    first = asyncio.Event()

    async def read() -> None:
        async for _ in subscription:
            first.set()

    reading = asyncio.create_task(read())
    bus.publish(started(1))
    async with asyncio.timeout(20):
        await first.wait()
        await subscription.aclose()
        await reading


async def test_bytes_that_are_no_event_are_passed_over(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    subscription = bus.subscribe((Event,))
    await subscription.ready()
    with redis.Redis.from_url(redis_url) as other:
        other.xadd(STREAM, {b"event": b"\xff not ours"})
        other.xadd(STREAM, {b"something": b"else"})
    bus.publish(started(1))
    assert [event.at for event in await take(subscription, 1)] == [AT]
    await subscription.aclose()
    bus.close()


async def test_what_was_published_while_redis_cut_the_line_is_seen(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    subscription = bus.subscribe((CallStarted,))
    await subscription.ready()
    told = [started(number) for number in range(3)]
    reading = asyncio.create_task(take(subscription, 3))
    with redis.Redis.from_url(redis_url) as other:
        for event in told:
            await asyncio.to_thread(other.execute_command, "CLIENT", "KILL", "TYPE", "normal")
            await asyncio.to_thread(bus.deliver, event)
    assert await reading == told
    await subscription.aclose()
    bus.close()


class TestWithoutRedis:
    @pytest.fixture
    def registry(self) -> CollectorRegistry:
        return CollectorRegistry()

    @pytest.fixture
    def gone(self, registry: CollectorRegistry) -> RedisBus:
        return RedisBus("unix:///nowhere/redis.sock", registry)

    def test_publishing_neither_raises_nor_is_silent(
        self, gone: RedisBus, registry: CollectorRegistry
    ) -> None:
        for number in range(20):
            gone.publish(started(number))
        gone.close()
        reasons = {"reason": "unavailable"}
        assert registry.get_sample_value("linea_bus_dropped_events_total", reasons) == 20

    def test_delivering_says_so(self, gone: RedisBus) -> None:
        with pytest.raises(BusUnavailable, match=r"bus\.url"):
            gone.deliver(started(1))
        gone.close()

    async def test_a_subscriber_waits_for_it(self, gone: RedisBus) -> None:
        subscription = gone.subscribe((Event,))
        with pytest.raises(BusUnavailable):
            await subscription.ready()
        waiting = asyncio.create_task(take(subscription, 1))
        given_up, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not given_up
        await subscription.aclose()
        async with asyncio.timeout(20):
            assert await waiting == []
        gone.close()


def test_a_stopped_redis_holds_no_publisher_up(redis_url: str) -> None:
    """Each answer would take half a second: waiting for them, this test would run for an hour."""
    registry = CollectorRegistry()
    bus = RedisBus(redis_url, registry)
    with redis.Redis.from_url(redis_url) as other:
        other.execute_command("CLIENT", "PAUSE", "600000", "ALL")
    for number in range(EVENTS_WAITING + 2000):
        bus.publish(started(number))
    dropped = registry.get_sample_value("linea_bus_dropped_events_total", {"reason": "full"})
    assert dropped is not None
    assert dropped > 1000
    bus.close()


async def test_the_log_is_read_from_any_place_in_order(bus: Bus) -> None:
    for number in range(3):
        bus.deliver(started(number))
    log = bus.log()
    try:
        place = await log.end()
        assert await log.after(place, 0.01) == []
        waiting = asyncio.create_task(log.after(place, 10))
        bus.deliver(started(3))
        (entry,) = await waiting
        bus.deliver(started(4))
        found = await log.after(place, 1)
        assert [one.event.call_id for one in found if isinstance(one.event, CallStarted)] == [
            "3",
            "4",
        ]
        assert [one.place for one in await log.after(entry.place, 1)] == [found[1].place]
    finally:
        await log.aclose()


async def test_a_place_that_the_log_never_had_or_lost_is_too_old(bus: Bus) -> None:
    bus.deliver(started(0))
    log = bus.log()
    try:
        for place in ("77-0", "99999999999999-0"):
            with pytest.raises(TooOld):
                await log.after(place, 0.01)
    finally:
        await log.aclose()


async def test_a_place_that_was_cut_off_is_too_old(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    log = bus.log()
    client = redis.Redis.from_url(redis_url)
    try:
        bus.deliver(started(0))
        place = await log.end()
        for number in range(1, 4):
            bus.deliver(started(number))
        client.xtrim(STREAM, maxlen=2, approximate=False)
        with pytest.raises(TooOld):
            await log.after(place, 0.01)
    finally:
        await log.aclose()
        client.close()
        bus.close()


async def test_a_log_without_redis_says_so() -> None:
    log = RedisBus("redis://127.0.0.1:1").log()
    with pytest.raises(LogUnavailable):
        await log.end()
    with pytest.raises(LogUnavailable):
        await log.after("0-0", 0.01)
    await log.aclose()
