"""Blocking work on the store, off the event loop, in bounded executors.

The pop, the API and the log each have their own, so that none delays another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ivr.errors import LineaError
from ivr.store import Store

T = TypeVar("T")
Work = Callable[[Session], T]
"""What is done with a session; its answer."""
Way = Callable[[Store, Work[T]], T]
"""How it is given one: `reading` or `writing`."""


class TooBusy(LineaError):
    """More work waits for these threads than may; the asker should come again."""

    code = "too_busy"


class StoreWork:
    """``threads`` threads that work on ``store``; at most ``waiting_at_most`` jobs at once.

    Writing has threads of its own: nobody who reads waits behind one who waits for a lock. SQLite
    lets one write at a time, so there one thread writes, and each has its turn in order.
    """

    def __init__(self, name: str, store: Store, *, threads: int, waiting_at_most: int) -> None:
        self.name = name
        self.waiting = 0
        self._store = store
        self._waiting_at_most = waiting_at_most
        self._readers = ThreadPoolExecutor(threads, thread_name_prefix=f"cti-{name}")
        writers = 1 if store.is_sqlite else threads
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix=f"cti-{name}-writer")

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a reading session. Raises TooBusy, StoreUnavailable, what it raises."""
        return await self._run(reading, work)

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a unit of work that commits. Raises as :meth:`read`."""
        return await self._run(writing, work)

    async def begin(self) -> None:
        """Be ready for the first work; nothing is raised where the store is gone."""

    async def check(self) -> None:
        """Raise StoreUnavailable unless the store answers."""
        await self.read(answering)

    def close(self) -> None:
        """Let what runs finish, drop what waits, close the store's connections."""
        for executor in (self._readers, self._writers):
            executor.shutdown(wait=True, cancel_futures=True)
        self._store.close()

    async def _run(self, way: Way[T], work: Work[T]) -> T:
        if self.waiting >= self._waiting_at_most:
            raise TooBusy("hay demasiadas consultas en espera; intente de nuevo", work=self.name)
        self.waiting += 1
        try:
            return await self._execute(way, work)
        finally:
            self.waiting -= 1

    async def _execute(self, way: Way[T], work: Work[T]) -> T:
        executor = self._writers if way is writing else self._readers
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(executor, way, self._store, work)


def reading(store: Store, work: Work[T]) -> T:
    """Run ``work`` in a session that only reads."""
    with store.reading() as session:
        return work(session)


def writing(store: Store, work: Work[T]) -> T:
    """Run ``work`` in a unit of work."""
    with store.unit_of_work() as session:
        return work(session)


def answering(session: Session) -> Any:
    """The least that a store can be asked."""
    return session.connection().exec_driver_sql("SELECT 1").scalar()
