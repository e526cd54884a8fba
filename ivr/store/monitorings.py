"""Who listened into whose call, whispered to the agent or joined in: kept for good."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key, state


class MonitorMode(StrEnum):
    """How a supervisor is in a call: heard by nobody, by the agent alone, by both."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


class Monitoring(Base):
    """One person in one call in one mode. ``heard_agent_id`` is the agent who was heard.

    It outlives the call's record: the audit does not go when the call does.
    """

    __tablename__ = "monitorings"

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), index=True)
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    heard_agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    mode: Mapped[MonitorMode] = mapped_column(state(MonitorMode, "mode"))
    at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
