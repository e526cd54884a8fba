"""Units of work that must not run side by side: one after the other, by a key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session


def key_of(*parts: str) -> int:
    """A key for :func:`wait_for_others`: 64 bits, the same in every process."""
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def wait_for_others(session: Session, keys: Iterable[int]) -> None:
    """Hold ``keys`` until this unit of work ends, once nobody else does.

    By PostgreSQL's advisory locks, always in one order; on SQLite a unit of work already holds
    the only write lock.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(keys):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
