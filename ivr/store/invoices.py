"""Invoices: what an account owes for one period."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.base import Base
from ivr.store.columns import BIG, Key, Pesos

STILL_OWED = text("owed > 0")


class Invoice(Base):
    """An invoice in whole pesos. ``owed`` is what is left to pay; ``paid_at`` when it reached 0.

    ``period`` is the first day of the month invoiced, ``due_on`` the date of timely payment.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("account_id", "period"),
        CheckConstraint("total >= 0 AND owed >= 0 AND owed <= total", name="amounts"),
        CheckConstraint("paid_at IS NULL OR owed = 0", name="paid"),
        Index(
            "ix_invoices_owed",
            "account_id",
            "due_on",
            postgresql_where=STILL_OWED,
            sqlite_where=STILL_OWED,
        ),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey(Account.id))
    period: Mapped[date]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    total: Mapped[Pesos]
    owed: Mapped[Pesos]
    paid_at: Mapped[datetime | None]
