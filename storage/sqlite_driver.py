"""aiosqlite with one trip to its thread per statement.

SQLAlchemy asks an asynchronous driver for a cursor, to execute, to fetch and to close: four trips to the
connection's thread and back, which cost several times what SQLite does in between (docs/performance.md). Here
a cursor executes and fetches in one trip, and making or closing it takes none. Rows are always read whole, as
SQLAlchemy does by itself when no server-side cursor is asked for.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite


class _Done(NamedTuple):
    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class Cursor:
    """What SQLAlchemy needs of a cursor (PEP 249, asynchronous)."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._done = _Done(None, -1, None, [])

    @property
    def description(self) -> Any:  # noqa: ANN401 - PEP 249's own shape
        """The columns, None where a statement returns no rows."""
        return self._done.description

    @property
    def rowcount(self) -> int:
        """The number of rows changed."""
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the row inserted last."""
        return self._done.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Execute a statement and read its rows."""
        self._done = await self._connection.in_thread(_execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "Cursor":
        """Execute a statement once per set of parameters."""
        self._done = await self._connection.in_thread(_executemany, statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Give the rows that were read."""
        return self._done.rows

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> "Cursor":
        """Give itself: making one took no time."""
        return self


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, with those cursors."""

    _stopped: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Have the thread end; remembers when it has."""
        self._stopped = super().stop()
        return self._stopped

    async def _connect(self) -> aiosqlite.Connection:
        """Open the file; where that fails, end the thread first: later there may be no loop to tell of it."""
        try:
            return await super()._connect()
        except sqlite3.Error:
            if self._stopped is not None:
                await self._stopped
                self._thread.join()
            raise

    def cursor(self) -> Cursor:  # type: ignore[override] # all that SQLAlchemy needs of aiosqlite's
        """Make a cursor; costs nothing."""
        return Cursor(self)

    async def in_thread(self, function: Any, *arguments: Any) -> _Done:  # noqa: ANN401 - any function's
        """Run a function in the connection's thread, with the sqlite3 connection first."""
        # aiosqlite has no public way to run a function of one's own there.
        done: _Done = await self._execute(function, self._conn, *arguments)  # type: ignore[no-untyped-call]
        return done


def connect(database: str | Path, **arguments: Any) -> Connection:  # noqa: ANN401 - sqlite3.connect's own
    """Open a connection when awaited; for SQLAlchemy's `async_creator_fn`."""
    connection = Connection(lambda: sqlite3.connect(database, **arguments), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does, so that no forgotten connection keeps a process
    return connection


def _execute(connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> _Done:
    cursor = connection.execute(statement, parameters)
    rows = cursor.fetchall() if cursor.description else []
    done = _Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return done


def _executemany(
    connection: sqlite3.Connection, statement: str, parameters: Iterable[Sequence[Any]]
) -> _Done:
    cursor = connection.executemany(statement, parameters)
    done = _Done(None, cursor.rowcount, cursor.lastrowid, [])
    cursor.close()
    return done
