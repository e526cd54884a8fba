"""The billing system asked for the card, in threads of its own: it never delays a pop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from cti.card import billing_fields
from cti.store_work import StoreWork
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services import accounts
from ivr.services.billing_source import BillingSource

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
        if self._waiting >= WAITING_AT_MOST:
            return UNAVAILABLE
        self._waiting += 1
        try:
            found = await self._work.read(lambda session: accounts.by_number(session, number))
            if not found:
                return UNAVAILABLE
            position = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._source.position, found[0], self._clock.today()
            )
        except LineaError:
            return UNAVAILABLE
        finally:
            self._waiting -= 1
        return billing_fields(position)

    def close(self) -> None:
        """Drop what waits; what is being asked ends by its own time-out."""
        self._threads.shutdown(wait=False, cancel_futures=True)
