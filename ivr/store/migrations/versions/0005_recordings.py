"""Recordings, who listened to them, and the roles that may."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FIRST_ROLES = ("agent", "supervisor", "admin")
NEW_ROLES = ("quality", "ethics", "case_officer", "auditor")


def upgrade() -> None:
    set_roles(*FIRST_ROLES, *NEW_ROLES)
    create_recordings()
    create_accesses()


def downgrade() -> None:
    op.drop_table("recording_accesses")
    op.drop_table("recordings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION recording_accesses_is_append_only()")
    retire_new_roles()
    set_roles(*FIRST_ROLES)


def set_roles(*roles: str) -> None:
    """Let ``agents.role`` be one of these; SQLite makes the table anew for that."""
    listed = ", ".join(repr(role) for role in roles)
    with op.batch_alter_table("agents") as agents:
        agents.drop_constraint(op.f("ck_agents_role"), type_="check")
        agents.create_check_constraint(op.f("ck_agents_role"), sa.text(f"role IN ({listed})"))


def retire_new_roles() -> None:
    """Whose role the older tables don't know signs in no more."""
    agents = sa.table("agents", sa.column("role"), sa.column("active", sa.Boolean()))
    op.execute(
        sa.update(agents)
        .where(agents.c.role.in_(NEW_ROLES))
        .values(role="agent", active=sa.false())
    )


def create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("name", sa.String(80), unique=True, nullable=False),
        sa.Column("call_id", sa.Uuid()),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("file", sa.String(120), unique=True),
        sa.Column("taken_in_at", MOMENT, nullable=False),
        sa.Column("hold_reason", sa.String(200)),
        sa.Column("held_at", MOMENT),
        sa.Column("purged_at", MOMENT),
        sa.CheckConstraint("channels IN (1, 2)", name="channels"),
        sa.CheckConstraint("(file IS NULL) = (purged_at IS NOT NULL)", name="purged"),
        sa.CheckConstraint("(hold_reason IS NULL) = (held_at IS NULL)", name="hold"),
    )
    op.create_index("ix_recordings_call_id", "recordings", ["call_id"])
    op.create_index("ix_recordings_kind_started_at", "recordings", ["kind", "started_at"])


def create_accesses() -> None:
    op.create_table(
        "recording_accesses",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("recording_id", BIG, sa.ForeignKey("recordings.id"), nullable=False),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id")),
        sa.Column("who", sa.String(60)),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("(agent_id IS NULL) <> (who IS NULL)", name="somebody"),
    )
    op.create_index(
        "ix_recording_accesses_recording_id_at", "recording_accesses", ["recording_id", "at"]
    )
    op.create_index("ix_recording_accesses_agent_id_at", "recording_accesses", ["agent_id", "at"])
    append_only("recording_accesses")


def append_only(table: str) -> None:
    """Have the database refuse to change or delete a row of ``table``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
