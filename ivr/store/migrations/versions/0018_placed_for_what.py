"""What a call that an agent places is for, so that who was reached is noted after a restart too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("call_links") as links:
        links.add_column(sa.Column("purpose", sa.String(30)))
        links.add_column(sa.Column("overrode", sa.String(30)))


def downgrade() -> None:
    with op.batch_alter_table("call_links") as links:
        links.drop_column("overrode")
        links.drop_column("purpose")
