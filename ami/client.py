"""One living connection to Asterisk's Manager Interface.

A single task reads, parses and sorts; it never waits for a consumer. Answers go to
whoever sent the action, events go in Asterisk's own order into one bounded stream.
A consumer that falls a whole backlog behind costs the connection, never memory: the
stream says ``Lost``, then ``Connected``, and the snapshot that follows mends the view.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from ami.errors import (
    ActionFailed,
    ActionTimedOut,
    AmiError,
    LoginRefused,
    NotConnected,
    ProtocolViolation,
)
from ami.protocol import Message, Parser, encode_action

log = structlog.get_logger(__name__)

SNAPSHOT_ACTIONS = ("QueueStatus", "CoreShowChannels")
"""Who sits where first, then the channels; within the stream, in order with live events."""


@dataclass(frozen=True, slots=True)
class AmiAddress:
    """Where Asterisk's Manager Interface listens, and as whom we log in."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. ``retry_first`` doubles up to ``retry_longest``; half of each wait is chance."""

    connect: float = 5.0
    action: float = 5.0
    booted: float = 60.0
    heartbeat: float = 15.0
    retry_first: float = 0.5
    retry_longest: float = 15.0


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection is up and Asterisk fully booted; the snapshot's lists follow."""

    banner: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone: what follows a later ``Connected`` is not continuous with this."""

    reason: str


StreamItem = Connected | Lost | Message


@dataclass(slots=True)
class Counters:
    """What happened since the start, for ``/metrics``."""

    connections: int = 0
    refusals: int = 0
    overflows: int = 0
    timeouts: int = 0
    events: int = 0
    dropped: int = 0


@dataclass(slots=True)
class _Pending:
    answer: asyncio.Future[Message]
    response: Message | None = None


class AmiClient:
    """Keeps one authenticated connection alive while :meth:`run` runs.

    ``backlog`` is the number of events that may wait for :meth:`items`, ``snapshot`` the
    actions whose lists follow each ``Connected``.
    """

    def __init__(
        self,
        address: AmiAddress,
        *,
        timing: Timing | None = None,
        backlog: int = 20_000,
        snapshot: Sequence[str] = SNAPSHOT_ACTIONS,
        chance: random.Random | None = None,
    ) -> None:
        self.address = address
        self.counters = Counters()
        self.refused = False
        self._timing = timing or Timing()
        self._chance = chance or random.Random()
        self._stream: asyncio.Queue[StreamItem] = asyncio.Queue()
        self._backlog = backlog
        self._snapshot = snapshot
        self._ids = itertools.count(1)
        self._pending: dict[str, _Pending] = {}
        self._parser = Parser()
        self._writer: asyncio.StreamWriter | None = None
        self._booted = asyncio.Event()
        self._announced = False

    @property
    def connected(self) -> bool:
        """Whether actions can be sent now."""
        return self._announced

    async def run(self) -> None:
        """Connect, and again after every loss, until cancelled."""
        failures = 0
        while True:
            before = self.counters.connections
            reason = ""
            try:
                await self._one_connection()
            except (OSError, TimeoutError, AmiError) as error:
                reason = str(error) or type(error).__name__
                log.warning("ami_connection_failed", reason=reason)
            finally:
                self._forget_connection()
            self._say_lost(reason)
            failures = 1 if self.counters.connections > before else failures + 1
            await asyncio.sleep(self._pause_after(failures))

    async def items(self) -> AsyncIterator[StreamItem]:
        """The stream, for one consumer: FIFO, without end."""
        while True:
            yield await self._stream.get()

    async def send(self, action: str, **headers: str) -> Message:
        """Send one action and give its response.

        Raises NotConnected, ActionTimedOut at the deadline, ActionFailed for
        ``Response: Error`` and UnsafeHeader before anything was sent.
        """
        if not self._announced:
            raise NotConnected("no hay conexión con Asterisk", action=action)
        return await self._ask(action, headers, self._timing.action)

    async def _ask(self, action: str, headers: Mapping[str, str], seconds: float) -> Message:
        """Send and wait for the whole answer, a list's end included; give its response."""
        action_id = f"linea-{next(self._ids)}"
        payload = encode_action(action, action_id, headers)
        writer = self._writer
        if writer is None:
            raise NotConnected("no hay conexión con Asterisk", action=action)
        pending = _Pending(asyncio.get_running_loop().create_future())
        self._pending[action_id] = pending
        try:
            async with asyncio.timeout(seconds):
                writer.write(payload)
                await writer.drain()
                response = await pending.answer
        except TimeoutError:
            self.counters.timeouts += 1
            raise ActionTimedOut("Asterisk no respondió a tiempo", action=action) from None
        except ConnectionError:
            raise NotConnected("se perdió la conexión con Asterisk", action=action) from None
        finally:
            self._pending.pop(action_id, None)
        if response.response.lower() == "error":
            reason = response.get("message")
            raise ActionFailed("Asterisk rechazó la orden", action=action, reason=reason)
        return response

    async def _one_connection(self) -> None:
        async with asyncio.timeout(self._timing.connect):
            reader, self._writer = await asyncio.open_connection(
                self.address.host, self.address.port
            )
        self._parser = Parser()
        self._booted.clear()
        session = asyncio.create_task(self._session())
        reading = asyncio.create_task(self._read(reader))
        try:
            await asyncio.wait({session, reading}, return_when=asyncio.FIRST_COMPLETED)
            for task in (session, reading):
                if task.done():
                    task.result()
        finally:
            for task in (session, reading):
                task.cancel()
            await asyncio.gather(session, reading, return_exceptions=True)

    async def _session(self) -> None:
        """Log in, wait for Asterisk, announce, take the snapshot, then keep asking it for life."""
        await self._log_in()
        async with asyncio.timeout(self._timing.booted):
            await self._booted.wait()
        self.counters.connections += 1
        self._announced = True
        self._put(Connected(self._parser.banner or ""))
        log.info("ami_connected", port=self.address.port)
        for action in self._snapshot:
            await self._ask(action, {}, self._timing.action * 2)
        while True:
            await asyncio.sleep(self._timing.heartbeat)
            await self._ask("Ping", {}, self._timing.action)

    async def _log_in(self) -> None:
        credentials = {"Username": self.address.user, "Secret": self.address.secret}
        try:
            await self._ask("Login", credentials, self._timing.action)
        except ActionFailed as error:
            self.refused = True
            self.counters.refusals += 1
            log.error("ami_login_refused", user=self.address.user, port=self.address.port)
            raise LoginRefused("Asterisk rechazó el usuario de AMI") from error
        self.refused = False

    async def _read(self, reader: asyncio.StreamReader) -> None:
        parser = self._parser
        while data := await reader.read(65_536):
            for message in parser.feed(data):
                self._sort(message)
            self.counters.dropped += parser.dropped
            parser.dropped = 0
        raise NotConnected("Asterisk closed the connection")

    def _sort(self, message: Message) -> None:
        pending = self._pending.get(message.action_id) if message.action_id else None
        if pending is not None and not pending.answer.done():
            pending.response = pending.response or message
            if _is_last(message):
                pending.answer.set_result(pending.response)
        if message.event == "FullyBooted":
            self._booted.set()
        if message.event and self._announced:
            self.counters.events += 1
            self._put(message)

    def _put(self, item: StreamItem) -> None:
        if self._stream.qsize() >= self._backlog:
            self.counters.overflows += 1
            raise ProtocolViolation("the consumer of AMI events fell behind")
        self._stream.put_nowait(item)

    def _forget_connection(self) -> None:
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(NotConnected("se perdió la conexión con Asterisk"))
                pending.answer.exception()
        self._pending.clear()
        if self._writer is not None:
            with contextlib.suppress(RuntimeError):
                self._writer.close()
            self._writer = None

    def _say_lost(self, reason: str) -> None:
        """Put ``Lost`` once after each ``Connected``; an overfull stream is emptied first."""
        if not self._announced:
            return
        self._announced = False
        if self._stream.qsize() >= self._backlog:
            while not self._stream.empty():
                self._stream.get_nowait()
        self._stream.put_nowait(Lost(reason))

    def _pause_after(self, failures: int) -> float:
        doubled = self._timing.retry_first * 2.0 ** min(failures - 1, 10)
        longest = min(self._timing.retry_longest, doubled)
        return longest / 2 + self._chance.uniform(0, longest / 2)


def _is_last(message: Message) -> bool:
    """Whether this message completes an answer: a plain response, or the end of a list."""
    if message.response:
        return message.get("eventlist").lower() != "start"
    return message.get("eventlist").lower() in ("complete", "cancelled")
