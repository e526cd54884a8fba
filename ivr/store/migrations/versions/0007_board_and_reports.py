"""What the board and the reports need of calls: offers, holds, lengths of states, monitoring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FLOWS = sa.text("kind IN ('intent', 'done')")

# As ivr.services.calls.offer said it when these tables came; nothing was known of holds before.
OFFERS = """
INSERT INTO offers (call_id, queue, entered_at, ended, wait, talk, hold)
WITH stays AS (
  SELECT s.call_id, s.queue, s.entered_at, c.ended_at AS call_ended_at,
    COALESCE(s.left_at, c.ended_at, s.entered_at) AS left_at,
    LEAD(s.entered_at) OVER (PARTITION BY s.call_id ORDER BY s.entered_at) AS next_at,
    MIN(CASE WHEN s.reason = 'answered' THEN s.entered_at END)
      OVER (PARTITION BY s.call_id, s.queue) AS answered_in,
    FIRST_VALUE(s.reason)
      OVER (PARTITION BY s.call_id, s.queue ORDER BY s.entered_at DESC) AS last_reason
  FROM queue_stays AS s JOIN calls AS c ON c.call_id = s.call_id
), talks AS (
  SELECT s.call_id, s.queue, SUM({talk}) AS lasted
  FROM stays AS s JOIN legs AS l ON l.call_id = s.call_id AND l.role = 'agent'
    AND l.answered_at >= s.entered_at AND (s.next_at IS NULL OR l.answered_at < s.next_at)
  WHERE l.ended_at >= l.answered_at
  GROUP BY s.call_id, s.queue
), offered AS (
  SELECT call_id, queue, MIN(entered_at) AS entered_at,
    MIN(CASE
      WHEN answered_in IS NOT NULL THEN 'answered'
      WHEN last_reason = 'abandoned' THEN 'abandoned'
      WHEN last_reason IS NOT NULL THEN 'elsewhere'
      WHEN call_ended_at IS NOT NULL THEN 'abandoned'
    END) AS ended,
    SUM(CASE WHEN answered_in IS NULL OR entered_at <= answered_in THEN {wait} ELSE 0 END) AS waited
  FROM stays GROUP BY call_id, queue
)
SELECT o.call_id, o.queue, o.entered_at, o.ended,
  CASE WHEN o.ended IS NOT NULL AND o.waited > 0 THEN CAST(o.waited AS BIGINT) / 1000000
    WHEN o.ended IS NOT NULL THEN 0 END,
  COALESCE(CAST(t.lasted AS BIGINT) / 1000000, 0), 0
FROM offered AS o LEFT JOIN talks AS t ON t.call_id = o.call_id AND t.queue = o.queue
"""

STATES = """
UPDATE agent_state_changes SET ended_at = (
  SELECT later.at FROM agent_state_changes AS later
  WHERE later.agent_id = agent_state_changes.agent_id
    AND (later.at, later.id) > (agent_state_changes.at, agent_state_changes.id)
  ORDER BY later.at, later.id LIMIT 1
)
"""


def upgrade() -> None:
    _offers()
    _holds()
    _monitorings()
    with op.batch_alter_table("agent_state_changes") as changes:
        changes.add_column(sa.Column("ended_at", MOMENT))
        changes.add_column(sa.Column("call_id", sa.Uuid()))
    op.create_index("ix_agent_state_changes_at", "agent_state_changes", ["at"])
    op.create_index(
        "ix_path_steps_flows",
        "path_steps",
        ["at", "kind", "heard"],
        sqlite_where=FLOWS,
        postgresql_where=FLOWS,
    )
    _end_states()
    _offer_kept_calls()


def downgrade() -> None:
    op.drop_index("ix_path_steps_flows", "path_steps")
    op.drop_index("ix_agent_state_changes_at", "agent_state_changes")
    with op.batch_alter_table("agent_state_changes") as changes:
        changes.drop_column("call_id")
        changes.drop_column("ended_at")
    op.drop_table("monitorings")
    op.drop_table("holds")
    op.drop_table("offers")


def _end_states() -> None:
    """A state lasts until the agent's next one: none that is over may look as if it went on."""
    op.execute(STATES)


def _offer_kept_calls() -> None:
    """Calls that are kept already were offered to queues too."""
    lengths = {"talk": ("l.answered_at", "l.ended_at"), "wait": ("entered_at", "left_at")}
    sqlite = op.get_bind().dialect.name == "sqlite"
    length = _sqlite_microseconds if sqlite else _microseconds
    op.execute(OFFERS.format(**{name: length(*span) for name, span in lengths.items()}))


def _microseconds(start: str, end: str) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {end} - {start}) * 1000000 AS BIGINT)"


def _sqlite_microseconds(start: str, end: str) -> str:
    """Of moments kept as «2026-11-22 15:04:05.000000»."""
    return (
        f"((strftime('%s', {end}) - strftime('%s', {start})) * 1000000"
        f" + substr({end}, 21, 6) - substr({start}, 21, 6))"
    )


def _of_call(*, primary_key: bool = False) -> sa.Column[object]:
    calls = sa.ForeignKey("calls.call_id", ondelete="CASCADE")
    return sa.Column("call_id", sa.Uuid(), calls, nullable=False, primary_key=primary_key)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _offers() -> None:
    op.create_table(
        "offers",
        _of_call(primary_key=True),
        sa.Column("queue", sa.String(40), primary_key=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("ended", _choice("ended", "answered", "abandoned", "elsewhere")),
        sa.Column("wait", sa.Integer()),
        sa.Column("talk", sa.Integer(), nullable=False),
        sa.Column("hold", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_offers_entered_at", "offers", ["entered_at", "queue", "ended", "wait"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", BIG, primary_key=True),
        _of_call(),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("call_id", "channel", "began_at"),
    )


def _monitorings() -> None:
    op.create_table(
        "monitorings",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("heard_agent_id", BIG, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("mode", _choice("mode", "listen", "whisper", "barge"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("ix_monitorings_at", "monitorings", ["at"])
    op.create_index("ix_monitorings_call_id", "monitorings", ["call_id"])
