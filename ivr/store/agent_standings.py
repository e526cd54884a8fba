"""Where agents stand: what outlives a restart of the desks' server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent, AgentState
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, state


class AgentStanding(Base):
    """What an agent chose, and the call talked on or wrapped up meanwhile.

    ``call_id`` without ``wrap_up_until`` is a talk; ``prolonged``: more time was asked for.
    """

    __tablename__ = "agent_standings"
    __table_args__ = (
        CheckConstraint("wrap_up_until IS NULL OR call_id IS NOT NULL", name="wrap_up"),
    )

    agent_id: Mapped[int] = mapped_column(
        BIG, ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    chosen: Mapped[AgentState] = mapped_column(state(AgentState, "chosen"))
    reason: Mapped[str | None] = mapped_column(String(60))
    call_id: Mapped[str | None] = mapped_column(CallId())
    wrap_up_until: Mapped[datetime | None]
    prolonged: Mapped[bool] = mapped_column(Boolean, default=False)
