"""Values that staff change day by day (charges, hours, notices); the store is their truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG


class StaffSetting(Base):
    """One value under a dotted name, as text; who set it last, None when it was seeded."""

    __tablename__ = "staff_settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
