"""A connection to a store's PostgreSQL beside it: to lock its tables, to close it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ivr.store import Store


@contextmanager
def connection_of(store: Store, database: str = "") -> Iterator[psycopg.Connection]:
    """A connection that commits by itself, to the store's database or another of its cluster."""
    with psycopg.connect(
        host=str(store.url.query["host"]),
        user=store.url.username,
        dbname=database or store.url.database,
        autocommit=True,
    ) as connection:
        yield connection
