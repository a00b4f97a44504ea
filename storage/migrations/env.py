"""Run by Alembic: migrate the connection that `storage.migrate` hands over."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from storage.tables import metadata


def _check_foreign_keys(ctx: MigrationContext, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Alembic's own
    """Refuse to commit a revision that left rows pointing at nothing (SQLite checks none while it runs)."""
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration left broken references: {broken[:5]}")


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    on_version_apply=_check_foreign_keys,
)
with context.begin_transaction():
    context.run_migrations()
