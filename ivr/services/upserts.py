"""INSERT … ON CONFLICT in the dialect of the session's database."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.store import Base


def insert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert into ``table`` that knows ``on_conflict_do_nothing`` and ``…_do_update``."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
