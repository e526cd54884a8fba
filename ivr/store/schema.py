"""The tables of a store: brought up to date, taken back, compared with what the code needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from ivr.store.base import Base
from ivr.store.database import Store

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x11EA
MIGRATION_SECONDS = 3600.0


def upgrade(store: Store, revision: str = "head") -> None:
    """Bring the tables up to ``revision``; nothing happens when they are there.

    Two processes may do it at once: one waits. Raises StoreUnavailable.
    """
    if current(store) == (newest() if revision == "head" else revision):
        return  # else every start would check all rows of years, and lock the store meanwhile
    with _configured(store) as config:
        command.upgrade(config, revision)


def downgrade(store: Store, revision: str = "base") -> None:
    """Take the tables back to ``revision``. Raises StoreUnavailable."""
    with _configured(store) as config:
        command.downgrade(config, revision)


def current(store: Store) -> str | None:
    """The revision of the tables, None when there are none. Raises StoreUnavailable."""
    with store.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest() -> str:
    """The revision that this code needs."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def differences(store: Store) -> list[object]:
    """What the tables and the models disagree on; empty after ``upgrade``."""
    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@contextmanager
def _configured(store: Store) -> Iterator[Config]:
    """An Alembic configuration on one connection, in one transaction, alone."""
    with store.migrating() as session:
        connection = session.connection(execution_options={"statement_seconds": MIGRATION_SECONDS})
        _alone(connection)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        yield config


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
