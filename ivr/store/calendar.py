"""The calendar: the days on which nobody works, but for Saturdays and Sundays."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, state


class DayOffKind(StrEnum):
    """Who says that a day is off: the law, the town, the entity."""

    NATIONAL = "national"
    LOCAL = "local"
    CLOSURE = "closure"


class DayOff(Base):
    """One day off. ``added_at`` and ``added_by`` are of staff, none for national holidays."""

    __tablename__ = "days_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DayOffKind] = mapped_column(state(DayOffKind, "kind"))
    added_at: Mapped[datetime | None]
    added_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
