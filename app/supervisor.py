"""Keeps the parts of the line alive: ordered start, restart with backoff, health, ordered stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from app.child import Child, PartLog
from app.part import BecameReady, Died, Part, PartEvent, Started, Stopped, StoppedAnswering


@dataclass(frozen=True)
class Pace:
    """How patient the supervisor is; seconds, save the count of unanswered probes."""

    first_delay: float = 0.5
    longest_delay: float = 30.0
    steady_after: float = 60.0
    ask_every: float = 5.0
    ask_until_ready_every: float = 0.1
    unanswered_at_most: int = 3

    def delay(self, failures: int) -> float:
        """Return the wait before the start that follows so many failures in a row."""
        return float(min(self.longest_delay, self.first_delay * 2 ** min(failures - 1, 16)))


class Keeper:
    """Keeps one part alive until it is told to stop."""

    def __init__(
        self, part: Part, log: PartLog, tell: Callable[[PartEvent], None], pace: Pace
    ) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self._log = log
        self._tell = tell
        self._pace = pace
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Start the part, and again whenever it ends, until ``stop``."""
        failures = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            since = loop.time()
            code = await self._live_once()
            self.ready.clear()
            if self._stopping.is_set():
                break
            failures = 1 if loop.time() - since > self._pace.steady_after else failures + 1
            delay = self._pace.delay(failures)
            self._tell(Died(self.part.name, code, delay))
            await _happens_within(self._stopping, delay)
        self._tell(Stopped(self.part.name))
        self._log.close()

    def stop(self) -> None:
        """Have the part stopped, and not started again."""
        self._stopping.set()

    async def _live_once(self) -> int:
        """Run one process from start to end; return its exit code."""
        try:
            child = await Child.start(
                self.part.command,
                env={**(os.environ if self.part.inherits_environment else {}), **self.part.env},
                folder=self.part.folder,
                write=self._log.write,
            )
        except OSError as error:
            self._log.write(f"{self.part.command[0]}: {error.strerror}")
            return 127
        self._tell(Started(self.part.name, child.pid))
        end = asyncio.create_task(child.wait())
        watches = [
            asyncio.create_task(self._watch(child)),
            asyncio.create_task(self._end_when_stopping(child)),
        ]
        try:
            return await end
        except asyncio.CancelledError:
            child.kill()
            raise
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)

    async def _watch(self, child: Child) -> None:
        """Kill the process when it isn't ready in time or later stops answering."""
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.part.starts_within):
                await self._answers()
        except TimeoutError:
            self._give_up_on(child)
            return
        self.ready.set()
        self._tell(BecameReady(self.part.name, asyncio.get_running_loop().time() - started))
        unanswered = 0
        while unanswered < self._pace.unanswered_at_most:
            await asyncio.sleep(self._pace.ask_every)
            unanswered = 0 if await self.part.probe() is not None else unanswered + 1
        self._give_up_on(child)

    async def _answers(self) -> None:
        is_ready = self.part.ready or self.part.probe
        health = await is_ready()
        while health is None:
            await asyncio.sleep(self._pace.ask_until_ready_every)
            health = await is_ready()

    def _give_up_on(self, child: Child) -> None:
        if not self._stopping.is_set():
            self._tell(StoppedAnswering(self.part.name))
        child.kill()

    async def _end_when_stopping(self, child: Child) -> None:
        await self._stopping.wait()
        child.terminate()
        await asyncio.sleep(self.part.stops_within)
        child.kill()


class Supervisor:
    """Starts the parts by rank, keeps them alive, and stops them in reverse.

    Output goes to ``logs``/<part>.log and, by ``echo`` (part, line), elsewhere too.
    """

    def __init__(
        self,
        parts: Iterable[Part],
        logs: Path,
        tell: Callable[[PartEvent], None],
        *,
        echo: Callable[[str, str], None] | None = None,
        pace: Pace | None = None,
    ) -> None:
        pace = pace or Pace()
        ordered = sorted(parts, key=lambda part: part.rank)
        self._ranks = [
            [Keeper(part, _log(part, logs, echo), tell, pace) for part in rank]
            for _, rank in groupby(ordered, key=lambda part: part.rank)
        ]
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        """Set while every part has been ready once."""

    def stop(self) -> None:
        """Have ``run`` stop every part and return."""
        self._stop.set()

    async def run(self) -> None:
        """Run until ``stop``. A part that is slow to start delays the next rank, never forever."""
        running: list[tuple[list[Keeper], list[asyncio.Task[None]]]] = []
        try:
            for rank in self._ranks:
                if self._stop.is_set():
                    break
                running.append((rank, [asyncio.create_task(keeper.run()) for keeper in rank]))
                await self._all_ready(rank, max(keeper.part.starts_within for keeper in rank))
            if await self._all_ready(chain.from_iterable(self._ranks), patience=None):
                self.ready.set()
            await self._stop.wait()
        finally:
            for rank, tasks in reversed(running):
                for keeper in rank:
                    keeper.stop()
                await asyncio.gather(*tasks)

    async def _all_ready(self, keepers: Iterable[Keeper], patience: float | None) -> bool:
        """Wait until each was ready, until ``stop``, or so many seconds; tell which it was."""
        waits = [asyncio.create_task(keeper.ready.wait()) for keeper in keepers]
        stopped = asyncio.create_task(self._stop.wait())
        everyone = asyncio.gather(*waits)
        either: list[asyncio.Future[Any]] = [everyone, stopped]
        try:
            await asyncio.wait(either, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            return everyone.done()
        finally:
            for task in (*waits, stopped):
                task.cancel()
            await asyncio.gather(everyone, stopped, return_exceptions=True)


def _log(part: Part, logs: Path, echo: Callable[[str, str], None] | None) -> PartLog:
    return PartLog(logs / f"{part.name}.log", partial(echo, part.name) if echo else None)


async def _happens_within(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
