"""The numbers of filings: how far each series has come, who leased which, what was voided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.columns import BIG, Key

OPEN = text("closed_at IS NULL")


class NumberSeries(Base):
    """A series of a year (0: it knows no years). ``next``: the first that nobody leased."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next: Mapped[int] = mapped_column(BIG)


class NumberBlock(Base):
    """Numbers ``first`` to ``last``, leased by ``holder``; closed once each is accounted for."""

    __tablename__ = "number_blocks"
    __table_args__ = (
        UniqueConstraint("series", "year", "first"),
        CheckConstraint("first <= last", name="order"),
        Index("ix_number_blocks_open", "holder", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[Key]
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    first: Mapped[int] = mapped_column(BIG)
    last: Mapped[int] = mapped_column(BIG)
    holder: Mapped[str] = mapped_column(String(36))
    leased_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class VoidedNumber(Base):
    """A number that no filing carries, and why: every gap has its record."""

    __tablename__ = "voided_numbers"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
