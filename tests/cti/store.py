"""A small store for the tests of the desks' server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cti.store_work import StoreWork
from ivr.store import Store


@asynccontextmanager
async def store_work(store: Store) -> AsyncIterator[StoreWork]:
    """One thread that works on a store of its own at the same address."""
    url = store.url.render_as_string(hide_password=False)
    work = StoreWork("test", Store(url, pool_size=1), threads=1, waiting_at_most=4)
    try:
        yield work
    finally:
        work.close()
