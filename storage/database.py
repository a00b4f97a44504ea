"""The database as the program holds it: one writer at a time, readers beside it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import sqlite_driver

#: PRAGMAs of every SQLite connection: nothing committed is lost when the power goes, readers never block.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


class Database:
    """Transactions on SQLite or PostgreSQL, by URL.

    On SQLite every writing transaction begins IMMEDIATE (the driver's defaults let 200 joins read the same
    free seat) and waits for its turn on a lock in this process, which is far fairer than SQLite's own.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writers = asyncio.Lock()
        self._write_engine = _sqlite_engine(self.url, "IMMEDIATE") if self.is_sqlite else _engine(self.url)
        self._read_engine = _sqlite_engine(self.url, "DEFERRED") if self.is_sqlite else self._write_engine

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        if not self.is_sqlite:
            with _lost_connections():
                async with self._write_engine.begin() as connection:
                    yield connection
            return
        async with self._writers, self._write_engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a consistent view that never waits for a writer; nothing may be written through it."""
        with _lost_connections():
            async with self._read_engine.connect() as connection:
                yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self._write_engine.dispose()
        if self._read_engine is not self._write_engine:
            await self._read_engine.dispose()


def is_refused_value(error: DBAPIError) -> bool:
    """Tell whether a database is well and refused what it was given, as by a constraint.

    Anything else is trouble of its own: a full disk, a lost connection, a deadlock. PostgreSQL says which by
    the class of its SQLSTATE: 22 is bad data, 23 a constraint.
    """
    if isinstance(error, IntegrityError | DataError):
        return True
    return str(getattr(error.orig, "sqlstate", None) or "")[:2] in ("22", "23")


@contextmanager
def _lost_connections() -> Iterator[None]:
    """Turn what asyncpg raises as it is, where there is no server or it goes away, into a database's error.

    Nothing else in a transaction speaks to the network, so an OSError is the connection's.
    """
    try:
        yield
    except (OSError, PoolTimeoutError) as error:
        raise OperationalError("connect", None, error) from error


def _engine(url: URL) -> AsyncEngine:
    return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)


def _sqlite_engine(url: URL, begin: str) -> AsyncEngine:
    size = 1 if begin == "IMMEDIATE" else 4
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": sqlite_driver.connect},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(driver_connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own
        driver_connection.isolation_level = None  # so that BEGIN is ours to say
        cursor = driver_connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine
