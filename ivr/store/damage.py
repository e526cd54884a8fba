"""Damage reports: what callers said is broken."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account, Service
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, state
from ivr.store.zones import Zone


class DamageState(StrEnum):
    """How far a damage report has come."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class DamageReport(Base):
    """A damage as reported. ``priority``: 1 danger to people … 4 no hurry."""

    __tablename__ = "damage_reports"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority"),
        Index("ix_damage_reports_account_id_opened_at", "account_id", "opened_at"),
        Index("ix_damage_reports_zone_id_state", "zone_id", "state"),
    )

    id: Mapped[Key]
    ticket: Mapped[str] = mapped_column(String(20), unique=True)
    service: Mapped[Service] = mapped_column(state(Service, "service"))
    kind: Mapped[str] = mapped_column(String(60))
    priority: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    zone_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Zone.id))
    call_id: Mapped[str | None] = mapped_column(CallId(), ForeignKey(Call.call_id))
    address: Mapped[str] = mapped_column(String(160), default="")
    told: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    state: Mapped[DamageState] = mapped_column(
        state(DamageState, "state"), default=DamageState.OPEN
    )
