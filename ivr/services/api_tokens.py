"""Tokens of other systems: made, listed, revoked, known again, and what each was used for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound
from ivr.services import agents
from ivr.services.agents import Agent
from ivr.services.text import storable

PREFIX = "linea_"
"""What every token begins with, so that one in a file or a log is known for what it is."""
LONGEST_NAME, LONGEST_PATH, LONGEST_ADDRESS = 60, 200, 64
LONGEST_LIFE = timedelta(days=1100)
ENDING = 4
MOST_LISTED = 500


class Scope(StrEnum):
    """What a token may be for; each leaves its owner some rights (``cti.web.access``)."""

    CALLS_READ = "calls:read"
    CALLS_ORIGINATE = "calls:originate"
    AGENTS_READ = "agents:read"
    QUEUES_READ = "queues:read"
    ACCOUNTS_READ = "accounts:read"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    DAMAGES_READ = "damages:read"
    DAMAGES_WRITE = "damages:write"
    CALLBACKS_READ = "callbacks:read"
    CALLBACKS_WRITE = "callbacks:write"
    REPORTS_READ = "reports:read"
    EVENTS_READ = "events:read"
    PERSONAL_READ = "personal:read"
    """Whole numbers, names and addresses wherever else their endings are told."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed. ``ending``: its last characters; ``user``: whose it is."""

    id: int
    name: str
    user: str
    scopes: tuple[Scope, ...]
    ending: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made; ``secret`` is told once and not kept."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who comes in by a token: the person in whose name it acts, and what it is for."""

    token_id: int
    agent: Agent
    scopes: frozenset[Scope]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """One use. ``status`` is None where no answer was given."""

    at: datetime
    method: str
    path: str
    address: str
    status: int | None


def create(
    session: Session,
    *,
    name: str,
    user: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    now: datetime,
) -> NewToken:
    """Make a token that acts as ``user``. Raises Invalid, NotFound for an unknown user."""
    name = storable(" ".join(name.split()), LONGEST_NAME)
    if not name:
        raise Invalid("escriba un nombre que diga para qué es la llave")
    if not scopes:
        raise Invalid("diga al menos un permiso")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise Invalid("una llave vence después de hoy y a más tardar en tres años")
    owner = agents.by_user(session, user)
    if session.scalar(select(store.ApiToken.id).where(store.ApiToken.name == name)) is not None:
        raise Invalid("ya hay una llave con ese nombre")
    secret = PREFIX + secrets.token_urlsafe(32)
    row = store.ApiToken(
        token_hash=_hash(secret),
        ending=secret[-ENDING:],
        name=name,
        agent_id=owner.id,
        scopes=sorted({*scopes}),
        made_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return NewToken(_token(row), secret)


def everyone(session: Session) -> tuple[Token, ...]:
    """All tokens, those that work first, then by name."""
    table = store.ApiToken
    rows = session.scalars(select(table).order_by(table.revoked_at.is_not(None), table.name))
    return tuple(_token(row) for row in rows)


def revoke(session: Session, token_id: int, now: datetime) -> None:
    """Nobody comes in by that token again. Raises NotFound."""
    row = session.get(store.ApiToken, token_id)
    if row is None:
        raise NotFound("esa llave no existe")
    row.revoked_at = row.revoked_at or now
    session.flush()


def holder(session: Session, secret: str, now: datetime) -> Holder | None:
    """Who comes in by ``secret``; None when it is unknown, over, or its owner is retired."""
    table = store.ApiToken
    row = session.scalar(
        select(table).where(
            table.token_hash == _hash(secret), table.expires_at > now, table.revoked_at.is_(None)
        )
    )
    if row is None or not row.agent.active:
        return None
    known = frozenset(Scope(one) for one in row.scopes if one in tuple(Scope))
    owner = agents.by_id(session, row.agent_id)
    assert owner is not None
    return Holder(row.id, owner, known, row.expires_at)


def note_use(
    session: Session, token_id: int, *, method: str, path: str, address: str, now: datetime
) -> int:
    """Keep that a token is being used; gives the use's id for :func:`note_answer`."""
    used = update(store.ApiToken).where(store.ApiToken.id == token_id)
    session.execute(used.values(last_used_at=now))
    row = store.ApiUse(
        token_id=token_id,
        at=now,
        method=storable(method, 10),
        path=storable(path, LONGEST_PATH),
        address=storable(address, LONGEST_ADDRESS),
    )
    session.add(row)
    session.flush()
    return row.id


def note_answer(session: Session, use_id: int, status: int) -> None:
    """Keep how a use was answered."""
    session.execute(update(store.ApiUse).where(store.ApiUse.id == use_id).values(status=status))


def uses(session: Session, token_id: int, limit: int = MOST_LISTED) -> tuple[Use, ...]:
    """What a token was used for, the newest first. Raises NotFound."""
    if session.get(store.ApiToken, token_id) is None:
        raise NotFound("esa llave no existe")
    table = store.ApiUse
    query = (
        select(table).where(table.token_id == token_id).order_by(table.at.desc(), table.id.desc())
    )
    rows = session.scalars(query.limit(min(limit, MOST_LISTED)))
    return tuple(Use(row.at, row.method, row.path, row.address, row.status) for row in rows)


def sweep(session: Session, before: datetime) -> int:
    """Forget the uses before that moment. Gives how many."""
    old = delete(store.ApiUse).where(store.ApiUse.at < before).returning(store.ApiUse.id)
    return len(session.execute(old).all())


def _hash(secret: str) -> bytes:
    """Plain SHA-256: a token holds 256 random bits, which no dictionary finds."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _token(row: store.ApiToken) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        user=row.agent.user,
        scopes=tuple(Scope(one) for one in row.scopes if one in tuple(Scope)),
        ending=row.ending,
        made_at=row.made_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
