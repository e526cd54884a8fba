"""Transcripts of what was dictated; of what is kept already, one each that waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "transcripts",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("origin", _one_of("origin", "recording", "message"), nullable=False),
        sa.Column(
            "state",
            _one_of("state", "waiting", "working", "done", "failed", "no_model"),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double()),
        sa.Column("made_at", MOMENT),
        sa.CheckConstraint("(due_at IS NULL) = (state IN ('done', 'failed'))", name="due"),
        sa.CheckConstraint("(made_at IS NOT NULL) = (state = 'done')", name="made"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_transcripts_due_at",
        "transcripts",
        ["due_at"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    op.create_table(
        "transcript_words",
        sa.Column("word", sa.String(40), primary_key=True),
        sa.Column(
            "name",
            sa.String(80),
            sa.ForeignKey("transcripts.name", ondelete="CASCADE"),
            primary_key=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_transcript_words_name", "transcript_words", ["name"])
    for origin, name, moment, there in (
        ("recording", "name", "taken_in_at", "kind NOT IN ('call', 'ethics') AND file IS NOT NULL"),
        ("message", "audio", "at", "audio IS NOT NULL"),
    ):
        op.execute(
            "INSERT INTO transcripts (name, origin, state, tries, due_at, model, text) "
            f"SELECT {name}, '{origin}', 'waiting', 0, {moment}, '', '' "
            f"FROM {origin}s WHERE {there}"
        )


def downgrade() -> None:
    op.drop_table("transcript_words")
    op.drop_table("transcripts")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
