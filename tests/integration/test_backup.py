import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from migrated import prepare_database

from bot.backup import back_up, restore
from bot.mistakes import ExitCode, Mistake
from bot.ready_database import held_database, ready_database
from bot.settings import Settings
from storage import facts
from storage.database import Database

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/hopdrinks.db")
    await prepare_database(settings.database_url)
    return settings


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Give the database as the running bot holds it: what was written last stands in its log alone."""
    database = Database(settings.database_url)
    yield database
    await database.close()


async def remember(database: Database, value: str) -> None:
    async with database.writing() as connection:
        await facts.put_fact(connection, "drink", value)


def remembered(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        found: str = connection.execute("SELECT value FROM facts WHERE name = 'drink'").fetchone()[0]
        return found


def names_in(directory: Path) -> list[str]:
    return sorted(
        path.name for path in directory.iterdir() if not path.name.endswith(("-wal", "-shm", ".lock"))
    )


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)


async def test_a_backup_holds_what_the_running_bot_committed_last(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    await remember(database, "cider")
    async with held_database(settings), database.writing() as connection:
        await facts.put_fact(connection, "drink", "not committed yet")
        back_up(settings, tmp_path / "copy.db")
    assert remembered(tmp_path / "copy.db") == "cider"


async def test_a_backup_is_for_its_owners_eyes_alone(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


async def test_a_backup_overwrites_nothing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(Mistake, match="is there already") as caught:
        back_up(settings, tmp_path / "copy.db")
    assert caught.value.code == ExitCode.FILE
    assert (tmp_path / "copy.db").read_text() == "precious"


async def test_a_backup_into_a_directory_that_is_not_there_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Mistake, match=r"cannot be written .No such file.*its directory exists"):
        back_up(settings, tmp_path / "missing" / "copy.db")


async def test_a_damaged_database_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    damage(tmp_path / "hopdrinks.db")
    with pytest.raises(Mistake, match=r"HOPDRINKS_DATABASE_URL.*is damaged") as caught:
        back_up(settings, tmp_path / "copy.db")
    assert caught.value.code == ExitCode.DATABASE
    assert names_in(tmp_path) == ["hopdrinks.db"]


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/elsewhere.db")
    with pytest.raises(Mistake, match=r"HOPDRINKS_DATABASE_URL: .*elsewhere.db does not exist"):
        back_up(settings, tmp_path / "copy.db")
    assert names_in(tmp_path) == []


async def test_a_restore_brings_the_copy_back_and_keeps_what_was_there(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    await remember(database, "cider")
    back_up(settings, tmp_path / "copy.db")
    await remember(database, "beer")
    await database.close()
    kept = await restore(settings, tmp_path / "copy.db", NOW)
    assert kept == tmp_path / "hopdrinks.before-restore-20261123T093000Z.db"
    assert remembered(tmp_path / "hopdrinks.db") == "cider"
    assert remembered(kept) == "beer"
    assert remembered(tmp_path / "copy.db") == "cider"
    assert names_in(tmp_path) == ["copy.db", kept.name, "hopdrinks.db"]


async def test_a_log_left_by_a_kill_goes_aside_with_its_database(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "hopdrinks.db")) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO facts VALUES ('drink', 'beer')")
        writer.commit()
        killed = {name: (tmp_path / name).read_bytes() for name in ("hopdrinks.db", "hopdrinks.db-wal")}
    for name, content in killed.items():
        (tmp_path / name).write_bytes(content)
    kept = await restore(settings, tmp_path / "copy.db", NOW)
    assert kept is not None
    assert remembered(kept) == "beer"
    with closing(sqlite3.connect(tmp_path / "hopdrinks.db")) as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)


async def test_a_restore_replaces_a_damaged_database(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    await remember(database, "cider")
    back_up(settings, tmp_path / "copy.db")
    await database.close()
    damage(tmp_path / "hopdrinks.db")
    broken = (tmp_path / "hopdrinks.db").read_bytes()
    kept = await restore(settings, tmp_path / "copy.db", NOW)
    assert remembered(tmp_path / "hopdrinks.db") == "cider"
    assert kept is not None
    assert kept.read_bytes() == broken
    async with ready_database(settings):
        pass


async def test_a_restore_makes_a_database_where_there_was_none(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/new.db")
    back_up(settings, tmp_path / "copy.db")
    assert await restore(elsewhere, tmp_path / "copy.db", NOW) is None
    async with ready_database(elsewhere):
        pass


async def test_nothing_is_restored_while_the_bot_runs(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "copy.db")
    async with held_database(settings):
        with pytest.raises(Mistake, match="another process uses") as caught:
            await restore(settings, tmp_path / "copy.db", NOW)
    assert caught.value.code == ExitCode.RUNNING
    assert names_in(tmp_path) == ["copy.db", "hopdrinks.db"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file.unlink(), "is no file"),
        (lambda file: file.write_text("a letter of some length"), "is not a SQLite database"),
        (damage, "is damaged"),
        (lambda file: execute(file, "DROP TABLE alembic_version"), "is not a database of this bot"),
        (
            lambda file: execute(file, "UPDATE alembic_version SET version_num = '9999'"),
            "newer than this version",
        ),
        (
            lambda file: execute(
                file,
                "INSERT INTO follows (chapter_id, member_id, followed_at)"
                " VALUES (7, 7, '2026-01-01 00:00:00.000000')",
            ),
            "point at nothing",
        ),
    ],
    ids=["missing", "a letter", "damaged", "foreign", "newer", "dangling"],
)
async def test_an_unfit_file_is_not_restored(
    settings: Settings, database: Database, tmp_path: Path, spoil: object, words: str
) -> None:
    await remember(database, "cider")
    back_up(settings, tmp_path / "copy.db")
    await database.close()
    assert callable(spoil)
    spoil(tmp_path / "copy.db")
    before = names_in(tmp_path)
    with pytest.raises(Mistake, match=words) as caught:
        await restore(settings, tmp_path / "copy.db", NOW)
    assert caught.value.code == ExitCode.FILE
    assert "copy.db" in str(caught.value)
    assert remembered(tmp_path / "hopdrinks.db") == "cider"
    assert names_in(tmp_path) == before


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


async def test_postgresql_is_backed_up_and_restored_with_its_own_programs(tmp_path: Path) -> None:
    settings = Settings(database_url="postgresql+asyncpg://bot@127.0.0.1:1/hopdrinks")
    with pytest.raises(Mistake, match=r"HOPDRINKS_DATABASE_URL: is PostgreSQL.*pg_dump"):
        back_up(settings, tmp_path / "copy.db")
    with pytest.raises(Mistake, match=r"HOPDRINKS_DATABASE_URL: is PostgreSQL.*pg_restore"):
        await restore(settings, tmp_path / "copy.db", NOW)
