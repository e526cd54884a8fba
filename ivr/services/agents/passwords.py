"""Passwords: argon2id with OWASP's parameters (19 MiB, two passes, one lane)."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ivr.errors import Invalid

SHORTEST = 8
LONGEST = 256
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hashed(password: str) -> str:
    """The argon2id string of ``password``. Raises Invalid below 8 or above 256 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"la contraseña debe tener entre {SHORTEST} y {LONGEST} caracteres")
    return HASHER.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``kept``; as slow when there is nothing kept."""
    usable = kept is not None and kept.startswith("$argon2id$")
    try:
        return HASHER.verify(kept if kept and usable else _nobodys(), _bytes(password)) and usable
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password[: LONGEST + 1].encode("utf-8", "backslashreplace")


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_urlsafe())
