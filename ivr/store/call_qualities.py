"""How well an agent's telephone carried a call, as the browser measured it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key


class CallQuality(Base):
    """One talk of one agent, measured for ``seconds`` until ``at``.

    ``rtt_ms`` there and back, ``jitter_ms``, ``loss`` in percent of packets, ``mos`` from 1 to
    4.5: means of the talk; ``worst_mos`` its worst moment (ITU-T G.107, see the page's quality.ts).
    """

    __tablename__ = "call_qualities"
    __table_args__ = (UniqueConstraint("call_id", "agent_id", "at"),)

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    at: Mapped[datetime]
    seconds: Mapped[int]
    rtt_ms: Mapped[float] = mapped_column(Double)
    jitter_ms: Mapped[float] = mapped_column(Double)
    loss: Mapped[float] = mapped_column(Double)
    mos: Mapped[float] = mapped_column(Double)
    worst_mos: Mapped[float] = mapped_column(Double)
