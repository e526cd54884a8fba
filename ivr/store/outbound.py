"""Messages out and contacts made: what is to be sent, what was, who asked not to be contacted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.columns import BIG, CallId, JsonObject, Key, state

WAITING = text("state = 'waiting'")
LONGEST_RECIPIENT = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3)."""


class ContactChannel(StrEnum):
    """By what a person, or another system, is reached from here."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    WEBHOOK = "webhook"


class ContactPurpose(StrEnum):
    """Why someone is contacted; it decides when they may be (Ley 2300 de 2023)."""

    COLLECTION = "cobranza"
    COMMERCIAL = "comercial"
    SERVICE = "servicio"
    REQUESTED = "solicitado_por_el_usuario"
    EMERGENCY = "emergencia"


class DeliveryState(StrEnum):
    """How far a message out has come. A dead one is no longer tried and waits for a person."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DISCARDED = "discarded"


class OutboundMessage(Base):
    """A message to be sent at least once. ``key`` is what the receiver recognises it by.

    ``due_at`` is when it is tried next; whoever takes it up moves it on, so that nobody else
    does meanwhile. ``body`` and ``version`` are what was sent; ``why`` the last thing in its way.
    """

    __tablename__ = "outbound_messages"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index("ix_outbound_messages_due", "due_at", postgresql_where=WAITING, sqlite_where=WAITING),
        Index("ix_outbound_messages_state_ended_at", "state", "ended_at"),
        Index("ix_outbound_messages_call_id", "call_id"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[ContactChannel] = mapped_column(state(ContactChannel, "channel"))
    purpose: Mapped[ContactPurpose] = mapped_column(state(ContactPurpose, "purpose", length=30))
    recipient: Mapped[str] = mapped_column(String(LONGEST_RECIPIENT))
    template: Mapped[str] = mapped_column(String(60))
    fields: Mapped[JsonObject] = mapped_column(JSON)
    call_id: Mapped[str | None] = mapped_column(CallId())
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(state(DeliveryState, "state"))
    attempts: Mapped[int]
    ended_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[str | None] = mapped_column(Text())
    version: Mapped[int | None]
    segments: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(String(120))


class ContactMade(Base):
    """Someone was contacted. ``overrode`` is what an emergency passed over, for the audit."""

    __tablename__ = "contacts_made"
    __table_args__ = (
        Index("ix_contacts_made_recipient_at", "recipient", "at"),
        Index("ix_contacts_made_at", "at"),
        Index("ix_contacts_made_message_id", "message_id"),
    )

    id: Mapped[Key]
    recipient: Mapped[str] = mapped_column(String(LONGEST_RECIPIENT))
    channel: Mapped[ContactChannel] = mapped_column(state(ContactChannel, "channel"))
    purpose: Mapped[ContactPurpose] = mapped_column(state(ContactPurpose, "purpose", length=30))
    at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(
        BIG, ForeignKey(OutboundMessage.id, ondelete="SET NULL")
    )
    call_id: Mapped[str | None] = mapped_column(CallId())
    overrode: Mapped[str | None] = mapped_column(String(30))


class ContactRefusal(Base):
    """A telephone or address whose owner asked not to be contacted for a purpose."""

    __tablename__ = "contact_refusals"

    recipient: Mapped[str] = mapped_column(String(LONGEST_RECIPIENT), primary_key=True)
    purpose: Mapped[ContactPurpose] = mapped_column(
        state(ContactPurpose, "purpose", length=30), primary_key=True
    )
    refused_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(60))


class ContactRule(Base):
    """When a purpose may use a channel. Seeded from ``config/catalogues/contact.toml``.

    ``hours``: of ``mon`` to ``sun`` and ``holiday``, ``[opens, closes]`` as ``HH:MM`` in Bogotá;
    a day without is closed. ``a_day`` and ``channels_a_week`` bound the contacts of a person.
    """

    __tablename__ = "contact_rules"
    __table_args__ = (
        CheckConstraint("a_day >= 1", name="a_day"),
        CheckConstraint("channels_a_week >= 1", name="channels_a_week"),
    )

    purpose: Mapped[ContactPurpose] = mapped_column(
        state(ContactPurpose, "purpose", length=30), primary_key=True
    )
    channel: Mapped[ContactChannel] = mapped_column(
        state(ContactChannel, "channel"), primary_key=True
    )
    hours: Mapped[JsonObject] = mapped_column(JSON)
    a_day: Mapped[int | None]
    channels_a_week: Mapped[int | None]
    refusable: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(160))
    approved_by: Mapped[str] = mapped_column(String(80))
