"""Surveys after calls, callbacks, places in queues, and how calls hang together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state IN ('waiting', 'calling')")


FIRST_OUTCOMES = (
    "self_service",
    "agent",
    "abandoned_ivr",
    "abandoned_queue",
    "ladder_message",
    "ladder_oncall",
    "emergency",
    "failed",
)
NEW_OUTCOMES = ("callback", "not_reached")


def _state(name: str, *states: str) -> sa.Enum:
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=20)


def _call(*, primary_key: bool = False, name: str = "call_id") -> sa.Column[object]:
    of_call = sa.ForeignKey("calls.call_id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), of_call, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    _set_outcomes(*FIRST_OUTCOMES, *NEW_OUTCOMES)
    _surveys()
    _callbacks()
    op.create_table(
        "queue_places",
        _call(primary_key=True),
        sa.Column("queue", sa.String(40), primary_key=True),
        sa.Column("priority", BIG, nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("predicted_seconds", sa.Integer()),
        sa.Column("predicted_at", MOMENT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_queue_places_queue_predicted_at", "queue_places", ["queue", "predicted_at"])
    op.create_table(
        "call_links",
        _call(primary_key=True),
        _call(name="of_call_id"),
        sa.Column("kind", _state("kind", "callback"), nullable=False),
    )
    op.create_index("ix_call_links_of_call_id", "call_links", ["of_call_id"])


def _set_outcomes(*outcomes: str) -> None:
    """Let a call end in one of these; SQLite makes the table anew for that."""
    with op.batch_alter_table("calls", table_kwargs={"sqlite_with_rowid": False}) as table:
        for column in ("noted", "ended_how"):
            name = op.f(f"ck_calls_{column}")
            table.drop_constraint(name, type_="check")
            table.create_check_constraint(name, _one_of(column, outcomes))


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", BIG, primary_key=True),
        _call(),
        sa.Column("origin", _state("origin", "agent", "self_service"), nullable=False),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id")),
        sa.Column("queue", sa.String(40)),
        sa.Column("flow", sa.String(60)),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("accepted", sa.Boolean()),
        sa.Column("csat", sa.Integer()),
        sa.Column("resolved", sa.Boolean()),
        sa.Column("nps", sa.Integer()),
        sa.Column("comment", sa.String(80)),
        sa.UniqueConstraint("call_id"),
        sa.CheckConstraint("csat BETWEEN 1 AND 5", name="csat"),
        sa.CheckConstraint("nps BETWEEN 0 AND 10", name="nps"),
    )
    op.create_index("ix_surveys_invited_at", "surveys", ["invited_at"])
    op.create_index("ix_surveys_agent_id_invited_at", "surveys", ["agent_id", "invited_at"])


def _callbacks() -> None:
    states = _state("state", "waiting", "calling", "reached", "failed", "withdrawn", "cancelled")
    attempts = _state("last_attempt", "no_answer", "busy", "unreachable", "not_confirmed", "later")
    op.create_table(
        "callbacks",
        sa.Column("id", BIG, primary_key=True),
        _call(),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("queue", sa.String(40), nullable=False),
        sa.Column("priority", BIG, nullable=False),
        sa.Column("head_start", sa.Integer(), nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_attempt", attempts),
        sa.Column("called_at", MOMENT),
        sa.Column("placed_call_id", sa.Uuid()),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", BIG, sa.ForeignKey("agents.id")),
    )
    op.create_index(
        "uq_callbacks_open_number",
        "callbacks",
        ["number"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_callbacks_state_not_before", "callbacks", ["state", "not_before"])
    op.create_index("ix_callbacks_call_id", "callbacks", ["call_id"])
    op.create_index("ix_callbacks_placed_call_id", "callbacks", ["placed_call_id"])


def downgrade() -> None:
    new = ", ".join(repr(outcome) for outcome in NEW_OUTCOMES)
    for column in ("noted", "ended_how"):
        op.execute(f"UPDATE calls SET {column} = NULL WHERE {column} IN ({new})")
    _set_outcomes(*FIRST_OUTCOMES)
    for table in ("call_links", "queue_places", "callbacks", "surveys"):
        op.drop_table(table)
