"""Where agents stand, kept for a restart; and the tasks that follow from calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("done_at IS NULL")
STATES = ("available", "paused", "offline", "ringing", "talking", "wrap_up")


def upgrade() -> None:
    op.create_table(
        "agent_standings",
        sa.Column(
            "agent_id",
            KEY,
            sa.ForeignKey("agents.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "chosen",
            sa.Enum(*STATES, name="chosen", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("reason", sa.String(60)),
        sa.Column("call_id", sa.Uuid()),
        sa.Column("wrap_up_until", MOMENT),
        sa.Column("prolonged", sa.Boolean(), nullable=False),
        sa.CheckConstraint("wrap_up_until IS NULL OR call_id IS NOT NULL", name="wrap_up"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("what", sa.String(300), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("agent_id", KEY, sa.ForeignKey("agents.id")),
        sa.Column("queue", sa.String(40)),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.call_id", ondelete="SET NULL")),
        sa.Column("made_by", KEY, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", KEY, sa.ForeignKey("agents.id")),
        sa.CheckConstraint("agent_id IS NOT NULL OR queue IS NOT NULL", name="whose"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
    )
    op.create_index(
        "ix_tasks_agent_id_due_at",
        "tasks",
        ["agent_id", "due_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_tasks_call_id", "tasks", ["call_id"])


def downgrade() -> None:
    op.drop_table("tasks")
    op.drop_table("agent_standings")
