"""API tokens: by which other systems come in, and what each did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.columns import BIG, Key


class ApiToken(Base):
    """A token of another system; only its SHA-256 is kept, and its last characters to know it by.

    It acts as ``agent_id``: what it does is done in that person's name, within their rights.
    A revoked one stays, since its uses do.
    """

    __tablename__ = "api_tokens"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    ending: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    agent_id: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    agent: Mapped[Agent] = relationship(lazy="joined", innerjoin=True)


class ApiUse(Base):
    """What a token was used for: each change, and each address read, once in ten minutes.

    ``status`` is the answer's, None where the process ended before it.
    """

    __tablename__ = "api_uses"
    __table_args__ = (
        Index("ix_api_uses_token_id_at", "token_id", "at"),
        Index("ix_api_uses_at", "at"),
    )

    id: Mapped[Key]
    token_id: Mapped[int] = mapped_column(BIG, ForeignKey(ApiToken.id, ondelete="CASCADE"))
    at: Mapped[datetime]
    method: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
