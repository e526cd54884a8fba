"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "zones",
    "accounts",
    "account_phones",
    "invoices",
    "payment_points",
    "payments",
    "agents",
    "skills",
    "agent_sessions",
    "login_failures",
    "desks",
    "agent_state_changes",
    "staff_settings",
    "calls",
    "legs",
    "queue_stays",
    "path_steps",
    "dispositions",
    "wrap_ups",
    "outages",
    "damage_reports",
    "cases",
    "case_history",
    "identity_attempts",
    "identity_salts",
    "outbox",
)


def upgrade() -> None:
    create_accounts()
    create_billing()
    create_agents()
    create_calls()
    create_cases()
    create_bookkeeping()
    append_only("case_history")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_history_is_append_only()")


def create_accounts() -> None:
    op.create_table(
        "zones",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("name", sa.String(80), unique=True, nullable=False),
        sa.Column("kind", state("kind", "barrio", "vereda"), nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("number", sa.String(12), unique=True, nullable=False),
        sa.Column("holder", sa.String(120), nullable=False),
        sa.Column("document", sa.String(20), nullable=False),
        sa.Column("address", sa.String(160), nullable=False),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id"), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.Column("services", sa.String(200), nullable=False),
        sa.Column("suspended_since", sa.Date()),
        sa.CheckConstraint("stratum BETWEEN 0 AND 6", name="stratum"),
    )
    op.create_index("ix_accounts_document", "accounts", ["document"])
    op.create_index("ix_accounts_zone_id", "accounts", ["zone_id"])
    op.create_table(
        "account_phones",
        sa.Column(
            "account_id", BIG, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index("ix_account_phones_number", "account_phones", ["number"])


def create_billing() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("number", sa.String(20), unique=True, nullable=False),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("owed", BIG, nullable=False),
        sa.Column("paid_at", MOMENT),
        sa.CheckConstraint("total >= 0 AND owed >= 0 AND owed <= total", name="amounts"),
        sa.CheckConstraint("paid_at IS NULL OR owed = 0", name="paid"),
        sa.UniqueConstraint("account_id", "period"),
    )
    op.create_index(
        "ix_invoices_owed",
        "invoices",
        ["account_id", "due_on"],
        sqlite_where=sa.text("owed > 0"),
        postgresql_where=sa.text("owed > 0"),
    )
    op.create_table(
        "payment_points",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("name", sa.String(80), unique=True, nullable=False),
        sa.Column("address", sa.String(160), nullable=False),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id")),
        sa.Column("hours", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index("ix_payment_points_zone_id", "payment_points", ["zone_id"])
    op.create_table(
        "payments",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("invoice_id", BIG, sa.ForeignKey("invoices.id")),
        sa.Column("point_id", BIG, sa.ForeignKey("payment_points.id")),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("paid_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount > 0", name="amount"),
    )
    op.create_index("ix_payments_account_id_paid_at", "payments", ["account_id", "paid_at"])
    op.create_index("ix_payments_invoice_id", "payments", ["invoice_id"])


def create_agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("user_name", sa.String(60), unique=True, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", state("role", "agent", "supervisor", "admin"), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            state("state", "available", "paused", "offline", "ringing", "talking", "wrap_up"),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(60)),
        sa.Column("state_since", MOMENT, nullable=False),
    )
    op.create_table(
        "skills",
        sa.Column(
            "agent_id", BIG, sa.ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("queue", sa.String(40), primary_key=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 9", name="level"),
    )
    op.create_index("ix_skills_queue", "skills", ["queue"])
    op.create_table(
        "agent_sessions",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), unique=True, nullable=False),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_agent_sessions_agent_id", "agent_sessions", ["agent_id"])
    op.create_index("ix_agent_sessions_expires_at", "agent_sessions", ["expires_at"])
    op.create_table(
        "login_failures",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("user_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_login_failures_user_hash_at", "login_failures", ["user_hash", "at"])
    op.create_table(
        "desks",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id"), unique=True),
        sa.Column(
            "session_id", BIG, sa.ForeignKey("agent_sessions.id", ondelete="SET NULL"), unique=True
        ),
        sa.Column("leased_until", MOMENT),
    )
    op.create_table(
        "agent_state_changes",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "state",
            state("state", "available", "paused", "offline", "ringing", "talking", "wrap_up"),
            nullable=False,
        ),
        sa.Column("reason", sa.String(60)),
    )
    op.create_index("ix_agent_state_changes_agent_id_at", "agent_state_changes", ["agent_id", "at"])
    op.create_table(
        "staff_settings",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", BIG, sa.ForeignKey("agents.id")),
    )


def create_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("call_id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.String(16)),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("dialled", sa.String(40)),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id")),
        sa.Column("identity_level", sa.Integer(), nullable=False),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id")),
        sa.Column("intent", sa.String(60)),
        sa.Column("reason", sa.String(60)),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column(
            "noted",
            state(
                "noted",
                "self_service",
                "agent",
                "abandoned_ivr",
                "abandoned_queue",
                "ladder_message",
                "ladder_oncall",
                "emergency",
                "failed",
            ),
        ),
        sa.Column(
            "ended_how",
            state(
                "ended_how",
                "self_service",
                "agent",
                "abandoned_ivr",
                "abandoned_queue",
                "ladder_message",
                "ladder_oncall",
                "emergency",
                "failed",
            ),
        ),
        sa.Column("built", state("built", "live", "cel")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_calls_account_id_started_at", "calls", ["account_id", "started_at"])
    op.create_index("ix_calls_agent_id_started_at", "calls", ["agent_id", "started_at"])
    op.create_index("ix_calls_number_started_at", "calls", ["number", "started_at"])
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_table(
        "legs",
        sa.Column("id", BIG, primary_key=True),
        sa.Column(
            "call_id", sa.Uuid(), sa.ForeignKey("calls.call_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("role", state("role", "caller", "agent", "oncall")),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id")),
        sa.Column("rang_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("hangup_cause", sa.Integer()),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("call_id", "channel"),
    )
    op.create_index("ix_legs_agent_id_rang_at", "legs", ["agent_id", "rang_at"])
    op.create_table(
        "queue_stays",
        sa.Column("id", BIG, primary_key=True),
        sa.Column(
            "call_id", sa.Uuid(), sa.ForeignKey("calls.call_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("queue", sa.String(40), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT),
        sa.Column("reason", state("reason", "answered", "abandoned", "timeout", "empty", "key")),
        sa.Column("position", sa.Integer()),
        sa.UniqueConstraint("call_id", "queue", "entered_at"),
    )
    op.create_index("ix_queue_stays_queue_entered_at", "queue_stays", ["queue", "entered_at"])
    op.create_table(
        "path_steps",
        sa.Column(
            "call_id",
            sa.Uuid(),
            sa.ForeignKey("calls.call_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("writer", sa.String(10), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("prompt", sa.String(80)),
        sa.Column("heard", sa.Text()),
        sa.Column("confidence", sa.Double()),
        sa.Column("label", sa.String(200)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dispositions",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("group_name", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "wrap_ups",
        sa.Column("id", BIG, primary_key=True),
        sa.Column(
            "call_id", sa.Uuid(), sa.ForeignKey("calls.call_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("disposition", sa.String(40), sa.ForeignKey("dispositions.code"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("call_id", "agent_id"),
    )
    op.create_index("ix_wrap_ups_agent_id_at", "wrap_ups", ["agent_id", "at"])


def create_cases() -> None:
    op.create_table(
        "outages",
        sa.Column("id", BIG, primary_key=True),
        sa.Column(
            "service",
            state("service", "acueducto", "alcantarillado", "aseo", "energia", "gas", "alumbrado"),
            nullable=False,
        ),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id"), nullable=False),
        sa.Column("cause", sa.String(160), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("restoration", MOMENT),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index(
        "ix_outages_open",
        "outages",
        ["zone_id", "service"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "damage_reports",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("ticket", sa.String(20), unique=True, nullable=False),
        sa.Column(
            "service",
            state("service", "acueducto", "alcantarillado", "aseo", "energia", "gas", "alumbrado"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id")),
        sa.Column("zone_id", BIG, sa.ForeignKey("zones.id")),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.call_id")),
        sa.Column("address", sa.String(160), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("state", state("state", "open", "assigned", "closed"), nullable=False),
        sa.CheckConstraint("priority BETWEEN 1 AND 4", name="priority"),
    )
    op.create_index(
        "ix_damage_reports_account_id_opened_at", "damage_reports", ["account_id", "opened_at"]
    )
    op.create_index("ix_damage_reports_zone_id_state", "damage_reports", ["zone_id", "state"])
    op.create_table(
        "cases",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("radicado", sa.String(20), unique=True, nullable=False),
        sa.Column(
            "kind",
            state("kind", "peticion", "queja", "reclamo", "sugerencia", "felicitacion"),
            nullable=False,
        ),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id")),
        sa.Column("call_id", sa.Uuid(), sa.ForeignKey("calls.call_id")),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer_radicado", sa.String(20), unique=True),
        sa.Column("notified_at", MOMENT),
        sa.Column(
            "state", state("state", "filed", "incomplete", "answered", "notified"), nullable=False
        ),
        sa.CheckConstraint("answered_at IS NULL OR answered_at >= filed_at", name="answered"),
        sa.CheckConstraint("notified_at IS NULL OR notified_at >= answered_at", name="notified"),
    )
    op.create_index("ix_cases_account_id_filed_at", "cases", ["account_id", "filed_at"])
    op.create_index("ix_cases_state_due_on", "cases", ["state", "due_on"])
    op.create_table(
        "case_history",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("agent_id", BIG),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint("case_id", "position"),
    )


def create_bookkeeping() -> None:
    op.create_table(
        "identity_attempts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("claimed_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("caller_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", BIG, sa.ForeignKey("accounts.id")),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("result", state("result", "verified", "failed", "locked"), nullable=False),
    )
    op.create_index(
        "ix_identity_attempts_account_id_day", "identity_attempts", ["account_id", "day"]
    )
    op.create_index(
        "ix_identity_attempts_caller_hash_day", "identity_attempts", ["caller_hash", "day"]
    )
    op.create_index(
        "ix_identity_attempts_claimed_hash_day", "identity_attempts", ["claimed_hash", "day"]
    )
    op.create_table(
        "identity_salts",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("event_id", sa.String(36), unique=True, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("relayed_at", MOMENT),
    )
    op.create_index("ix_outbox_relayed_at", "outbox", ["relayed_at"])
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["id"],
        sqlite_where=sa.text("relayed_at IS NULL"),
        postgresql_where=sa.text("relayed_at IS NULL"),
    )


def state(name: str, *states: str) -> sa.Enum:
    """Text that is one of ``states``, by a check constraint called ``name``."""
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=20)


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
