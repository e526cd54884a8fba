"""The tracker's facts written to the store, off the event loop, in order, none lost.

One writer takes everything in the order told. While the store is gone facts wait and are
tried again; beyond a bound the process starts anew, since CEL has those calls: our place
in it only moves on when everything told before is written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from cti.agent_status import Shown
from cti.fact_writing import write_fact
from cti.fault import fault_fields
from cti.store_work import StoreWork, TooBusy
from cti.tracker import Fact
from ivr.errors import LineaError, StoreUnavailable
from ivr.services import agents, calls
from ivr.services.agents import Standing
from ivr.services.calls import Built

log = structlog.get_logger(__name__)

Job = Callable[[Session], object]

GATHER_SECONDS = 0.1
"""How long facts are gathered: those of one moment of a call are written, and judged, as one.

Meanwhile others may write: SQLite has one lock, and gives it to whoever asks just then.
"""
BATCH = 200
WAITING_AT_MOST = 200_000
RETRY_FIRST, RETRY_LONGEST = 0.2, 5.0


class Overfull(LineaError):
    """More facts wait for the store than this process may hold."""

    code = "call_log_overfull"


class CallLog:
    """Takes facts and writes them while :meth:`run` runs."""

    def __init__(self, work: StoreWork, *, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self.refused = 0
        self._work = work
        self._waiting_at_most = waiting_at_most
        self._waiting: deque[Job] = deque()
        self._arrived = asyncio.Event()
        self._told = 0
        self._written = 0
        self._progress = asyncio.Condition()

    @property
    def backlog(self) -> int:
        """Facts that are not written yet."""
        return self._told - self._written

    def take(self, fact: Fact, built: Built = Built.LIVE) -> None:
        """Write a fact, after all that were told before."""
        self._tell(partial(write_fact, fact=fact, built=built))

    def keep(self, agent_id: int, shown: Shown, at: datetime, call_id: str | None = None) -> None:
        """Write an agent's state; ``call_id`` is the call that it is about."""
        state, reason = shown.state, shown.reason
        self._tell(
            partial(
                agents.set_state,
                agent_id=agent_id,
                state=state,
                reason=reason,
                now=at,
                call_id=call_id,
            )
        )

    def stand(self, agent_id: int, standing: Standing) -> None:
        """Write where an agent stands, for a restart."""
        self._tell(partial(agents.keep_standing, agent_id=agent_id, standing=standing))

    def do(self, job: Job) -> None:
        """Write something of another kind, after all that was told before.

        ``job`` is a function of a module, or a `partial` of one: another process may do it.
        """
        self._tell(job)

    def caller_known(
        self, call_id: str, started_at: datetime, number: str | None, withheld: bool, dialled: str
    ) -> None:
        """Write who calls, for a call whose number no dialog has seen. ``number`` is E.164."""
        self._tell(
            partial(
                calls.begin,
                call_id=call_id,
                started_at=started_at,
                number=number,
                withheld=withheld,
                dialled=dialled or None,
            )
        )

    async def settled(self, seconds: float) -> bool:
        """Wait until what was told so far is written; False where that took too long."""
        mark = self._told
        try:
            async with asyncio.timeout(seconds), self._progress:
                await self._progress.wait_for(lambda: self._written >= mark)
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Write until cancelled. Raises Overfull when too much waits for the store."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                await self._write(batch)

    def _tell(self, job: Job) -> None:
        self._told += 1
        self._waiting.append(job)
        self._arrived.set()

    async def _write(self, batch: list[Job]) -> None:
        try:
            await self._until_the_store_is_there(partial(_all, batch=batch))
        except Overfull:
            raise
        except Exception as error:
            log.error("facts_written_singly", facts=len(batch), **fault_fields(error))
            for job in batch:
                await self._write_one(job)
        self._written += len(batch)
        async with self._progress:
            self._progress.notify_all()

    async def _write_one(self, job: Job) -> None:
        try:
            await self._until_the_store_is_there(job)
        except Overfull:
            raise
        except Exception as error:
            self.refused += 1
            log.error("fact_refused", **fault_fields(error))

    async def _until_the_store_is_there(self, job: Job) -> object:
        pause = RETRY_FIRST
        while True:
            try:
                return await self._work.write(job)
            except (StoreUnavailable, TooBusy) as error:
                if self.backlog > self._waiting_at_most:
                    raise Overfull("la base de datos falta hace demasiado tiempo") from error
                log.warning("call_log_waits_for_store", code=error.code, facts=self.backlog)
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_LONGEST)


def _all(session: Session, batch: Sequence[Job]) -> None:
    with calls.concluding_once(session):
        for job in batch:
            job(session)
