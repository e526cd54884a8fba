"""Opening hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("opens", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", BIG, sa.ForeignKey("agents.id")),
        sa.CheckConstraint("day BETWEEN 0 AND 7", name="day"),
        sa.CheckConstraint("opens >= 0 AND closes <= 1440 AND opens < closes", name="stretch"),
    )


def downgrade() -> None:
    op.drop_table("opening_hours")
