"""Tracking codes: the one way back to a report, kept as a hash alone.

A code is eleven random digits and a check digit. Its scrypt hash (RFC 7914), salted with one
secret of the installation, is all that is kept: who has the database can't try 10^11 codes
in a lifetime, and who has a telephone is stopped by the limit of failures an hour.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.check_digit import with_check_digit
from ivr.services.upserts import insert

CODE_DIGITS = 12
FAILURES_AN_HOUR = 60
SALT_ID = 1

_SCRYPT_COST = 2**14  # 16 MB and some 40 ms


def new_code() -> str:
    """A fresh tracking code."""
    return with_check_digit(f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}}")


def salt(session: Session) -> bytes:
    """The installation's secret, made at the first asking: needs a unit of work then."""
    query = select(store.EthicsSalt.salt).where(store.EthicsSalt.id == SALT_ID)
    known = session.scalar(query)
    if known is not None:
        return known
    fresh = insert(session, store.EthicsSalt).values(id=SALT_ID, salt=secrets.token_bytes(32))
    session.execute(fresh.on_conflict_do_nothing())
    return session.execute(query).scalar_one()


def code_hash(secret: bytes, code: str) -> bytes:
    """What is kept of a code; takes some 40 ms, so outside of any unit of work."""
    return hashlib.scrypt(code.encode(), salt=secret, n=_SCRYPT_COST, r=8, p=1, dklen=32)


def may_try(session: Session, now: datetime) -> bool:
    """Whether codes may be tried this hour: the limit is everybody's, since nobody is known."""
    failures = store.EthicsFailures
    failed = session.scalar(select(failures.count).where(failures.hour == _hour(now)))
    return (failed or 0) < FAILURES_AN_HOUR


def count_failure(session: Session, now: datetime) -> None:
    """A code that doesn't exist was tried."""
    failures = store.EthicsFailures
    session.execute(delete(failures).where(failures.hour < _hour(now) - timedelta(days=1)))
    one = insert(session, failures).values(hour=_hour(now), count=1)
    more = {"count": failures.count + 1}
    session.execute(one.on_conflict_do_update(index_elements=["hour"], set_=more))


def _hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
