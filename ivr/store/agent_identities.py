"""Whose accounts at an identity provider belong to which person of the line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG


class AgentIdentity(Base):
    """An account of a provider (OpenID Connect `iss` and `sub`) that signs in as a person.

    The subject is the provider's name for the account for good; its user may be given to another.
    """

    __tablename__ = "agent_identities"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    linked_at: Mapped[datetime]
