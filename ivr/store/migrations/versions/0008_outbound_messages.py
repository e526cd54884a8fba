"""Messages out: what is sent, tried, refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _messages()
    op.create_table(
        "contacts_made",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        _channel(),
        _purpose(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("message_id", BIG, sa.ForeignKey("outbound_messages.id", ondelete="SET NULL")),
        sa.Column("call_id", sa.Uuid()),
        sa.Column("overrode", sa.String(30)),
    )
    op.create_index("ix_contacts_made_recipient_at", "contacts_made", ["recipient", "at"])
    op.create_index("ix_contacts_made_at", "contacts_made", ["at"])
    op.create_index("ix_contacts_made_message_id", "contacts_made", ["message_id"])
    op.create_table(
        "contact_refusals",
        sa.Column("recipient", sa.String(254), primary_key=True),
        _purpose(primary_key=True),
        sa.Column("refused_at", MOMENT, nullable=False),
        sa.Column("how", sa.String(60), nullable=False),
    )
    op.create_table(
        "contact_rules",
        _purpose(primary_key=True),
        _channel(primary_key=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("a_day", sa.Integer()),
        sa.Column("channels_a_week", sa.Integer()),
        sa.Column("refusable", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(160), nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=False),
        sa.CheckConstraint("a_day >= 1", name="a_day"),
        sa.CheckConstraint("channels_a_week >= 1", name="channels_a_week"),
    )


def downgrade() -> None:
    for table in ("contact_rules", "contact_refusals", "contacts_made", "outbound_messages"):
        op.drop_table(table)


def _messages() -> None:
    op.create_table(
        "outbound_messages",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("key", sa.String(120), unique=True, nullable=False),
        _channel(),
        _purpose(),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("call_id", sa.Uuid()),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column(
            "state", _states("waiting", "sent", "dead", "discarded", name="state"), nullable=False
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("why", sa.String(60)),
        sa.Column("body", sa.Text()),
        sa.Column("version", sa.Integer()),
        sa.Column("segments", sa.Integer()),
        sa.Column("reference", sa.String(120)),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
    )
    op.create_index(
        "ix_outbound_messages_due", "outbound_messages", ["due_at"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
    op.create_index(
        "ix_outbound_messages_state_ended_at", "outbound_messages", ["state", "ended_at"]
    )
    op.create_index("ix_outbound_messages_call_id", "outbound_messages", ["call_id"])


def _channel(*, primary_key: bool = False) -> sa.Column[str]:
    channels = _states("call", "sms", "email", "webhook", name="channel")
    return sa.Column("channel", channels, primary_key=primary_key, nullable=False)


def _purpose(*, primary_key: bool = False) -> sa.Column[str]:
    purposes = _states(
        "cobranza", "comercial", "servicio", "solicitado_por_el_usuario", "emergencia",
        name="purpose", length=30,
    )  # fmt: skip
    return sa.Column("purpose", purposes, primary_key=primary_key, nullable=False)


def _states(*states: str, name: str, length: int = 20) -> sa.Enum:
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=length)
