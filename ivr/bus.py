"""The bus: events from any part to any other, through one Redis stream (or in memory).

Publishing never waits and never raises: a call is worth more than a live board. What must
not get lost goes to the outbox, whose relay uses ``deliver``. A subscriber that lost Redis
goes on where it stopped, as far as the stream reaches back.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
from collections import deque
from collections.abc import AsyncIterator
from typing import Protocol, cast

import redis
import redis.asyncio
from prometheus_client import CollectorRegistry, Counter
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from ivr.errors import LineaError
from ivr.event_log import EventLog, MemoryLog, RedisLog
from ivr.events import Event, UnreadableEvent, decode, encode

STREAM = "linea:events"
FIELD = b"event"
EVENTS_KEPT = 20_000
EVENTS_WAITING = 5_000
ANSWER_SECONDS = 0.5
BLOCK_MILLISECONDS = 2_000
LONGEST_PAUSE = 5.0
UNAVAILABLE = "Redis no responde; revise bus.url y que esté en marcha"

Entries = list[tuple[bytes, dict[bytes, bytes]]]


class BusUnavailable(LineaError):
    """Redis can't be reached or refuses."""

    code = "bus_unavailable"


class Subscription(Protocol):
    """Events as they come. Iterate it; close it when done."""

    def __aiter__(self) -> AsyncIterator[Event]:
        """The events of the kinds asked for, in the order published."""

    async def ready(self) -> None:
        """Return once every event published from now on will be seen."""

    async def aclose(self) -> None:
        """Stop; a waiting iteration ends."""


class Bus(Protocol):
    """What parts tell each other events by."""

    def publish(self, event: Event) -> None:
        """Send, from any thread or loop; never waits, never raises. May be lost."""

    def deliver(self, event: Event) -> None:
        """Send and wait for the bus to have it. Raises BusUnavailable. Blocks: not in a loop."""

    def check(self) -> None:
        """Raise BusUnavailable unless the bus answers. Blocks: not in a loop."""

    def subscribe(self, kinds: tuple[type[Event], ...]) -> Subscription:
        """Listen to these kinds of event. To be called in a running loop."""

    def log(self) -> EventLog:
        """A reader of what was told, from any place. To be called in a running loop."""

    def close(self) -> None:
        """Send what still waits (at most half a second) and let go of everything."""


class MemoryBus:
    """A bus within one process."""

    def __init__(self) -> None:
        self._subscriptions: list[_MemorySubscription] = []
        self._kept: deque[tuple[int, Event]] = deque(maxlen=EVENTS_KEPT)
        self._lock = threading.Lock()

    def publish(self, event: Event) -> None:
        """Hand the event to every subscription."""
        with self._lock:
            self._kept.append((self._kept[-1][0] + 1 if self._kept else 1, event))
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.take(event)

    def deliver(self, event: Event) -> None:
        """Hand the event on; memory is always there."""
        self.publish(event)

    def check(self) -> None:
        """Memory always answers."""

    def subscribe(self, kinds: tuple[type[Event], ...]) -> Subscription:
        """Listen from this moment on."""
        subscription = _MemorySubscription(kinds)
        with self._lock:
            self._subscriptions.append(subscription)
        return subscription

    def log(self) -> EventLog:
        """Read what was published since the bus was made."""
        heard = _MemorySubscription((Event,))
        with self._lock:
            self._subscriptions.append(heard)
        return MemoryLog(self._entries, heard.next)

    def _entries(self) -> list[tuple[int, Event]]:
        with self._lock:
            return list(self._kept)

    def close(self) -> None:
        """Forget the subscriptions."""
        with self._lock:
            self._subscriptions.clear()


class _MemorySubscription:
    def __init__(self, kinds: tuple[type[Event], ...]) -> None:
        self._kinds = kinds
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    def take(self, event: Event) -> None:
        """Queue the event in the subscriber's own loop."""
        if isinstance(event, self._kinds):
            with contextlib.suppress(RuntimeError):  # its loop is closed: nobody listens
                self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._events.get()) is not None:
            yield event

    async def next(self) -> Event | None:
        """Wait for an event; None once closed."""
        return await self._events.get()

    async def ready(self) -> None:
        """It is from the start."""

    async def aclose(self) -> None:
        """End the iteration."""
        self._events.put_nowait(None)


