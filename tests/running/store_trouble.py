"""A store in trouble: held by somebody else, gone, or answering slowly.

SQLite is put out of reach as a file, which only connections still to be made notice; PostgreSQL
as a server, whose connections end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg import sql

from ivr.store import Store
from tests.running.postgres_lock import connection_of

SLEEPS = """
    CREATE FUNCTION takes_long() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
    CREATE TRIGGER takes_long AFTER INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION takes_long();
    CREATE CONSTRAINT TRIGGER commits_slowly AFTER INSERT ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION takes_long()
"""
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
WAKES = """
    DROP TRIGGER takes_long ON {table};
    DROP TRIGGER commits_slowly ON {table};
    DROP FUNCTION takes_long
"""


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another process holds what a filing must write to."""
    if store.is_sqlite:
        with closing(sqlite3.connect(str(store.url.database), isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            yield
        return
    with connection_of(store) as other, other.transaction():
        other.execute("LOCK TABLE cases, damage_reports IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def gone(store: Store) -> Iterator[None]:
    """No connection works, nor can one be made."""
    store.engine.dispose()
    if store.is_sqlite:
        file = Path(str(store.url.database))
        away = file.with_suffix(".away")
        file.rename(away)
        file.write_bytes(b"this is no database" * 100)
        try:
            yield
        finally:
            store.engine.dispose()
            away.rename(file)
        return
    with connection_of(store, "postgres") as server:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        name = sql.Identifier(str(store.url.database))
        server.execute(allow.format(name, sql.SQL("false")))
        try:
            server.execute(END_ALL, [store.url.database])
            yield
        finally:
            server.execute(allow.format(name, sql.SQL("true")))


@contextmanager
def slow(store: Store, table: str, seconds: float) -> Iterator[None]:
    """PostgreSQL takes so long for each new row of a table, and once more at its commit."""
    names = {"table": sql.Identifier(table), "seconds": sql.Literal(seconds)}
    with connection_of(store) as server:
        server.execute(sql.SQL(SLEEPS).format(**names))
        try:
            yield
        finally:
            server.execute(sql.SQL(WAKES).format(**names))
