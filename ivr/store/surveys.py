"""Surveys: what callers thought of a call, kept answer by answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, state


class SurveyOrigin(StrEnum):
    """What the survey is about: a talk with a person, or what the line itself served."""

    AGENT = "agent"
    SELF_SERVICE = "self_service"


class Survey(Base):
    """One invitation, and the answers given to it: none is needed for another.

    ``accepted`` is None where the caller neither agreed nor declined. ``flow`` is the call's
    intent, ``comment`` the name of a recording.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("csat BETWEEN 1 AND 5", name="csat"),
        CheckConstraint("nps BETWEEN 0 AND 10", name="nps"),
        Index("ix_surveys_invited_at", "invited_at"),
        Index("ix_surveys_agent_id_invited_at", "agent_id", "invited_at"),
    )

    id: Mapped[Key]
    call_id: Mapped[str] = mapped_column(
        CallId(), ForeignKey(Call.call_id, ondelete="CASCADE"), unique=True
    )
    origin: Mapped[SurveyOrigin] = mapped_column(state(SurveyOrigin, "origin"))
    agent_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Agent.id))
    queue: Mapped[str | None] = mapped_column(String(40))
    flow: Mapped[str | None] = mapped_column(String(60))
    invited_at: Mapped[datetime]
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    csat: Mapped[int | None]
    resolved: Mapped[bool | None] = mapped_column(Boolean)
    nps: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(String(80))
