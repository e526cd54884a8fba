"""Payments made, and the points where one can pay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.base import Base
from ivr.store.columns import BIG, Key, Pesos
from ivr.store.invoices import Invoice
from ivr.store.zones import Zone


class PaymentPoint(Base):
    """A place where invoices are paid. ``hours`` is Spanish text as it may be spoken."""

    __tablename__ = "payment_points"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    address: Mapped[str] = mapped_column(String(160))
    zone_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Zone.id), index=True)
    hours: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)


class Payment(Base):
    """Money received for an account, in whole pesos; part of an invoice is allowed."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_payments_account_id_paid_at", "account_id", "paid_at"),
        Index("ix_payments_invoice_id", "invoice_id"),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey(Account.id))
    invoice_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(Invoice.id))
    point_id: Mapped[int | None] = mapped_column(BIG, ForeignKey(PaymentPoint.id))
    amount: Mapped[Pesos]
    paid_at: Mapped[datetime]
