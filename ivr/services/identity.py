"""Identity: the second datum that a caller gives before any figure is spoken.

The second datum is the last three digits of the holder's document; of who claims by that
document, which can't vouch for itself, those of a telephone known for the holder. Failures
are counted by Bogotá's civil day and across calls: three for what was claimed (and for the
account behind it, however it was reached), five for the caller's number, or for the call
when the number is withheld. An account that doesn't exist is asked, counted and answered the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.services.accounts import digits
from ivr.services.locks import wait_for_others
from ivr.services.upserts import insert
from ivr.store import Verification

SECOND_DATUM_DIGITS = 3
NO_ACCOUNT = -1
DAYS_SALTS_ARE_KEPT = 2


class Datum(StrEnum):
    """What the three digits asked for are the end of."""

    DOCUMENT = "document"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Limits:
    """Failures allowed a day: by account (or what was claimed) and by calling number."""

    per_claim: int = 3
    per_caller: int = 5


LIMITS = Limits()


def gate(
    session: Session,
    claimed: str,
    caller: str | None,
    now: datetime,
    *,
    account_id: int | None = None,
    call_id: str = "",
    limits: Limits = LIMITS,
) -> bool:
    """Whether the caller may still try today. ``caller`` is E.164, None when withheld."""
    day = now.astimezone(BOGOTA).date()
    salt = session.scalar(select(store.IdentitySalt.salt).where(store.IdentitySalt.day == day))
    if salt is None:
        return True
    keys = _Keys.of(salt, claimed, account_id, caller, call_id)
    return _failures_left(session, day, keys, account_id, limits) > 0


def verify(
    session: Session,
    *,
    claimed: str,
    account_id: int | None,
    caller: str | None,
    answer: str,
    call_id: str,
    now: datetime,
    datum: Datum = Datum.DOCUMENT,
    limits: Limits = LIMITS,
) -> Verification:
    """Judge the second datum and record the attempt.

    ``claimed`` is what the caller typed (account or cédula), or the account's number when
    the telephone found it; ``account_id`` is None when no account exists for it. LOCKED
    when the limit was reached before, or by this very failure; a right answer is then not
    believed. Two calls at once can't pass the limit: attempts with a key in common wait
    for each other, so call it in a ``unit_of_work``.
    """
    day = now.astimezone(BOGOTA).date()
    keys = _Keys.of(_salt(session, day), claimed, account_id, caller, call_id)
    wait_for_others(session, keys.locks())
    left = _failures_left(session, day, keys, account_id, limits)
    right = _matches(session, account_id, datum, answer)
    if left <= 0:
        result = Verification.LOCKED
    else:
        result = Verification.VERIFIED if right else Verification.FAILED
    session.add(
        store.IdentityAttempt(
            day=day,
            at=now,
            claimed_hash=keys.claimed,
            caller_hash=keys.caller,
            account_id=account_id,
            call_id=call_id,
            result=result,
        )
    )
    session.flush()
    if result is Verification.FAILED and left == 1:
        return Verification.LOCKED
    return result


def sweep(session: Session, now: datetime) -> int:
    """Forget the salts of past days, so that old hashes mean nothing. Gives how many."""
    oldest = now.astimezone(BOGOTA).date() - timedelta(days=DAYS_SALTS_ARE_KEPT)
    salt = store.IdentitySalt
    return len(session.execute(delete(salt).where(salt.day < oldest).returning(salt.day)).all())


@dataclass(frozen=True, slots=True)
class _Keys:
    claimed: bytes
    account: bytes
    caller: bytes

    @classmethod
    def of(
        cls, salt: bytes, claimed: str, account_id: int | None, caller: str | None, call_id: str
    ) -> _Keys:
        def keyed(kind: str, value: str) -> bytes:
            return hashlib.blake2b(f"{kind}:{value}".encode(), key=salt, digest_size=32).digest()

        typed = digits(claimed)
        return cls(
            claimed=keyed("claimed", typed),
            account=keyed("account", str(account_id) if account_id is not None else typed),
            caller=keyed("caller", caller) if caller else keyed("call", call_id),
        )

    def locks(self) -> Iterable[int]:
        """The keys as those of :func:`wait_for_others`."""
        return [
            int.from_bytes(key[:8], "big", signed=True)
            for key in (self.claimed, self.account, self.caller)
        ]


def _salt(session: Session, day: date) -> bytes:
    fresh = insert(session, store.IdentitySalt).values(day=day, salt=secrets.token_bytes(32))
    session.execute(fresh.on_conflict_do_nothing())
    query = select(store.IdentitySalt.salt).where(store.IdentitySalt.day == day)
    return session.execute(query).scalar_one()


def _failures_left(
    session: Session, day: date, keys: _Keys, account_id: int | None, limits: Limits
) -> int:
    attempt = store.IdentityAttempt
    same_claim = or_(
        attempt.claimed_hash == keys.claimed,
        attempt.account_id == (account_id if account_id is not None else NO_ACCOUNT),
    )
    failed = select(func.count()).where(attempt.day == day, attempt.result == Verification.FAILED)
    by_claim = session.scalar(failed.where(same_claim)) or 0
    by_caller = session.scalar(failed.where(attempt.caller_hash == keys.caller)) or 0
    return min(limits.per_claim - by_claim, limits.per_caller - by_caller)


def _matches(session: Session, account_id: int | None, datum: Datum, answer: str) -> bool:
    wanted = account_id if account_id is not None else NO_ACCOUNT
    document = session.scalar(select(store.Account.document).where(store.Account.id == wanted))
    known = [document or ""] if datum is Datum.DOCUMENT else _phones(session, document or "")
    endings = {digits(number)[-SECOND_DATUM_DIGITS:] for number in known}
    unguessable = secrets.token_hex(SECOND_DATUM_DIGITS)
    expected = {ending for ending in endings if len(ending) == SECOND_DATUM_DIGITS}
    matches = [
        hmac.compare_digest(ending.encode(), answer.encode())
        for ending in expected or {unguessable}
    ]
    return any(matches)


def _phones(session: Session, document: str) -> Sequence[str]:
    """The telephones of every account of that holder."""
    phone = store.AccountPhone
    query = select(phone.number).join(store.Account, store.Account.id == phone.account_id)
    return session.scalars(query.where(store.Account.document == document)).all()
