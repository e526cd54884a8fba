"""Loading many rows at once: COPY into PostgreSQL, one prepared statement into SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from ivr.store.base import Base
from ivr.store.columns import Moment

Converter = Callable[[Any], Any] | None


def load(
    session: Session, model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert ``rows``, whose values stand in the order of ``columns``, in the unit of work.

    Columns left out take the database's default, not the model's. Raises what the
    database raises for a row that it refuses; nothing of the rows stays then.
    """
    table = model.__table__
    assert isinstance(table, Table)
    connection = session.connection()
    converters = [_converter(table, name, session) for name in columns]
    cursor: Any = connection.connection.cursor()
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in _converted(rows, converters):
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    cursor.executemany(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})", _converted(rows, converters)
    )


def _converter(table: Table, column: str, session: Session) -> Converter:
    dialect = session.get_bind().dialect
    kind = table.c[column].type
    if isinstance(kind, Moment) and dialect.name == "sqlite":
        return Moment.sqlite_text
    processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return None if processor is None else lru_cache(maxsize=4096)(processor)


def _converted(
    rows: Iterable[Sequence[Any]], converters: Sequence[Converter]
) -> Iterator[Sequence[Any]]:
    touched = [(place, convert) for place, convert in enumerate(converters) if convert]
    if not touched:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, convert in touched:
            values[place] = convert(values[place])
        yield values
