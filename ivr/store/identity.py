"""Identity attempts: second data asked and how the answers fared, without what was typed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, Key, state


class Verification(StrEnum):
    """What came of a second datum. LOCKED leads to a person."""

    VERIFIED = "verified"
    FAILED = "failed"
    LOCKED = "locked"


class IdentityAttempt(Base):
    """One answer to the second datum on ``day``, Bogotá's civil date.

    ``claimed_hash`` and ``caller_hash`` are keyed by that day's salt: what a caller typed
    can't be told from them once the salt is gone.
    """

    __tablename__ = "identity_attempts"
    __table_args__ = (
        Index("ix_identity_attempts_claimed_hash_day", "claimed_hash", "day"),
        Index("ix_identity_attempts_caller_hash_day", "caller_hash", "day"),
        Index("ix_identity_attempts_account_id_day", "account_id", "day"),
    )

    id: Mapped[Key]
    day: Mapped[date]
    at: Mapped[datetime]
    claimed_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    caller_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    account_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Account.id))
    call_id: Mapped[str] = mapped_column(CallId())
    result: Mapped[Verification] = mapped_column(state(Verification, "result"))


class IdentitySalt(Base):
    """The secret of one day's hashes; swept when the day can't matter any more."""

    __tablename__ = "identity_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
