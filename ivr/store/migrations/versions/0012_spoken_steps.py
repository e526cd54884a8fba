"""How each step of a call was answered, by key or speech, and how sure its meaning was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("path_steps", sa.Column("answered_by", sa.String(10)))
    op.add_column("path_steps", sa.Column("certainty", sa.String(10)))


def downgrade() -> None:
    op.drop_column("path_steps", "certainty")
    op.drop_column("path_steps", "answered_by")
