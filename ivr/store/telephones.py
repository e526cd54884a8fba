"""Which telephone an agent answers with: the browser's, or one of the desk."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG


class AgentTelephone(Base):
    """An agent who answers with a desk telephone, by its name in the settings.

    Without a row it is the browser.
    """

    __tablename__ = "agent_telephones"

    agent_id: Mapped[int] = mapped_column(
        BIG, ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    telephone: Mapped[str] = mapped_column(String(20))
