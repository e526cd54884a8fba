"""Desk telephones, how well talks were carried, and calls that agents place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _set_kinds("callback", "placed")
    with op.batch_alter_table("call_links") as links:
        links.alter_column("of_call_id", existing_type=sa.Uuid(), nullable=True)
        links.add_column(sa.Column("radicado", sa.String(20)))
    op.create_table(
        "agent_telephones",
        sa.Column(
            "agent_id",
            BIG,
            sa.ForeignKey("agents.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("telephone", sa.String(20), nullable=False),
    )
    op.create_table(
        "call_qualities",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column(
            "call_id",
            sa.Uuid(),
            sa.ForeignKey("calls.call_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("rtt_ms", sa.Double(), nullable=False),
        sa.Column("jitter_ms", sa.Double(), nullable=False),
        sa.Column("loss", sa.Double(), nullable=False),
        sa.Column("mos", sa.Double(), nullable=False),
        sa.Column("worst_mos", sa.Double(), nullable=False),
        sa.UniqueConstraint("call_id", "agent_id", "at"),
    )


def downgrade() -> None:
    op.drop_table("call_qualities")
    op.drop_table("agent_telephones")
    op.execute("DELETE FROM call_links WHERE kind = 'placed' AND of_call_id IS NULL")
    op.execute("UPDATE call_links SET kind = 'callback' WHERE kind = 'placed'")
    with op.batch_alter_table("call_links") as links:
        links.drop_column("radicado")
        links.alter_column("of_call_id", existing_type=sa.Uuid(), nullable=False)
    _set_kinds("callback")


def _set_kinds(*kinds: str) -> None:
    """Let a link be of one of these kinds; SQLite makes the table anew for that."""
    listed = ", ".join(repr(kind) for kind in kinds)
    with op.batch_alter_table("call_links") as links:
        links.drop_constraint(op.f("ck_call_links_kind"), type_="check")
        links.create_check_constraint(op.f("ck_call_links_kind"), sa.text(f"kind IN ({listed})"))
