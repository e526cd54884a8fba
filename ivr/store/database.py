"""The store: one database, SQLite or PostgreSQL, and the units of work on it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from ivr.errors import StoreUnavailable

READING = "linea_reading"
MIGRATING = "linea_migrating"
OPCODES_BETWEEN_LOOKS = 20_000


class Store:
    """A database by its SQLAlchemy address, opened at the first unit of work.

    ``statement_seconds`` bounds each statement, ``lock_seconds`` the wait for another's
    lock, ``pool_size`` the connections. Safe to share between threads.
    """

    def __init__(
        self,
        url: str,
        *,
        statement_seconds: float = 5.0,
        lock_seconds: float = 5.0,
        pool_size: int = 20,
    ) -> None:
        self.url = _parsed(url)
        self._statement_seconds = statement_seconds
        self._lock_seconds = lock_seconds
        self.engine = self._engine(pool_size)
        self._reading = self.engine.execution_options(**{READING: True}, postgresql_readonly=True)
        self._migrating = self.engine.execution_options(**{MIGRATING: True})

    @property
    def address(self) -> str:
        """The database's address as it may be shown: without its password."""
        if self.is_sqlite:
            return self.url.database or ":memory:"
        return self.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or rolls back when it raises.

        On SQLite it holds the write lock from the start, so that what was read stays true.
        Raises StoreUnavailable when the database can't be opened, is locked or too slow.
        """
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Session]:
        """A unit of work that may rebuild tables. Raises StoreUnavailable.

        SQLite changes a constraint by dropping the table and making it again; with foreign
        keys on that would empty every table that refers to it (sqlite.org/lang_altertable).
        """
        with self._session(self._migrating) as session:
            yield session
            if self.is_sqlite:
                astray = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
                assert not astray, f"la migración dejó {len(astray)} filas sin dueño"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: one snapshot, no lock. Raises StoreUnavailable."""
        with self._session(self._reading) as session:
            yield session

    def check(self) -> None:
        """Raise StoreUnavailable unless the database answers."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (OperationalError, InterfaceError, PoolTimeout) as failure:
            raise self._unavailable(failure) from failure
        except DBAPIError as failure:
            if failure.connection_invalidated or _table_missing(failure) or _damaged(failure):
                raise self._unavailable(failure) from failure
            raise

    def _unavailable(self, failure: Exception) -> StoreUnavailable:
        cause = getattr(failure, "orig", None) or failure
        what = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        return StoreUnavailable(
            f"No se puede usar la base de datos {self.address}: {what}. {self._mend(what)}",
            address=self.address,
        )

    def _mend(self, what: str) -> str:
        if "locked" in what or "lock timeout" in what:
            return "Otro proceso la tiene ocupada; espere o detenga ese proceso."
        if "interrupted" in what or "statement timeout" in what:
            return "La consulta pasó de su tiempo máximo; intente de nuevo más tarde."
        if "no such table" in what or "does not exist" in what:
            return "Faltan tablas: ejecute «linea db upgrade»."
        if "readonly database" in what or "read-only" in what:
            return "No se puede escribir en ella: revise los permisos del archivo y su carpeta."
        if "not a database" in what or "malformed" in what:
            return "El archivo está dañado o es de otra cosa: restaure una copia o nombre otro."
        if self.is_sqlite:
            return "Revise que la carpeta exista, que se pueda escribir en ella y que haya espacio."
        return "Revise store.url y que PostgreSQL esté en marcha y acepte la conexión."

    def _engine(self, pool_size: int) -> Engine:
        if self.is_sqlite:
            engine = create_engine(
                self.url,
                hide_parameters=True,
                pool_size=pool_size,
                max_overflow=0,
                pool_timeout=self._lock_seconds,
                connect_args={"timeout": self._lock_seconds, "isolation_level": None},
            )
            event.listen(engine, "do_connect", self._make_private)
            event.listen(engine, "connect", self._open_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            event.listen(engine, "before_cursor_execute", self._start_statement)
            return engine
        milliseconds = int(self._statement_seconds * 1000)
        locks = int(self._lock_seconds * 1000)
        return create_engine(
            self.url,
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=self._lock_seconds,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": max(2, int(self._lock_seconds)),
                "options": f"-c statement_timeout={milliseconds} -c lock_timeout={locks}"
                " -c timezone=UTC -c idle_in_transaction_session_timeout=60000",
            },
        )

    def _make_private(self, *_: object) -> None:
        """Make a new file readable by us alone: it holds people's data.

        Without opening it: closing any descriptor of the file would drop this process's locks
        on it, and another's last connection would then delete the log that we write to
        (sqlite.org/howtocorrupt, section 2.2).
        """
        if self.url.database:
            with contextlib.suppress(OSError):  # it is there, or opening will tell
                os.mknod(self.url.database, stat.S_IFREG | 0o600)

    def _open_sqlite(self, connection: sqlite3.Connection, record: Any) -> None:
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a number told to a caller survives a power cut
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-20000",
        ):
            connection.execute(f"PRAGMA {setting}")
        deadline = [float("inf")]
        record.info["deadline"] = deadline
        connection.set_progress_handler(
            lambda: int(time.monotonic() > deadline[0]), OPCODES_BETWEEN_LOOKS
        )

    def _start_statement(self, connection: Connection, *_: object) -> None:
        seconds = connection.get_execution_options().get(
            "statement_seconds", self._statement_seconds
        )
        connection.info["deadline"][0] = time.monotonic() + seconds


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    reading = options.get(READING, False)
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if options.get(MIGRATING) else 'ON'}")
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _table_missing(failure: DBAPIError) -> bool:
    return getattr(failure.orig, "sqlstate", None) == "42P01"


def _damaged(failure: DBAPIError) -> bool:
    return isinstance(failure.orig, sqlite3.DatabaseError) and type(failure) is DatabaseError


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as failure:
        raise StoreUnavailable(
            "store.url no es una dirección de base de datos; se espera "
            "sqlite:///RUTA o postgresql+psycopg://USUARIO@SERVIDOR/BASE"
        ) from failure
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return parsed.set(database=str(Path(parsed.database).absolute()))
    return parsed
