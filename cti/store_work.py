"""Blocking work on the store, off the event loop, in bounded executors.

The pop, the API and the log each have their own, so that none delays another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from ivr.errors import LineaError
from ivr.store import Store

T = TypeVar("T")


class TooBusy(LineaError):
    """More work waits for these threads than may; the asker should come again."""

    code = "too_busy"


class StoreWork:
    """``threads`` threads that work on ``store``; at most ``waiting_at_most`` jobs at once."""

    def __init__(self, name: str, store: Store, *, threads: int, waiting_at_most: int) -> None:
        self.name = name
        self.waiting = 0
        self._store = store
        self._waiting_at_most = waiting_at_most
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"cti-{name}")

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a reading session. Raises TooBusy, StoreUnavailable, what it raises."""
        return await self._run(lambda: self._read(work))

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a unit of work that commits. Raises as :meth:`read`."""
        return await self._run(lambda: self._write(work))

    async def check(self) -> None:
        """Raise StoreUnavailable unless the store answers."""
        await self._run(self._store.check)

    def close(self) -> None:
        """Let what runs finish, drop what waits, close the store's connections."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._store.close()

    async def _run(self, job: Callable[[], T]) -> T:
        if self.waiting >= self._waiting_at_most:
            raise TooBusy("hay demasiadas consultas en espera; intente de nuevo", work=self.name)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, job)
        finally:
            self.waiting -= 1

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._store.reading() as session:
            return work(session)

    def _write(self, work: Callable[[Session], T]) -> T:
        with self._store.unit_of_work() as session:
            return work(session)
