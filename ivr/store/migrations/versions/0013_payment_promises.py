"""Payment promises; and the damages that were reported in a call, found by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "payment_promises",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("promise_id", sa.Uuid(), nullable=False, unique=True),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.call_id"), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("owed", BIG, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_with", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("replaced_at", MOMENT),
        sa.CheckConstraint("amount > 0 AND amount <= owed", name="amount"),
    )
    op.create_index(
        "ix_payment_promises_account_id_made_at", "payment_promises", ["account_id", "made_at"]
    )
    op.create_index("ix_payment_promises_call_id", "payment_promises", ["call_id"])
    op.create_index("ix_damage_reports_call_id", "damage_reports", ["call_id"])


def downgrade() -> None:
    op.drop_index("ix_damage_reports_call_id", "damage_reports")
    op.drop_table("payment_promises")
