"""Column types that every table shares: moments, states, call ids, sets of services."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, String, Uuid
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

BIG = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC; SQLite, which keeps no zone, gets it without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    @staticmethod
    def sqlite_text(value: datetime | None) -> str | None:
        """The text that SQLite keeps, made several times faster; for loading many rows."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CallId(TypeDecorator[str]):
    """A call's UUIDv7 as canonical text; native UUID in PostgreSQL, 32 characters in SQLite."""

    impl = Uuid(as_uuid=True)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> uuid.UUID | None:
        """Parse the text; raises ValueError when it is no UUID."""
        return None if value is None else uuid.UUID(value)

    def process_result_value(self, value: uuid.UUID | None, dialect: Dialect) -> str | None:
        """Give back canonical lower-case text with hyphens."""
        return None if value is None else str(value)


class Names(TypeDecorator[tuple[str, ...]]):
    """A short ordered set of plain names, kept as text between commas."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Join the names."""
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Split the names."""
        if value is None:
            return None
        return tuple(value.split(",")) if value else ()


def state(states: type[StrEnum], name: str, length: int = 20) -> Enum:
    """A column type for ``states``: text with a check constraint called ``name``."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


Key = Annotated[int, mapped_column(BIG, primary_key=True, autoincrement=True)]
Pesos = Annotated[int, mapped_column(BIG)]
JsonObject = dict[str, Any]
