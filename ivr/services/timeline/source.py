"""Where entries of the timeline come from: tables, each read by an index from a mark on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from ivr.services import cursor
from ivr.services.timeline.entry import Entry, Kind

Key = int | str
THE_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Whose:
    """The caller's number (E.164), their account, and the call that is going on, left out."""

    number: str | None
    account_id: int | None
    but: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ended: a moment, the source's place among all, the row's key."""

    at: datetime
    rank: int
    key: Key


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and its place: newest first, then by ``rank``, then by the greatest ``order``."""

    entry: Entry
    rank: int
    key: Key
    order: int

    @property
    def place(self) -> tuple[timedelta, int, int]:
        """What pages are sorted by."""
        return THE_END - self.entry.at, self.rank, -self.order


class Source(ABC):
    """One table. ``rank`` orders what happened at one moment; ``at`` and ``key`` are columns.

    ``of_account``: it has nothing to tell of a caller without an account.
    """

    kind: ClassVar[Kind]
    of_account: ClassVar[bool] = True
    at: ClassVar[InstrumentedAttribute[Any]]
    key: ClassVar[InstrumentedAttribute[Any]]

    def __init__(self, rank: int) -> None:
        self.rank = rank

    @abstractmethod
    def _entries(
        self,
        session: Session,
        whose: Whose,
        today: date,
        behind: ColumnElement[bool],
        limit: int,
    ) -> Iterable[tuple[Key, Entry]]:
        """The newest entries behind a mark, newest first, each with its row's key."""

    def read(
        self, session: Session, whose: Whose, today: date, mark: Mark | None, limit: int
    ) -> list[Found]:
        """The newest entries behind ``mark``, at most ``limit``."""
        behind = true() if mark is None else self._behind(mark)
        return [
            Found(entry, self.rank, key, self.order_of(key))
            for key, entry in self._entries(session, whose, today, behind, limit)
        ]

    def key_of(self, written: str) -> Key:
        """A key as a cursor holds it. Raises Invalid."""
        return cursor.key(written)

    def order_of(self, key: Key) -> int:
        """The key as a number that rises as the database sorts it."""
        return int(key)

    def _behind(self, mark: Mark) -> ColumnElement[bool]:
        """What comes after the mark: of its own moment only what no page has shown."""
        at, key = type(self).at, type(self).key
        behind: ColumnElement[bool] = at < mark.at
        if self.rank > mark.rank:
            behind = at <= mark.at
        elif self.rank == mark.rank:
            behind = or_(behind, and_(at == mark.at, key < mark.key))
        return behind
