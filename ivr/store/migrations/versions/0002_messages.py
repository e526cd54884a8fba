"""The messages that callers leave on the ladder."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    states = sa.Enum(
        "open", "done", name="state", native_enum=False, create_constraint=True, length=20
    )
    op.create_table(
        "messages",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("call_id", sa.Uuid(), unique=True, nullable=False),
        sa.Column("number", sa.String(16)),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("audio", sa.String(60)),
        sa.Column("seconds", sa.Double()),
        sa.Column("state", states, nullable=False),
        sa.Column("done_by", BIG, sa.ForeignKey("agents.id")),
        sa.Column("done_at", MOMENT),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        sa.CheckConstraint("(audio IS NULL) = (seconds IS NULL)", name="audio"),
    )
    op.create_index(
        "ix_messages_open", "messages", ["number"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_table("messages")
