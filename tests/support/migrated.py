"""A database at the schema of this code at once: each process migrates one, copied or emptied after that."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, exists, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage.migrate import migrate
from storage.tables import metadata

_sqlite_file: list[bytes] = []
#: Databases of PostgreSQL whose tables stand in `public`, and those whose tables were put aside.
_standing: set[str] = set()
_aside: set[str] = set()


async def prepare_database(database_url: str) -> None:
    """Make the database, which is empty or does not exist yet, as the migrations leave it."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        await _copy_file(url)
    else:
        await _bring_back(url)


async def empty_postgres(url: URL) -> None:
    """Leave nothing in a database; a schema that `prepare_database` made is put aside for the next time.

    To create some forty tables takes PostgreSQL half a second, to rename the schema they are in nothing.
    """
    name = str(url.database)
    async with _connected(url) as connection:
        if name in _standing:
            await connection.execute(text("DROP SCHEMA IF EXISTS aside CASCADE"))
            await connection.execute(text("ALTER SCHEMA public RENAME TO aside"))
            _standing.discard(name)
            _aside.add(name)
        else:
            await connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))


async def _copy_file(url: URL) -> None:
    if not _sqlite_file:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "migrated.db"
            await migrate(url.set(database=str(file)))
            _sqlite_file.append(file.read_bytes())
    await asyncio.to_thread(Path(url.database or "").write_bytes, _sqlite_file[0])


async def _bring_back(url: URL) -> None:
    name = str(url.database)
    if name in _aside:
        async with _connected(url) as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("ALTER SCHEMA aside RENAME TO public"))
            await _empty_tables(connection)
        await _sweep_up(url)
        _aside.discard(name)
    else:
        await migrate(url)
    _standing.add(name)


async def _empty_tables(connection: AsyncConnection) -> None:
    """Delete every row and begin every number anew; deleting what refers to others first."""
    filled = [exists(select(table)).label(table.name) for table in metadata.tables.values()]
    row = (await connection.execute(select(*filled))).mappings().one()
    for table in reversed(metadata.sorted_tables):
        if row[table.name]:
            await connection.execute(table.delete())
    name = "format('%I.%I', schemaname, sequencename)::regclass"
    used = "FROM pg_sequences WHERE last_value IS NOT NULL"
    await connection.execute(text(f"SELECT setval({name}, 1, false) {used}"))


async def _sweep_up(url: URL) -> None:
    """Remove what deleted rows leave behind, which would slow the tests down that come later."""
    grown = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
    )
    async with _connected(url, isolation_level="AUTOCOMMIT") as connection:
        names = (await connection.execute(grown)).scalars()
        await connection.execute(text(f"VACUUM {', '.join(names)}"))


@asynccontextmanager
async def _connected(url: URL, **options: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url, poolclass=NullPool, **options)
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()
