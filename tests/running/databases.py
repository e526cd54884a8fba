"""Real databases and a real Redis for tests: our own, private, gone at the end.

Import the fixtures into a folder's conftest. ``store`` runs each test twice, on SQLite and
on PostgreSQL, each time with empty tables made by the migrations.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app import redis_server
from ivr.store import Base, Store
from ivr.store.schema import upgrade

STARTS_WITHIN = 30
PR_SET_PDEATHSIG = 1
READY = b"eady to accept connections"  # PostgreSQL, and Redis in any version
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "log_min_messages": "warning",
}


class Postgres:
    """A running cluster, with one database that has the tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """A database's SQLAlchemy address."""
        return f"postgresql+psycopg://linea@/{name}?host={self._folder}"

    def create(self, name: str = "") -> str:
        """Make an empty database, called anyhow unless it is named; gives its address."""
        name = name or f"test_{next(self._numbers)}"
        with self._connection("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def emptied(self) -> str:
        """The address of the database with tables, all of them empty."""
        names = ", ".join(Base.metadata.tables)
        with self._connection("with_tables") as connection:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE".encode())
        return self.url("with_tables")

    def _connection(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._folder), user="linea", dbname=database, autocommit=True
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="linea-pg-", dir="/tmp"))
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name))
    owner = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if owner:
        shutil.chown(folder, owner)
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "linea", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            user=owner, check=True, capture_output=True, timeout=STARTS_WITHIN, cwd="/",
        )  # fmt: skip
        options = [word for each in POSTGRES_OPTIONS.items() for word in ("-c", "=".join(each))]
        server = (
            str(programs / "postgres"),
            "-D",
            str(folder / "data"),
            "-k",
            str(folder),
            *options,
        )
        with _running(server, user=owner, stop=signal.SIGINT):
            cluster = Postgres(folder)
            with_tables = Store(cluster.create(name="with_tables"))
            upgrade(with_tables)
            with_tables.close()
            yield cluster
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "with_tables.sqlite"
    with_tables = Store(f"sqlite:///{file}")
    upgrade(with_tables)
    with_tables.close()
    return file


@pytest.fixture
def sqlite_file(sqlite_with_tables: Path, tmp_path: Path) -> Path:
    """A test's own SQLite file with empty tables; a copy, since making them takes a while."""
    return Path(shutil.copy(sqlite_with_tables, tmp_path / "linea.sqlite"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'linea.sqlite'}"
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.create()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store with empty tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    else:
        url = request.getfixturevalue("postgres").emptied()
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis of the test's own, as the line runs it."""
    folder = Path(tempfile.mkdtemp(prefix="linea-redis-", dir="/tmp"))
    try:
        socket = folder / "redis.sock"
        with _running(redis_server.command(socket)):
            yield f"unix://{socket}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(
    command: tuple[str, ...],
    *,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """A server, from when it says that it is ready; it dies with us, however that happens."""
    process = subprocess.Popen(
        command,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_die_with_parent,
    )
    assert process.stdout is not None
    drain = threading.Thread(target=process.stdout.read)
    try:
        assert any(READY in line for line in process.stdout), f"{command[0]} did not start"
        drain.start()
        yield
    finally:
        process.send_signal(stop)
        process.wait(STARTS_WITHIN)
        if drain.is_alive():
            drain.join()
        process.stdout.close()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