class RedisBus:
    """The bus on Redis. ``url`` as ``unix:///path`` or ``redis://host:6379/0``.

    Events published wait in a bounded line for a thread of ours; when the line is full, or
    Redis doesn't answer within half a second, they are dropped and counted.
    """

    def __init__(self, url: str, registry: CollectorRegistry | None = None) -> None:
        self._url = url
        self._dropped = Counter(
            "linea_bus_dropped_events",
            "Events that the bus could not take",
            ["reason"],
            registry=registry or CollectorRegistry(),
        )
        self._sender = redis.Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),  # once more over a new connection after a restart
        )
        self._waiting: queue.Queue[Event | None] = queue.Queue(EVENTS_WAITING)
        self._thread = threading.Thread(target=self._send_all, name="bus", daemon=True)
        self._thread.start()

    def publish(self, event: Event) -> None:
        """Put the event in line; dropped and counted when the line is full."""
        try:
            self._waiting.put_nowait(event)
        except queue.Full:
            self._dropped.labels("full").inc()

    def deliver(self, event: Event) -> None:
        """Send now, in this thread. Raises BusUnavailable."""
        try:
            self._sender.xadd(STREAM, {FIELD: encode(event)}, maxlen=EVENTS_KEPT, approximate=True)
        except (redis.RedisError, OSError) as failure:
            raise BusUnavailable(UNAVAILABLE) from failure

    def check(self) -> None:
        """Ask Redis for a sign of life. Raises BusUnavailable."""
        try:
            self._sender.ping()
        except (redis.RedisError, OSError) as failure:
            raise BusUnavailable(UNAVAILABLE) from failure

    def subscribe(self, kinds: tuple[type[Event], ...]) -> Subscription:
        """Listen from the moment that ``ready`` returns, or the first event is awaited."""
        return _RedisSubscription(self._url, kinds)

    def log(self) -> EventLog:
        """Read the stream, which keeps some 20,000 events."""
        return RedisLog(self._url, STREAM, FIELD, BLOCK_MILLISECONDS / 1000)

    def close(self) -> None:
        """Give the line half a second to empty, then give up what is left of it."""
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(ANSWER_SECONDS)
        if self._thread.is_alive():
            self._give_up()
            self._thread.join(ANSWER_SECONDS)

    def _give_up(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    def _send_all(self) -> None:
        while (event := self._waiting.get()) is not None:
            try:
                self.deliver(event)
            except BusUnavailable:
                self._dropped.labels("unavailable").inc()
        self._sender.close()


class _RedisSubscription:
    def __init__(self, url: str, kinds: tuple[type[Event], ...]) -> None:
        self._kinds = kinds
        self._client = redis.asyncio.Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS + BLOCK_MILLISECONDS / 1000,
            retry=AsyncRetry(NoBackoff(), 0),
            protocol=2,
        )
        self._seen: bytes | None = None
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[Event]:
        pause = 0.1
        while not self._closed:
            try:
                await self._pin()
                batch = await self._next_batch()
                pause = 0.1
            except (redis.RedisError, OSError):
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            for position, data in batch:
                self._seen = position
                with contextlib.suppress(UnreadableEvent):  # written by a later version
                    if isinstance(event := decode(data), self._kinds):
                        yield event

    async def ready(self) -> None:
        """Pin the place in the stream from which on events are seen. Raises BusUnavailable."""
        try:
            await self._pin()
        except (redis.RedisError, OSError) as failure:
            raise BusUnavailable(UNAVAILABLE) from failure

    async def aclose(self) -> None:
        """Close the connection; a waiting iteration ends."""
        self._closed = True
        await self._client.aclose()

    async def _pin(self) -> None:
        if self._seen is None:
            newest = await self._client.xrevrange(STREAM, count=1)
            self._seen = cast("bytes", newest[0][0]) if newest else b"0-0"

    async def _next_batch(self) -> list[tuple[bytes, bytes]]:
        answer = await self._client.xread(
            {STREAM: self._seen or b"0-0"}, count=500, block=BLOCK_MILLISECONDS
        )
        streams = cast("list[tuple[bytes, Entries]]", answer)
        return [
            (position, fields.get(FIELD, b""))
            for _, entries in streams
            for position, fields in entries
        ]
