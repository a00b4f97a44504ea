"""A database at the schema of this code at once: each process migrates one, and copies it after that.

A copy for each test, not one that is emptied: what tests leave behind is more than rows. A trigger that one
of them left on a table had others, later in the same process, lose the first follower.
"""

import asyncio
import tempfile
from pathlib import Path

import asyncpg
from sqlalchemy import URL, make_url

from storage.migrate import migrate

_sqlite_file: list[bytes] = []
_postgres_templates: set[str] = set()


async def prepare_database(database_url: str) -> None:
    """Make the database as the migrations leave it; there may be an older one in its place."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        await _copy_file(url)
    else:
        await _copy_database(url)


async def prepare_empty_database(database_url: str) -> None:
    """Make the database with nothing in it, as it is before its first migration."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        await asyncio.to_thread(Path(url.database or "").unlink, missing_ok=True)
    else:
        await _create_database(url, str(url.database), "template1")


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
    server = url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    finally:
        await connection.close()
