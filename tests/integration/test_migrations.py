"""Migrations: they make the tables the code speaks of, keep every row, and change all or nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from migrated import prepare_empty_database
from sqlalchemy import Connection, Inspector, func, inspect, make_url, select, text
from sqlalchemy.ext.asyncio import create_async_engine

import storage.migrate
import storage.migrations
from bot.mistakes import ExitCode, Mistake
from bot.ready_database import migrate_now
from bot.settings import Settings
from storage.migrate import NewerDatabaseError, current_revision, latest_revision, migrate
from storage.tables import blocks, chapters, metadata, questions, relays, threads, venues

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT = "9000"

AddRevision = Callable[[str], None]


@pytest.fixture
def add_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AddRevision:
    """Give a way to add a revision with that body after the last one."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(storage.migrations.__file__).parent, scripts)
    before = latest_revision()

    def config(connection: Connection | None = None) -> Config:
        made = Config()
        made.set_main_option("script_location", str(scripts))
        made.attributes["connection"] = connection
        return made

    monkeypatch.setattr("storage.migrate._config", config)

    def add(body: str) -> None:
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        imports = "import sqlalchemy as sa\nfrom alembic import op\n"
        head = f"{imports}\nrevision = {NEXT!r}\ndown_revision = {before!r}\n"
        (scripts / "versions" / f"{NEXT}.py").write_text(f"{head}\n\ndef upgrade():\n{lines}\n")

    return add


@pytest.fixture
async def database_url(database_url: str) -> str:
    """Give the URL of a database with nothing in it, once on each kind."""
    await prepare_empty_database(database_url)
    return database_url


