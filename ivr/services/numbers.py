"""The numbers of filings: radicados and tickets, each given once, every gap on record.

A series counts within a year. Processes lease blocks ahead, so that a number can be told
while the store is gone; a number that was leased and carries no filing is voided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.check_digit import is_valid, with_check_digit
from ivr.clock import BOGOTA
from ivr.services.text import storable
from ivr.services.upserts import insert

LONGEST = 20
LENGTHS = frozenset({7, 8, 12})
"""Digits of tickets and radicados."""
ASKED_AT_ONCE = 500


class Series(StrEnum):
    """What numbers are given to. Answers are numbered among the cases."""

    CASE = "case"
    DAMAGE = "damage"

    def year_of(self, at: datetime) -> int:
        """The year in which a number of that moment counts; tickets know no years."""
        return at.astimezone(BOGOTA).year if self is Series.CASE else 0


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a series. As text it ends in its check digit (ISO 7064 MOD 11,10)."""

    series: Series
    year: int
    sequence: int

    def __str__(self) -> str:
        if self.series is Series.CASE:
            return with_check_digit(f"{self.year:04}{self.sequence:07}")
        return with_check_digit(f"7{self.sequence:05}")


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers ``first`` to ``last``, leased by one holder."""

    series: Series
    year: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Voided:
    """A number that no filing carries, and why."""

    number: str
    reason: str
    at: datetime


def could_be(text: str) -> bool:
    """Whether a radicado or ticket could read so: digits, the last of which checks the rest."""
    return 6 <= len(text) <= LONGEST and is_valid(text)


def is_whole(text: str) -> bool:
    """Whether it is as long as radicados are, or tickets: one more digit from the 100,000th on."""
    return len(text) in LENGTHS and could_be(text)


def lease(
    session: Session, series: Series, year: int, size: int, *, holder: str, now: datetime
) -> Block:
    """Lease the next ``size`` numbers to ``holder``. No other lease ever holds one of them."""
    first = _advance(session, series, year, size)
    block = Block(series, year, first, first + size - 1)
    session.add(
        store.NumberBlock(
            series=series, year=year, first=block.first, last=block.last, holder=holder,
            leased_at=now,
        )
    )  # fmt: skip
    session.flush()
    return block


def take(session: Session, series: Series, now: datetime) -> Number:
    """The next number, taken in the session's transaction: it leaves no gap if that fails."""
    year = series.year_of(now)
    return Number(series, year, _advance(session, series, year, 1))


def start_after(session: Session, series: Series, year: int, sequence: int) -> None:
    """Have the series go on behind ``sequence``, which was given by other means."""
    table = store.NumberSeries
    row = insert(session, table).values(series=series, year=year, next=sequence + 1)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[table.series, table.year],
            set_={"next": sequence + 1},
            where=table.next <= sequence,
        )
    )


def open_blocks(session: Session, holder: str) -> tuple[Block, ...]:
    """The blocks of a holder that still have numbers to account for."""
    block = store.NumberBlock
    query = select(block).where(block.holder == holder, block.closed_at.is_(None))
    rows = session.scalars(query.order_by(block.id))
    return tuple(Block(Series(row.series), row.year, row.first, row.last) for row in rows)


def close(session: Session, block: Block, now: datetime) -> None:
    """Every number of the block is accounted for."""
    table = store.NumberBlock
    session.execute(
        update(table)
        .where(table.series == block.series, table.year == block.year, table.first == block.first)
        .values(closed_at=now)
    )


def void(session: Session, wanted: Iterable[Number], reason: str, now: datetime) -> int:
    """Void those of the numbers that no filing carries. Gives how many were voided now."""
    free = _without_filing(session, list(wanted))
    rows = [
        {
            "series": one.series, "year": one.year, "sequence": one.sequence,
            "number": str(one), "reason": storable(reason, 120), "at": now,
        }
        for one in free
    ]  # fmt: skip
    for start in range(0, len(rows), ASKED_AT_ONCE):
        fresh = insert(session, store.VoidedNumber).on_conflict_do_nothing()
        session.execute(fresh.values(rows[start : start + ASKED_AT_ONCE]))
    return len(rows)


def voided(session: Session, series: Series, year: int, limit: int = 1000) -> tuple[Voided, ...]:
    """The gaps of a year, in order."""
    table = store.VoidedNumber
    query = (
        select(table)
        .where(table.series == series, table.year == year)
        .order_by(table.sequence)
        .limit(limit)
    )
    return tuple(Voided(row.number, row.reason, row.at) for row in session.scalars(query))


def _advance(session: Session, series: Series, year: int, size: int) -> int:
    """The first of the next ``size`` numbers."""
    table = store.NumberSeries
    row = insert(session, table).values(series=series, year=year, next=1 + size)
    taken = row.on_conflict_do_update(
        index_elements=[table.series, table.year], set_={"next": table.next + size}
    ).returning(table.next)
    return session.execute(taken).scalar_one() - size


def _without_filing(session: Session, wanted: Sequence[Number]) -> list[Number]:
    carried: set[str] = set()
    columns = (store.Case.radicado, store.Case.answer_radicado, store.DamageReport.ticket)
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        texts = [str(one) for one in wanted[start : start + ASKED_AT_ONCE]]
        for column in columns:
            carried.update(filter(None, session.scalars(select(column).where(column.in_(texts)))))
    return [one for one in wanted if str(one) not in carried]
