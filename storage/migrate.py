"""Bring a database to the schema of this code, or say why that cannot be."""

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool


class NewerDatabaseError(Exception):
    """The database was written by a later version of the program."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


def latest_revision() -> str:
    """Give the revision that this code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("the package holds no migrations")
    return head


async def current_revision(url: URL) -> str | None:
    """Give the revision a database is at, None for an empty one.

    Raises:
        NewerDatabaseError: this code does not know that revision.
    """
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


async def migrate(url: URL) -> None:
    """Run the missing revisions, each in a transaction of its own: one that fails leaves nothing behind.

    Raises:
        NewerDatabaseError: the database is ahead of this code.
    """
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _current(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        try:
            ScriptDirectory.from_config(_config()).get_revision(revision)
        except CommandError as error:
            raise NewerDatabaseError(revision) from error
    connection.rollback()
    return revision


def _upgrade(connection: Connection) -> None:
    _current(connection)
    command.upgrade(_config(connection), "head")


def _engine(url: URL) -> AsyncEngine:
    """Make a connection of its own for DDL.

    On SQLite foreign keys are off before BEGIN: with them on, a batch rebuild of a table silently empties
    the tables that cascade from it.
    """
    engine = create_async_engine(url, poolclass=NullPool)
    if url.get_backend_name() != "sqlite":
        return engine

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(driver_connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own
        driver_connection.isolation_level = None
        cursor = driver_connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
