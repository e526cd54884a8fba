"""Damage reports: what callers said is broken, and where."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.accounts import Account, Service
from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, state
from ivr.store.outages import Outage
from ivr.store.zones import Zone


class DamageState(StrEnum):
    """How far a damage report has come."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class DamageReport(Base):
    """A damage as reported. ``priority``: 1 danger to people … 4 no hurry.

    ``service`` is None for a danger that belongs to none (a fire, someone hurt). Where it is:
    ``address`` and ``zone_id`` of the account, or ``place_recording``, the name of the sound in
    which the caller said it. ``notify`` is the mobile (E.164) of who wants to know when it is
    mended. ``filing_id`` makes filing again harmless.
    """

    __tablename__ = "damage_reports"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority"),
        Index("ix_damage_reports_account_id_opened_at", "account_id", "opened_at"),
        Index("ix_damage_reports_zone_id_state", "zone_id", "state"),
        Index("ix_damage_reports_state_opened_at", "state", "opened_at"),
        Index("ix_damage_reports_outage_id", "outage_id"),
        Index("ix_damage_reports_call_id", "call_id"),
        Index("uq_damage_reports_filing_id", "filing_id", unique=True),
    )

    id: Mapped[Key]
    ticket: Mapped[str] = mapped_column(String(20), unique=True)
    filing_id: Mapped[str | None] = mapped_column(CallId())
    service: Mapped[Service | None] = mapped_column(state(Service, "service"))
    kind: Mapped[str] = mapped_column(String(60))
    priority: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    zone_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Zone.id))
    call_id: Mapped[str | None] = mapped_column(CallId(), ForeignKey(Call.call_id))
    outage_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Outage.id))
    address: Mapped[str] = mapped_column(String(160), default="")
    place_recording: Mapped[str | None] = mapped_column(String(80))
    told: Mapped[str] = mapped_column(Text, default="")
    notify: Mapped[str | None] = mapped_column(String(16))
    crew: Mapped[str] = mapped_column(String(80), default="", server_default="")
    opened_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(String(160), default="", server_default="")
    changed_by: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    state: Mapped[DamageState] = mapped_column(
        state(DamageState, "state"), default=DamageState.OPEN
    )

    zone: Mapped[Zone | None] = relationship(lazy="joined")
