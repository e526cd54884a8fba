"""Alembic's entry: runs the migrations on the connection that ``ivr.store.schema`` gives."""

from __future__ import annotations

from alembic import context

from ivr.store import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
