"""Outages: a service interrupted in a zone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.accounts import Service
from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, Key, state
from ivr.store.zones import Zone

STILL_OPEN = text("ended_at IS NULL")


class Outage(Base):
    """A service interrupted in a zone. ``restoration`` is an estimate and may be unknown.

    Who entered it, changed it last and closed it are staff; None for what came with the data.
    """

    __tablename__ = "outages"
    __table_args__ = (
        Index(
            "ix_outages_open",
            "zone_id",
            "service",
            postgresql_where=STILL_OPEN,
            sqlite_where=STILL_OPEN,
        ),
    )

    id: Mapped[Key]
    service: Mapped[Service] = mapped_column(state(Service, "service"))
    zone_id: Mapped[int] = mapped_column(BIG, ForeignKey(Zone.id))
    cause: Mapped[str] = mapped_column(String(160), default="")
    planned: Mapped[bool] = mapped_column(Boolean, default=False)
    started_at: Mapped[datetime]
    restoration: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))

    zone: Mapped[Zone] = relationship(lazy="joined", innerjoin=True)