async def on(database_url: str, work: Callable[[Connection], Any]) -> Any:
    """Do something on a plain connection of SQLAlchemy's, committed."""
    engine = create_async_engine(database_url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def populate(connection: Connection) -> None:
    chapter = {
        "name": "Tours",
        "slug": "tours",
        "time_zone": "Europe/Paris",
        "locale": "fr",
        "created_at": NOW,
    }
    chapter_id = connection.execute(chapters.insert().values(chapter).returning(chapters.c.id)).scalar_one()
    connection.execute(venues.insert().values(chapter_id=chapter_id, name="Le Cellier", used_at=NOW))


def rows(connection: Connection) -> tuple[int, int]:
    count = select(func.count())
    return (
        connection.execute(count.select_from(chapters)).scalar_one(),
        connection.execute(count.select_from(venues)).scalar_one(),
    )


def table_names(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


async def test_migrations_make_what_the_code_speaks_of(database_url: str) -> None:
    await migrate(make_url(database_url))
    assert await current_revision(make_url(database_url)) == latest_revision()

    def differences(connection: Connection) -> Any:
        options = {"compare_type": True, "include_name": is_a_table_of_ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert await on(database_url, differences) == []


async def test_constraints_and_partial_indexes_are_those_of_the_code(database_url: str) -> None:
    await migrate(make_url(database_url))
    migrated = await on(database_url, lambda connection: described(inspect(connection)))
    await on(database_url, start_over)
    assert migrated == await on(database_url, lambda connection: described(inspect(connection)))


def is_a_table_of_ours(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite's index of words makes tables of its own, which are no business of SQLAlchemy's."""
    return not (kind == "table" and (name or "").startswith("faq_search"))


def start_over(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE alembic_version"))
    metadata.create_all(connection)


def described(inspector: Inspector) -> dict[str, list[str]]:
    """Say everything the database knows of its tables, in an order of its own."""
    return {
        table: sorted(
            repr(sorted((name, in_words(value)) for name, value in fact.items()))
            for facts in (
                inspector.get_columns(table),
                inspector.get_check_constraints(table),
                inspector.get_foreign_keys(table),
                inspector.get_unique_constraints(table),
                inspector.get_indexes(table),
                [dict(inspector.get_pk_constraint(table))],
            )
            for fact in facts
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def in_words(value: object) -> str:
    """Write a value so that equal ones read equal; an index's condition hides in a mapping."""
    if isinstance(value, dict):
        return repr({name: str(part) for name, part in value.items()})
    return str(value)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(make_url(database_url))
    await on(database_url, populate)
    await migrate(make_url(database_url))
    assert await on(database_url, rows) == (1, 1)


async def test_a_revision_that_fails_leaves_nothing_behind(
    database_url: str, add_revision: AddRevision
) -> None:
    before = latest_revision()
    await migrate(make_url(database_url))
    await on(database_url, populate)
    tables = await on(database_url, table_names)
    add_revision(
        "op.create_table('halves', sa.Column('id', sa.Integer))\nop.execute('DELETE FROM venues')\n1 / 0"
    )
    with pytest.raises(ZeroDivisionError):
        await migrate(make_url(database_url))
    assert await on(database_url, table_names) == tables
    assert await on(database_url, rows) == (1, 1)
    assert await current_revision(make_url(database_url)) == before


async def test_rebuilding_a_table_that_others_cascade_from_keeps_their_rows(
    database_url: str, add_revision: AddRevision
) -> None:
    await migrate(make_url(database_url))
    await on(database_url, populate)
    add_revision(
        "with op.batch_alter_table('chapters') as table:\n    table.alter_column('name', type_=sa.String(80))"
    )
    await migrate(make_url(database_url))
    assert await on(database_url, rows) == (1, 1)
    assert await current_revision(make_url(database_url)) == NEXT


async def test_a_revision_that_breaks_a_reference_is_refused(
    database_url: str, add_revision: AddRevision
) -> None:
    await migrate(make_url(database_url))
    await on(database_url, populate)
    add_revision("op.execute('UPDATE venues SET chapter_id = 777')")
    with pytest.raises(Exception, match=r"broken references|violates foreign key constraint"):
        await migrate(make_url(database_url))
    assert await current_revision(make_url(database_url)) != NEXT


async def test_a_newer_database_is_refused_and_left_alone(database_url: str) -> None:
    await migrate(make_url(database_url))
    await on(
        database_url,
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'x'")),
    )
    tables = await on(database_url, table_names)
    with pytest.raises(NewerDatabaseError):
        await migrate(make_url(database_url))
    with pytest.raises(
        Mistake, match="HOPDRINKS_DATABASE_URL: the database is at revision x, newer"
    ) as caught:
        await migrate_now(Settings(database_url=database_url))
    assert caught.value.code == ExitCode.DATABASE
    assert await on(database_url, table_names) == tables


def kept_copies(directory: Path) -> dict[str, str]:
    """Give the revision of each copy beside the database."""
    found = {}
    for file in sorted(directory.glob("*.before-*.db")):
        with closing(sqlite3.connect(file)) as connection:
            found[file.name] = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return found


async def test_a_copy_is_kept_before_a_migration_and_only_then(
    tmp_path: Path, add_revision: AddRevision
) -> None:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/hopdrinks.db")
    first = latest_revision()
    assert await migrate_now(settings) == f"The database went from empty to revision {first}."
    assert await migrate_now(settings) == f"The database is at revision {first} already."
    assert kept_copies(tmp_path) == {}, "an empty database and one that is up to date need no copy"
    await on(settings.database_url, populate)
    add_revision("op.execute('DELETE FROM venues')")
    assert await migrate_now(settings) == f"The database went from revision {first} to revision {NEXT}."
    assert kept_copies(tmp_path) == {f"hopdrinks.before-{NEXT}.db": first}
    assert await on(settings.database_url, rows) == (1, 0)
    assert await on(f"sqlite+aiosqlite:///{tmp_path}/hopdrinks.before-{NEXT}.db", rows) == (1, 1)


async def test_the_last_three_copies_stay(tmp_path: Path, add_revision: AddRevision) -> None:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/hopdrinks.db")
    await migrate_now(settings)
    for age, name in enumerate(("0007", "0008", "0009", "restore-20260101T000000Z")):
        shutil.copy(tmp_path / "hopdrinks.db", tmp_path / f"hopdrinks.before-{name}.db")
        os.utime(tmp_path / f"hopdrinks.before-{name}.db", (1_000 + age, 1_000 + age))
    add_revision("pass")
    await migrate_now(settings)
    assert list(kept_copies(tmp_path)) == [
        "hopdrinks.before-0008.db",
        "hopdrinks.before-0009.db",
        f"hopdrinks.before-{NEXT}.db",
        "hopdrinks.before-restore-20260101T000000Z.db",
    ]


async def test_a_database_that_refuses_a_revision_names_the_setting(
    tmp_path: Path, add_revision: AddRevision
) -> None:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/hopdrinks.db")
    await migrate_now(settings)
    add_revision("op.execute('DELETE FROM nowhere')")
    with pytest.raises(
        Mistake, match=r"HOPDRINKS_DATABASE_URL: .*cannot be brought up to date .no such table"
    ):
        await migrate_now(settings)


_ASKED = """
INSERT INTO members (id, name, reach, reach_since, created_at)
    VALUES (1, 'Alice', 'reachable', '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00');
INSERT INTO threads (id, member_id, chat_id, topic_id, opened_at)
    VALUES (1, 1, -1, 7, '2026-11-23 09:00:00+00:00');
INSERT INTO questions (id, member_id, state, asked_at, answered_at)
    VALUES (1, 1, 'answered', '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00');
INSERT INTO relays (id, question_id, direction, from_chat_id, from_message_id, state, relayed_at)
    VALUES (1, 1, 'to_staff', 1, 11, 'delivered', '2026-11-23 09:00:00+00:00'),
        (2, 1, 'to_member', -1, 12, 'queued', '2026-11-23 09:00:00+00:00')
"""


async def test_questions_of_the_earlier_revision_keep_their_threads_and_messages(database_url: str) -> None:
    await migrate_to("0002", database_url)

    def ask(connection: Connection) -> None:
        for statement in _ASKED.split(";"):
            connection.execute(text(statement))

    await on(database_url, ask)
    await migrate(make_url(database_url))

    def read(connection: Connection) -> list[Any]:
        return [
            connection.execute(select(threads.c.topic_id, threads.c.alias)).one(),
            connection.execute(select(questions.c.state, questions.c.first_answered_at)).one(),
            connection.execute(select(relays.c.delivered_at).order_by(relays.c.id)).scalars().all(),
        ]

    assert await on(database_url, read) == [(7, None), ("answered", NOW), [NOW, None]]


_BLOCKED = """
INSERT INTO members (id, name, reach, reach_since, created_at)
    VALUES (1, 'Alice', 'reachable', '2026-11-23 09:00:00+00:00', '2026-11-23 09:00:00+00:00');
INSERT INTO blocks (member_id, blocked_at) VALUES (1, '2026-11-23 09:00:00+00:00')
"""


async def test_whoever_was_blocked_stays_so_under_their_own_name(database_url: str) -> None:
    await migrate_to("0013", database_url)

    def block(connection: Connection) -> None:
        for statement in _BLOCKED.split(";"):
            connection.execute(text(statement))

    await on(database_url, block)
    await migrate(make_url(database_url))
    found = await on(database_url, lambda connection: connection.execute(select(blocks)).mappings().one())
    assert (found["member_id"], found["asked_as"]) == (1, "")


async def migrate_to(revision: str, database_url: str) -> None:
    engine = storage.migrate._engine(make_url(database_url))
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.upgrade(storage.migrate._config(sync), revision))
    await engine.dispose()
