"""Tokens of other systems, and what each was used for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("ending", sa.String(8), nullable=False),
        sa.Column("name", sa.String(60), nullable=False, unique=True),
        sa.Column("agent_id", BIG, sa.ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index("ix_api_tokens_agent_id", "api_tokens", ["agent_id"])
    op.create_table(
        "api_uses",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column(
            "token_id", BIG, sa.ForeignKey("api_tokens.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer()),
    )
    op.create_index("ix_api_uses_token_id_at", "api_uses", ["token_id", "at"])
    op.create_index("ix_api_uses_at", "api_uses", ["at"])


def downgrade() -> None:
    op.drop_table("api_uses")
    op.drop_table("api_tokens")
