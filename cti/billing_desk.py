"""The billing system asked for the card, in threads of its own: it never delays a pop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cti.card import billing_fields
from cti.store_work import StoreWork
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services import accounts
from ivr.services.billing_source import BillingSource, Position

THREADS = 4
WAITING_AT_MOST = 40
UNAVAILABLE: dict[str, object] = {"billing": "unavailable"}


class BillingDesk:
    """Asks ``source``; who would wait too long is told at once that it can't be had."""

    def __init__(self, source: BillingSource, work: StoreWork, clock: Clock) -> None:
        self._source = source
        self._work = work
        self._clock = clock
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="cti-billing")
        self._waiting = 0

    async def fields(self, number: str) -> dict[str, object]:
        """What the card says of the money of the account ``number``; ``billing`` how it is known.

        Never raises.
        """
        position = await self._position(number)
        return UNAVAILABLE if position is None else billing_fields(position)

    async def owed(self, number: str) -> int | None:
        """What the account ``number`` owes in all, None where it can't be had. Never raises."""
        position = await self._position(number)
        return None if position is None else position.statement.owed

    async def _position(self, number: str) -> Position | None:
        if self._waiting >= WAITING_AT_MOST:
            return None
        self._waiting += 1
        try:
            found = await self._work.read(partial(accounts.by_number, number=number))
            if not found:
                return None
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._source.position, found[0], self._clock.today()
            )
        except LineaError:
            return None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Drop what waits; what is being asked ends by its own time-out."""
        self._threads.shutdown(wait=False, cancel_futures=True)
