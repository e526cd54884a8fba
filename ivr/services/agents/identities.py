"""Signing in by an account at an identity provider (OpenID Connect)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Refused
from ivr.services.agents.people import LONGEST_NAME, LONGEST_USER, normal
from ivr.services.agents.sign_in import LogIn, open_session
from ivr.services.text import storable
from ivr.store import AgentState, Role

NO_PASSWORD = "!"
"""No password's hash: who was made by a provider signs in by it alone."""


class NotKnown(Refused):
    """The account is good, and nobody's of the line."""

    code = "identity_not_known"


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as its provider vouches for it. ``role`` None: the provider says nothing of it."""

    issuer: str
    subject: str
    user: str
    name: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What becomes of an account whose user is nobody's yet; ``role`` None: it is refused."""

    role: Role | None = None
    skills: Mapping[str, int] = field(default_factory=dict)


def log_in_by_identity(
    session: Session, identity: Identity, newcomers: Newcomers, now: datetime
) -> LogIn:
    """Sign in whose account it is, in the role that the provider gives. Raises NotKnown.

    The first time an account is the person's of the same user. From then on it is theirs by its
    subject, whatever the provider calls it, and no second account of that provider is.
    """
    row = _linked(session, identity) or _linked_now(session, identity, newcomers, now)
    if not row.active:
        raise NotKnown("su usuario ya no puede entrar a la línea")
    if identity.role is not None and row.role is not identity.role:
        row.role = identity.role
    return open_session(session, row, now)


def _linked(session: Session, identity: Identity) -> store.Agent | None:
    of = store.AgentIdentity
    return session.scalar(
        select(store.Agent)
        .join(of, of.agent_id == store.Agent.id)
        .where(of.issuer == identity.issuer, of.subject == identity.subject)
    )


def _linked_now(
    session: Session, identity: Identity, newcomers: Newcomers, now: datetime
) -> store.Agent:
    """Link the account with the person of its user, or with one made for it."""
    user = normal(identity.user)
    row = session.scalar(select(store.Agent).where(store.Agent.user == user)) if user else None
    if row is not None and _has_account(session, row.id, identity.issuer):
        raise NotKnown("ese usuario de la línea ya entra con otra cuenta")
    if row is None:
        row = _made(session, identity, newcomers, now)
    link = store.AgentIdentity(
        issuer=identity.issuer, subject=identity.subject, agent_id=row.id, linked_at=now
    )
    session.add(link)
    session.flush()
    return row


def _has_account(session: Session, agent_id: int, issuer: str) -> bool:
    of = store.AgentIdentity
    known = select(of.subject).where(of.agent_id == agent_id, of.issuer == issuer)
    return session.scalars(known.limit(1)).first() is not None


def _made(session: Session, identity: Identity, newcomers: Newcomers, now: datetime) -> store.Agent:
    role = identity.role or newcomers.role
    user = normal(identity.user)
    if newcomers.role is None or role is None or not user or len(identity.user) > LONGEST_USER:
        raise NotKnown("su cuenta no tiene un usuario en la línea; pídalo al administrador")
    row = store.Agent(
        user=user,
        name=storable(identity.name or identity.user, LONGEST_NAME).strip() or user,
        role=role,
        password_hash=NO_PASSWORD,
        active=True,
        state=AgentState.OFFLINE,
        state_since=now,
        skills=[store.Skill(queue=queue, level=level) for queue, level in newcomers.skills.items()],
    )
    session.add(row)
    session.flush()
    return row
