"""`hopdrinks backup` and `hopdrinks restore`: a verified copy of a SQLite database, and the way back."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.mistakes import ExitCode, Mistake
from bot.ready_database import DATABASE, check_sqlite, held_database, sqlite_path, unusable
from bot.settings import Settings
from bot.snapshots import beside
from storage.migrate import NewerDatabaseError, current_revision, latest_revision
from storage.sqlite_file import UnusableFileError, check_file, copy_file, fold_in_log


def back_up(settings: Settings, target: Path) -> None:
    """Write a verified copy of the database, mode 0600; the bot may run meanwhile.

    Raises:
        Mistake: `target` is there already or cannot be written, or the database cannot be copied.
    """
    file = _sqlite_file(settings, "pg_dump --format=custom --file=FILE NAME")
    if not file.is_file():
        raise unusable(f"{file} does not exist.", "See that the address is the one the bot runs with.")
    check_sqlite(file)
    try:
        copy_file(file, target)
        check_file(target, "full")
    except FileExistsError:
        raise _bad_file(target, "is there already and is not overwritten.", "Name a new file.") from None
    except UnusableFileError as error:
        target.unlink(missing_ok=True)
        raise _bad_file(
            target, f"as it was copied, {error}", "Do not rely on this database: see its disk."
        ) from None
    except OSError as error:
        mend = "See that its directory exists, may be written, and has room."
        raise _bad_file(target, f"cannot be written ({error.strerror or error}).", mend) from None


async def restore(settings: Settings, source: Path, now: datetime) -> Path | None:
    """Put a copy in the database's place; gives where the present one is kept, None where there was none.

    Args:
        settings: name the database.
        source: a file that `back_up` or a migration wrote; it stays as it is.
        now: names the file that keeps the present database.

    Raises:
        Mistake: the bot runs, or `source` is unsound, no database of the bot's, or newer than this version.
    """
    file = _sqlite_file(settings, "pg_restore --clean --if-exists --dbname=NAME FILE")
    async with held_database(settings):
        fresh = file.with_name(f"{file.name}.restored")
        fresh.unlink(missing_ok=True)
        try:
            _copy_verified(source, fresh)
            await _refuse_foreign(source, fresh)
            kept = _set_aside(file, now)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    return kept


def _copy_verified(source: Path, fresh: Path) -> None:
    mend = "Name a file that `hopdrinks backup` wrote."
    if not source.is_file():
        raise _bad_file(source, "is no file.", mend)
    try:
        check_file(source)
        copy_file(source, fresh)
        check_file(fresh, "full")
    except UnusableFileError as error:
        raise _bad_file(source, str(error), mend) from None
    except OSError as error:
        raise _bad_file(
            source, f"cannot be copied ({error.strerror or error}).", "See rights and room."
        ) from None


async def _refuse_foreign(source: Path, fresh: Path) -> None:
    try:
        revision = await current_revision(URL.create("sqlite+aiosqlite", database=str(fresh)))
    except NewerDatabaseError as error:
        wrong = f"is at revision {error}, newer than this version, which ends at {latest_revision()}."
        raise _bad_file(source, wrong, "Restore it with the version that wrote it, or a later one.") from None
    if revision is None:
        raise _bad_file(
            source, "is not a database of this bot.", "Name a file that `hopdrinks backup` wrote."
        )


def _set_aside(file: Path, now: datetime) -> Path | None:
    """Move the present database away, log and all, sound or not."""
    if not file.exists():
        return None
    with suppress(sqlite3.Error):  # what cannot be folded in moves along as it is
        fold_in_log(file)
    kept = beside(file, f"before-restore-{now:%Y%m%dT%H%M%SZ}")
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


def _sqlite_file(settings: Settings, instead: str) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        raise Mistake(
            DATABASE,
            "is PostgreSQL, which brings its own programs for this.",
            f"Use them: {instead}.",
            ExitCode.DATABASE,
        )
    return sqlite_path(url)


def _bad_file(file: Path, wrong: str, mend: str) -> Mistake:
    return Mistake(str(file), wrong, mend, ExitCode.FILE)
