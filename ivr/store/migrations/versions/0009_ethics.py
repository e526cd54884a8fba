"""Reports on the ethics line, which know no call."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MODES = ("anonymous", "reserved", "named")
STATES = ("received", "reviewing", "answered", "closed")
SOUNDS = ("facts", "identity", "addition")
ENTRIES = ("read", "note", "answer", "closed")


def upgrade() -> None:
    create_reports()
    create_entries()
    op.create_table(
        "ethics_salt",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "ethics_failures",
        sa.Column("hour", MOMENT, primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("failures", "salt", "entries", "sounds", "reports"):
        op.drop_table(f"ethics_{table}")


def create_reports() -> None:
    op.create_table(
        "ethics_reports",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(32), unique=True, nullable=False),
        sa.Column("mode", states("mode", MODES), nullable=False),
        sa.Column("state", states("state", STATES), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ethics_reports_filed_on", "ethics_reports", ["filed_on"])
    op.create_table(
        "ethics_sounds",
        sa.Column("recording", sa.String(80), primary_key=True),
        of_report(),
        sa.Column("kind", states("kind", SOUNDS), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ethics_sounds_report_id", "ethics_sounds", ["report_id"])


def create_entries() -> None:
    op.create_table(
        "ethics_entries",
        sa.Column("id", BIG, primary_key=True),
        of_report(),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", states("kind", ENTRIES), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_ethics_entries_report_id_at", "ethics_entries", ["report_id", "at"])


def of_report() -> sa.Column[uuid.UUID]:
    report = sa.ForeignKey("ethics_reports.id", ondelete="CASCADE")
    return sa.Column("report_id", sa.Uuid(), report, nullable=False)


def states(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
