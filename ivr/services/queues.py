"""Queues: who serves which, and at what level."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store


@dataclass(frozen=True, slots=True)
class Member:
    """An agent's place in a queue. ``level`` 1 is called first (Asterisk's penalty + 1)."""

    queue: str
    agent_id: int
    level: int

    @property
    def name(self) -> str:
        """The member's name in Asterisk: an id, never a person's name."""
        return f"agent-{self.agent_id}"


def members(
    session: Session, *, queue: str | None = None, agent_id: int | None = None
) -> tuple[Member, ...]:
    """Who serves the queues, by queue and level; of one queue or one agent if named."""
    query = (
        select(store.Skill)
        .join(store.Agent, store.Agent.id == store.Skill.agent_id)
        .where(store.Agent.active)
        .order_by(store.Skill.queue, store.Skill.level, store.Skill.agent_id)
    )
    if queue is not None:
        query = query.where(store.Skill.queue == queue)
    if agent_id is not None:
        query = query.where(store.Skill.agent_id == agent_id)
    return tuple(Member(row.queue, row.agent_id, row.level) for row in session.scalars(query))
