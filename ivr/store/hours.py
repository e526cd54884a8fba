"""Opening hours: when agents attend, by day of the week; the store is their truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG


class OpeningHours(Base):
    """A stretch of a day in which agents attend, in minutes of Bogotá's day.

    ``day``: 0 Monday … 6 Sunday, 7 a holiday, whichever day that falls on.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("day BETWEEN 0 AND 7", name="day"),
        CheckConstraint("opens >= 0 AND closes <= 1440 AND opens < closes", name="stretch"),
    )

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closes: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
