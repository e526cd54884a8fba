"""Wrap-ups: what an agent notes after a call, and the dispositions to choose from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key


class Disposition(Base):
    """A result that an agent may choose, in Spanish. Retired ones stay for old calls."""

    __tablename__ = "dispositions"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    group: Mapped[str] = mapped_column("group_name", String(80))
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class WrapUp(Base):
    """What one agent noted after one call; written again it replaces the former."""

    __tablename__ = "wrap_ups"
    __table_args__ = (
        UniqueConstraint("call_id", "agent_id"),
        Index("ix_wrap_ups_agent_id_at", "agent_id", "at"),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    disposition: Mapped[str] = mapped_column(String(40), ForeignKey(Disposition.code))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
