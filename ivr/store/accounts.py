"""Accounts: a supply at an address, its holder and the telephones known for it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.base import Base
from ivr.store.columns import BIG, Key, Names
from ivr.store.zones import Zone


class Service(StrEnum):
    """The public services that an entity may give."""

    WATER = "acueducto"
    SEWERAGE = "alcantarillado"
    WASTE = "aseo"
    POWER = "energia"
    GAS = "gas"
    LIGHTING = "alumbrado"


class Account(Base):
    """A customer's account. ``number`` is as printed on the invoice; ``document`` digits only."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("stratum BETWEEN 0 AND 6", name="stratum"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(12), unique=True)
    holder: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(20), index=True)
    address: Mapped[str] = mapped_column(String(160))
    zone_id: Mapped[int] = mapped_column(BIG, ForeignKey(Zone.id), index=True)
    stratum: Mapped[int]  # 0 where none applies (commerce, official)
    services: Mapped[tuple[str, ...]] = mapped_column(Names())
    suspended_since: Mapped[date | None]

    zone: Mapped[Zone] = relationship(lazy="joined", innerjoin=True)
    phones: Mapped[list[AccountPhone]] = relationship(
        lazy="selectin", order_by="AccountPhone.position", cascade="all, delete-orphan"
    )


class AccountPhone(Base):
    """A telephone known for an account. One telephone may belong to several accounts."""

    __tablename__ = "account_phones"
    __table_args__ = (Index("ix_account_phones_number", "number"),)

    account_id: Mapped[int] = mapped_column(
        BIG, ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[str] = mapped_column(String(16), primary_key=True)  # E.164
    position: Mapped[int] = mapped_column(default=0)
