"""One process per PostgreSQL database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

#: Any number would do; it is the program's own in each database.
_KEY = 0x686F7064


class HeldElsewhereError(Exception):
    """Another process holds the database."""


@asynccontextmanager
async def hold_database(url: URL) -> AsyncIterator[None]:
    """Hold the program's advisory lock on a connection of its own.

    It guards the start: a second process is refused while this connection lives. Should the connection break
    later on, nobody is told; rows are claimed by compare-and-set, so what a second process could then do
    twice is bounded by what is under way.

    Raises:
        HeldElsewhereError: another process has it.
        OSError: the server cannot be reached.
        sqlalchemy.exc.DBAPIError: the server refuses the connection.
        ModuleNotFoundError: asyncpg is not installed.
    """
    engine = create_async_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"timeout": 10},
    )
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
                raise HeldElsewhereError
            yield
    finally:
        await engine.dispose()
