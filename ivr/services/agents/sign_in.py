"""Signing in: passwords throttled by user, sessions by a token of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.agents import desks, passwords
from ivr.services.agents.people import Agent, agent, normal
from ivr.services.agents.states import set_state
from ivr.store import AgentState

SESSION = timedelta(hours=12)
FAILURES_ALLOWED = 5
FAILURES_COUNT_FOR = timedelta(minutes=5)

_SESSION = (  # every request asks: a row for each skill, else one
    select(
        store.AgentSession.id.label("session_id"),
        store.AgentSession.expires_at,
        store.Agent.id.label("agent_id"),
        store.Agent.user.label("user"),
        store.Agent.name,
        store.Agent.role,
        store.Agent.state,
        store.Agent.state_reason,
        store.Agent.state_since,
        store.Desk.name.label("desk"),
        store.Skill.queue,
        store.Skill.level,
    )
    .join(store.Agent, store.Agent.id == store.AgentSession.agent_id)
    .outerjoin(store.Desk, store.Desk.session_id == store.AgentSession.id)
    .outerjoin(store.Skill, store.Skill.agent_id == store.Agent.id)
    .where(
        store.AgentSession.token_hash == bindparam("token_hash"),
        store.AgentSession.expires_at > bindparam("now"),
        store.Agent.active,
    )
    .order_by(store.Skill.queue)
)


class LoginOutcome(StrEnum):
    """What came of a sign-in. THROTTLED says nothing about the password."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class LogIn:
    """A sign-in. ``token`` goes to the browser and is never kept; ``retry_after`` seconds."""

    outcome: LoginOutcome
    agent: Agent | None = None
    token: str | None = None
    session_id: int | None = None
    expires_at: datetime | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """A password that was looked at: the kept hash that it matched, None when it is wrong."""

    user: str
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session: whose it is and the desk it holds.

    ``only`` are the rights that a token of theirs leaves, None in a browser.
    """

    session_id: int
    agent: Agent
    desk: str | None
    expires_at: datetime
    only: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """What names this session alone: an id is given again once its session is gone."""
        return f"{self.session_id}.{self.expires_at.timestamp():.0f}"


def check_password(session: Session, user: str, password: str, now: datetime) -> PasswordCheck:
    """Look at a password before :func:`log_in`, in a reading session: argon2id takes long.

    Unknown users cost the same time.
    """
    if _throttled_for(session, _user_hash(user), now) is not None:
        return PasswordCheck(user)
    row = _active(session, user)
    right = passwords.matches(row.password_hash if row else None, password)
    return PasswordCheck(user, row.password_hash if row and right else None)


def log_in(session: Session, checked: PasswordCheck, now: datetime) -> LogIn:
    """Sign in, for 12 hours, whose password was right. Unknown users count the same.

    Five failures for a user within five minutes and further tries are not looked at, however
    many were checked meanwhile. The unit of work must commit whatever the outcome: failures
    are counted in it.
    """
    user_hash = _user_hash(checked.user)
    wait = _throttled_for(session, user_hash, now)
    if wait is not None:
        return LogIn(LoginOutcome.THROTTLED, retry_after=wait)
    row = _active(session, checked.user)
    if row is None or row.password_hash != checked.password_hash:
        session.add(store.LoginFailure(user_hash=user_hash, at=now))
        return LogIn(LoginOutcome.REFUSED)
    session.execute(delete(store.LoginFailure).where(store.LoginFailure.user_hash == user_hash))
    return open_session(session, row, now)


def open_session(session: Session, row: store.Agent, now: datetime) -> LogIn:
    """Sign in a person who has proved who they are, for 12 hours."""
    token = secrets.token_urlsafe(32)
    opened = store.AgentSession(
        token_hash=_hash(token), agent_id=row.id, started_at=now, expires_at=now + SESSION
    )
    session.add(opened)
    session.flush()
    return LogIn(
        LoginOutcome.SIGNED_IN,
        agent=agent(row),
        token=token,
        session_id=opened.id,
        expires_at=opened.expires_at,
    )


def session_for(session: Session, token: str, now: datetime) -> SignedIn | None:
    """The living session of a token; None when unknown, expired, or its agent is retired."""
    rows = session.execute(_SESSION, {"token_hash": _hash(token), "now": now}).all()
    if not rows:
        return None
    one = rows[0]
    person = Agent(
        id=one.agent_id,
        user=one.user,
        name=one.name,
        role=one.role,
        active=True,
        state=one.state,
        state_reason=one.state_reason,
        state_since=one.state_since,
        skills={row.queue: row.level for row in rows if row.queue is not None},
    )
    return SignedIn(one.session_id, person, one.desk, one.expires_at)


def log_out(session: Session, token: str, now: datetime) -> bool:
    """Close the token's session and free its desk. Gives whether it was the agent's last.

    The agent goes offline with the last session.
    """
    row = session.scalar(
        select(store.AgentSession).where(store.AgentSession.token_hash == _hash(token))
    )
    return row is not None and _close(session, row, now)


def sweep(session: Session, now: datetime) -> int:
    """Close expired sessions, free their desks, forget old failures. Gives how many closed."""
    expired = session.scalars(
        select(store.AgentSession).where(store.AgentSession.expires_at <= now)
    ).all()
    for row in expired:
        _close(session, row, now)
    too_old = store.LoginFailure.at < now - FAILURES_COUNT_FOR
    session.execute(delete(store.LoginFailure).where(too_old))
    return len(expired)


def _close(session: Session, row: store.AgentSession, now: datetime) -> bool:
    """Close a session; whether it was the agent's last."""
    desks.release_desk(session, row.id)
    session.delete(row)
    session.flush()
    others = select(func.count()).where(store.AgentSession.agent_id == row.agent_id)
    if session.scalar(others):
        return False
    set_state(session, row.agent_id, AgentState.OFFLINE, None, now)
    return True


def _throttled_for(session: Session, user_hash: bytes, now: datetime) -> int | None:
    """Whole seconds until the next try is looked at, None when it may be made now."""
    failure = store.LoginFailure
    recent = session.scalars(
        select(failure.at)
        .where(failure.user_hash == user_hash, failure.at > now - FAILURES_COUNT_FOR)
        .order_by(failure.at.desc())
        .limit(FAILURES_ALLOWED)
    ).all()
    if len(recent) < FAILURES_ALLOWED:
        return None
    return max(1, int((recent[-1] + FAILURES_COUNT_FOR - now).total_seconds()))


def _active(session: Session, user: str) -> store.Agent | None:
    return session.scalar(
        select(store.Agent).where(store.Agent.user == normal(user), store.Agent.active)
    )


def _user_hash(user: str) -> bytes:
    return hashlib.sha256(normal(user).encode()).digest()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
