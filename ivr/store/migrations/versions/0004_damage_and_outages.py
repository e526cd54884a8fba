"""Damage reports as callers make them, and who entered an outage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ivr.store.base import NAMES

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
INDEXES = {
    "uq_damage_reports_filing_id": ["filing_id"],
    "ix_damage_reports_outage_id": ["outage_id"],
    "ix_damage_reports_state_opened_at": ["state", "opened_at"],
}


def upgrade() -> None:
    with op.batch_alter_table("outages", copy_from=outages()) as table:
        for column in entering():
            table.add_column(column)
    with op.batch_alter_table("damage_reports", copy_from=reports()) as table:
        table.alter_column("service", existing_type=service(), nullable=True)
        for column in telling():
            table.add_column(column)
    for name, columns in INDEXES.items():
        op.create_index(name, "damage_reports", columns, unique=name.startswith("uq"))
    op.add_column(
        "calls", sa.Column("danger", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("calls", "danger")
    for name in INDEXES:
        op.drop_index(name, "damage_reports")
    op.execute("DELETE FROM damage_reports WHERE service IS NULL")
    with op.batch_alter_table("damage_reports", copy_from=reports(*telling())) as table:
        for column in telling():
            table.drop_column(column.name)
        table.alter_column("service", existing_type=service(), nullable=False)
    with op.batch_alter_table("outages", copy_from=outages(*entering())) as table:
        for column in entering():
            table.drop_column(column.name)


def entering() -> tuple[sa.Column[object], ...]:
    """Who entered an outage and who changed it last."""
    return (
        sa.Column("entered_at", MOMENT),
        sa.Column("entered_by", BIG, named("outages", "entered_by", "agents.id")),
        sa.Column("changed_at", MOMENT),
        sa.Column("changed_by", BIG, named("outages", "changed_by", "agents.id")),
    )


def telling() -> tuple[sa.Column[object], ...]:
    """What a caller tells of a damage, and what became of it."""
    return (
        sa.Column("filing_id", sa.Uuid()),
        sa.Column("outage_id", BIG, named("damage_reports", "outage_id", "outages.id")),
        sa.Column("place_recording", sa.String(80)),
        sa.Column("notify", sa.String(16)),
        sa.Column("crew", sa.String(80), nullable=False, server_default=""),
        sa.Column("assigned_at", MOMENT),
        sa.Column("closing", sa.String(160), nullable=False, server_default=""),
        sa.Column("changed_by", BIG, named("damage_reports", "changed_by", "agents.id")),
    )


def outages(*more: sa.Column[object]) -> sa.Table:
    """The table as 0001 made it: SQLite makes it anew, and must know all of it."""
    return sa.Table(
        "outages",
        sa.MetaData(naming_convention=NAMES),
        sa.Column("id", BIG, primary_key=True),
        sa.Column("service", service(), nullable=False),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id"), nullable=False),
        sa.Column("cause", sa.String(160), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("restoration", MOMENT),
        sa.Column("ended_at", MOMENT),
        *more,
        sa.Index(
            "ix_outages_open",
            "zone_id",
            "service",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


def reports(*more: sa.Column[object]) -> sa.Table:
    """The same of the damage reports."""
    states = sa.Enum(
        "open", "assigned", "closed", name="state", native_enum=False, create_constraint=True,
        length=20,
    )  # fmt: skip
    return sa.Table(
        "damage_reports",
        sa.MetaData(naming_convention=NAMES),
        sa.Column("id", BIG, primary_key=True),
        sa.Column("ticket", sa.String(20), unique=True, nullable=False),
        sa.Column("service", service(), nullable=bool(more)),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id")),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id")),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.call_id")),
        sa.Column("address", sa.String(160), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("state", states, nullable=False),
        *more,
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority"),
        sa.Index("ix_damage_reports_account_id_opened_at", "account_id", "opened_at"),
        sa.Index("ix_damage_reports_zone_id_state", "zone_id", "state"),
    )


def service() -> sa.Enum:
    """The public services."""
    return sa.Enum(
        "acueducto", "alcantarillado", "aseo", "energia", "gas", "alumbrado",
        name="service", native_enum=False, create_constraint=True, length=20,
    )  # fmt: skip


def named(table: str, column: str, target: str) -> sa.ForeignKey:
    """A foreign key under the name that every table's have."""
    names = {"table_name": table, "column_0_N_name": column}
    return sa.ForeignKey(target, name=NAMES["fk"] % names)
