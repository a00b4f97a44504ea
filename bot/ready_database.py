"""The database before the program uses it: held by this process alone, sound, at the schema of this code."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError

from bot.lock import AlreadyRunningError, FileLock
from bot.mistakes import ExitCode, Mistake
from bot.settings import Settings
from bot.snapshots import newest_snapshot, take_snapshot
from storage.migrate import NewerDatabaseError, current_revision, latest_revision, migrate
from storage.postgres_lock import HeldElsewhereError, hold_database
from storage.sqlite_file import UnusableFileError, check_file

log = structlog.get_logger()

DATABASE = "HOPDRINKS_DATABASE_URL"
_RIGHTS = "Give the user who runs the bot the right to write there, or name another file."


@asynccontextmanager
async def ready_database(settings: Settings) -> AsyncIterator[str | None]:
    """Hold the database for this process, brought to the schema of this code; gives the revision it was at.

    Raises:
        Mistake: it cannot be used.
    """
    async with held_database(settings):
        yield await _bring_up_to_date(make_url(settings.database_url))


async def migrate_now(settings: Settings) -> str:
    """Bring the database to the schema of this code, and say in a sentence what was done.

    Raises:
        Mistake: it cannot be used.
    """
    async with ready_database(settings) as was:
        now = latest_revision()
    if was == now:
        return f"The database is at revision {now} already."
    return f"The database went from {'empty' if was is None else f'revision {was}'} to revision {now}."


@asynccontextmanager
async def held_database(settings: Settings) -> AsyncIterator[None]:
    """Hold the database for this process, whatever state it is in.

    Raises:
        Mistake: another process holds it, or it cannot be reached.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        async with _postgres_held(url):
            yield
        return
    file = sqlite_path(url)
    with ExitStack() as held:
        try:
            held.enter_context(FileLock(file))
        except AlreadyRunningError:
            raise _running(f"another process uses {file}.") from None
        except OSError as error:
            raise unusable(f"{file.parent} cannot be written ({error.strerror}).", _RIGHTS) from None
        yield


def sqlite_path(url: URL) -> Path:
    """Give the file of a SQLite address, which need not exist yet.

    Raises:
        Mistake: no database can be there.
    """
    if (url.database or "").startswith("file:"):
        raise unusable("names a URI.", "Write the path of the file: sqlite+aiosqlite:///hopdrinks.db.")
    file = Path(url.database or "")
    if file.is_dir():
        raise unusable(f"{file} is a directory.", "Name a file in it.")
    if not file.parent.is_dir():
        raise unusable(f"the directory {file.parent} does not exist.", "Create it, or name another file.")
    return file


async def describe_database(settings: Settings) -> str:
    """Look at the database without holding or changing it, and say what state it is in.

    Raises:
        Mistake: it cannot be used.
    """
    url = make_url(settings.database_url)
    latest = latest_revision()
    if url.get_backend_name() == "sqlite":
        file = sqlite_path(url)
        if not file.exists() and not os.access(file.parent, os.W_OK):
            raise unusable(f"{file.parent} cannot be written.", _RIGHTS)
        if not file.exists():
            return f"{file} will be made at the first start"
        await asyncio.to_thread(check_sqlite, file)
    with _connecting(url):
        try:
            revision = await current_revision(url)
        except NewerDatabaseError as error:
            raise newer(error) from None
    place = url.render_as_string(hide_password=True)
    if revision == latest:
        return f"{place}, at revision {revision}"
    return f"{place}, {f'at revision {revision}' if revision else 'empty'}; a start brings it to {latest}"


async def _bring_up_to_date(url: URL) -> str | None:
    """Check a database, keep a copy of it where it must change, migrate it; give the revision it was at."""
    file = sqlite_path(url) if url.get_backend_name() == "sqlite" else None
    if file is not None and file.exists():
        await asyncio.to_thread(check_sqlite, file)
    try:
        revision = await current_revision(url)
        if revision == latest_revision():
            return revision
        if revision is not None and file is not None:
            kept = await asyncio.to_thread(take_snapshot, file, latest_revision())
            log.info("the database is kept as it was before it is migrated", file=str(kept))
        await migrate(url)
    except NewerDatabaseError as error:
        raise newer(error) from None
    except (DBAPIError, OSError) as error:
        raise unusable(
            f"it cannot be brought up to date ({reason_of(error)}).",
            "It is as it was before. See that there is room on the disk and that the bot may write there.",
        ) from error
    return revision


def check_sqlite(file: Path) -> None:
    """See whether the database file is sound.

    Raises:
        Mistake: it is not, or cannot be read.
    """
    try:
        check_file(file)
    except UnusableFileError as error:
        newest = newest_snapshot(file)
        mend = (
            "Name another file, or put a copy in place: hopdrinks restore FILE."
            if newest is None
            else f"Put the newest copy in place: hopdrinks restore {newest}."
        )
        raise unusable(f"{file} {error}", mend) from None
    except OSError as error:
        raise unusable(
            f"{file} cannot be read and written ({error}).",
            "Give the user who runs the bot both rights, or name another file.",
        ) from None


@asynccontextmanager
async def _postgres_held(url: URL) -> AsyncIterator[None]:
    async with AsyncExitStack() as held:
        with _connecting(url):
            try:
                await held.enter_async_context(hold_database(url))
            except HeldElsewhereError:
                raise _running("another process uses this database.") from None
        yield


@contextmanager
def _connecting(url: URL) -> Iterator[None]:
    """Turn what goes wrong with a connection into what is to be mended."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise unusable(
            "asks for PostgreSQL, but asyncpg is not installed.",
            'Install the extra: pip install "hopdrinks-concierge[postgres]".',
        ) from None
    except (DBAPIError, OSError) as error:
        if url.get_backend_name() == "sqlite":
            raise unusable(f"{url.database} cannot be used ({reason_of(error)}).", _RIGHTS) from None
        raise refused_connection(url, error) from None


def refused_connection(url: URL, error: DBAPIError | OSError) -> Mistake:
    """Say why a PostgreSQL server cannot be used; the text holds no password."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or getattr(getattr(cause, "__cause__", None), "sqlstate", "")
    server = f"{url.host or 'localhost'}:{url.port or 5432}"
    wrong, mend = {
        "28P01": (
            f"PostgreSQL at {server} refuses the password of user {url.username}.",
            "Correct the password.",
        ),
        "28000": (f"PostgreSQL at {server} refuses user {url.username}.", "Correct the user, or create it."),
        "3D000": (
            f"PostgreSQL at {server} has no database {url.database}.",
            f"Create it: createdb {url.database}.",
        ),
    }.get(
        state or "",
        (
            f"PostgreSQL at {server} cannot be reached ({reason_of(error)}).",
            "See that the server runs and that host and port are right.",
        ),
    )
    return unusable(wrong, mend)


def newer(error: NewerDatabaseError) -> Mistake:
    """Say that a later version of the program wrote the database."""
    return unusable(
        f"the database is at revision {error}, newer than this version, which ends at {latest_revision()}.",
        "Run the version that wrote it, or a later one; or put an older copy in place: hopdrinks restore.",
    )


def reason_of(error: DBAPIError | OSError) -> str:
    """Give the driver's own words on one line."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(cause).split()) or type(cause).__name__


def unusable(wrong: str, mend: str) -> Mistake:
    """Make a mistake about the setting that names the database."""
    return Mistake(DATABASE, wrong, mend, ExitCode.DATABASE)


def _running(wrong: str) -> Mistake:
    return Mistake(
        DATABASE, wrong, "Stop it first; a bot is one process, and so is its database's.", ExitCode.RUNNING
    )
