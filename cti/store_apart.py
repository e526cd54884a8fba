"""Work on the store in processes of its own, whose Python takes no time of the event loop's.

One interpreter does one thing at a time: a year's report, or the log of ten calls a second, would
make every screen pop wait for its turn (decision 0024). The processes are forked from a small
server that has the code loaded (multiprocessing's «forkserver»), start with the first work, and
end with this process whatever ends it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

import structlog

from cti.fault import keep_place
from cti.store_work import StoreWork, Way, Work
from ivr.errors import StoreUnavailable
from ivr.store import Store

log = structlog.get_logger(__name__)

T = TypeVar("T")

LOADED_BEFOREHAND = ("__main__", "cti.card", "cti.fact_writing", "cti.report_tables", __name__)
"""What the server of forks loads once for all: the process starts at once and shares its memory."""


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A store as each process opens it; see :class:`ivr.store.Store`."""

    url: str
    statement_seconds: float = 5.0
    lock_seconds: float = 5.0

    def opened(self, connections: int = 1) -> Store:
        """The store, with so many connections at most."""
        return Store(
            self.url,
            statement_seconds=self.statement_seconds,
            lock_seconds=self.lock_seconds,
            pool_size=connections,
        )


class StoreApart(StoreWork):
    """``workers`` processes for a store; what they are given must be picklable, and its answer.

    ``nice`` is added to their priority (setpriority(2)): 19 leaves the processor to all others.
    A process that dies fails what it was doing with StoreUnavailable; the next work starts another.
    """

    def __init__(
        self,
        name: str,
        address: StoreAddress,
        *,
        workers: int,
        waiting_at_most: int,
        nice: int = 0,
    ) -> None:
        super().__init__(name, address.opened(), threads=1, waiting_at_most=waiting_at_most)
        self._address = address
        self._workers = workers
        self._nice = nice
        self._processes = self._new_processes()

    async def begin(self) -> None:
        """Start every process, so that the first card waits for none."""
        checks = (self.check() for _ in range(self._workers))
        await asyncio.gather(*checks, return_exceptions=True)

    def close(self) -> None:
        """Let what runs finish, drop what waits, end the processes."""
        self._processes.shutdown(wait=True, cancel_futures=True)
        super().close()

    async def _execute(self, way: Way[T], work: Work[T]) -> T:
        processes = self._processes
        try:
            return await asyncio.get_running_loop().run_in_executor(processes, _work, way, work)
        except BrokenProcessPool as error:
            if processes is self._processes:
                log.error("store_process_died", work=self.name)
                self._processes = self._new_processes()
            raise StoreUnavailable("el proceso de la base de datos terminó; se inicia otro") from (
                error
            )

    def _new_processes(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LOADED_BEFOREHAND))
        return ProcessPoolExecutor(
            self._workers, context, initializer=_begin, initargs=(self._address, self._nice)
        )


class _Process:
    """What a process of ours keeps while it lives."""

    store: Store | None = None


def _begin(address: StoreAddress, nice: int) -> None:
    """Open the store in the new process. Only the end of the one that asked for it ends it."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    os.nice(nice)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Process.store = address.opened()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _work(way: Way[T], work: Work[T]) -> T:
    assert _Process.store is not None
    try:
        return way(_Process.store, work)
    except Exception as error:
        keep_place(error)
        raise
