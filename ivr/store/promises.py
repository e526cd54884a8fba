"""Payment promises: what a person said they would pay, and until when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.accounts import Account
from ivr.store.agents import Agent
from ivr.store.base import Base
from ivr.store.calls import Call
from ivr.store.columns import BIG, CallId, Key, Pesos


class PaymentPromise(Base):
    """A promise to pay ``amount`` by ``due_on``, in whole pesos, of the debt ``owed`` then.

    Whether it was kept is no column: payments tell. ``replaced_at``: the person promised
    something else in the same call. ``promise_id`` makes writing it again harmless.
    """

    __tablename__ = "payment_promises"
    __table_args__ = (
        CheckConstraint("amount > 0 AND amount <= owed", name="amount"),
        Index("ix_payment_promises_account_id_made_at", "account_id", "made_at"),
        Index("ix_payment_promises_call_id", "call_id"),
    )

    id: Mapped[Key]
    promise_id: Mapped[str] = mapped_column(CallId(), unique=True)
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey(Account.id))
    call_id: Mapped[str] = mapped_column(CallId(), ForeignKey(Call.call_id))
    amount: Mapped[Pesos]
    owed: Mapped[Pesos]
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_with: Mapped[int] = mapped_column(BIG, ForeignKey(Agent.id))
    replaced_at: Mapped[datetime | None]
