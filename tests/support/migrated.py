"""A database at the schema of this code at once: each process migrates one, and copies it after that."""

import asyncio
import tempfile
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.migrate import migrate

_sqlite_file: list[bytes] = []
_postgres_templates: set[str] = set()


async def prepare_database(database_url: str) -> None:
    """Make the database, which is empty or does not exist yet, as the migrations leave it."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        await _copy_file(url)
    else:
        await _copy_database(url)


async def _copy_file(url: URL) -> None:
    if not _sqlite_file:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "migrated.db"
            await migrate(url.set(database=str(file)))
            _sqlite_file.append(file.read_bytes())
    await asyncio.to_thread(Path(url.database or "").write_bytes, _sqlite_file[0])


async def _copy_database(url: URL) -> None:
    template = f"{url.database}_migrated"
    if template not in _postgres_templates:
        await _create_database(url, template, "template1")
        await migrate(url.set(database=template))
        _postgres_templates.add(template)
    await _create_database(url, str(url.database), template)


async def _create_database(url: URL, name: str, template: str) -> None:
    """Create a database as a copy of another, in the place of the one of that name."""
    engine = create_async_engine(
        url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'))
    await engine.dispose()
