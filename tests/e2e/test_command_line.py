"""The command as an operator types it: every mistake ends with what to mend, and a code of its own."""

import os
import socket
import sqlite3
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command import run_command, running_bot, start_command
from migrated import prepare_empty_database
from stage import TOKEN

from sandbox import Sandbox

OTHER_TOKEN = "987654321:AAOtherOtherOtherOtherOtherOtherOth"


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    return sandbox


@pytest.fixture
async def api_root(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


def assert_mistake(ended: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert ended.returncode == code, ended.stderr
    for word in words:
        assert word in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert ended.stdout == ""


async def outcome(directory: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end while this loop serves what it talks to."""
    process = await start_command(directory, *arguments, **settings)
    output, errors = await process.communicate()
    assert process.returncode is not None
    return subprocess.CompletedProcess(arguments, process.returncode, output.decode(), errors.decode())


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_version_is_the_packages(tmp_path: Path) -> None:
    assert run_command(tmp_path, "version").stdout.startswith("0.")


def test_without_a_token_run_names_the_setting_and_botfather(tmp_path: Path) -> None:
    assert_mistake(run_command(tmp_path, "run"), 2, "HOPDRINKS_BOT_TOKEN: is not set.", "@BotFather")
    assert names_in(tmp_path) == []


def test_an_unknown_setting_ends_with_the_nearest_known_one(tmp_path: Path) -> None:
    ended = run_command(tmp_path, "run", HOPDRINKS_BOT_TOKN=TOKEN)
    assert_mistake(ended, 2, "HOPDRINKS_BOT_TOKN: is not a setting. Did you mean HOPDRINKS_BOT_TOKEN?")
    assert TOKEN not in ended.stderr


async def test_a_wrong_token_ends_the_run_with_where_to_get_the_right_one(
    tmp_path: Path, api_root: str
) -> None:
    ended = await outcome(tmp_path, "run", HOPDRINKS_BOT_TOKEN=OTHER_TOKEN, HOPDRINKS_BOT_API_URL=api_root)
    assert_mistake(ended, 3, "HOPDRINKS_BOT_TOKEN: Telegram does not accept it", "@BotFather")
    assert OTHER_TOKEN not in ended.stderr


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite+aiosqlite:///missing/hopdrinks.db", "the directory missing does not exist."),
        ("sqlite+aiosqlite:///.", ". is a directory."),
        ("sqlite+aiosqlite:///file:hopdrinks.db?uri=true", "names a URI."),
        ("postgresql+asyncpg://bot@127.0.0.1:1/hopdrinks", "PostgreSQL at 127.0.0.1:1 cannot be reached"),
        ("postgresql+asyncpg://bot@nowhere.invalid/hopdrinks", "PostgreSQL at nowhere.invalid:5432 cannot"),
    ],
)
def test_a_database_that_cannot_be_there_is_named(tmp_path: Path, address: str, words: str) -> None:
    ended = run_command(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=address)
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: ", words)


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a directory that even root cannot write")
def test_a_directory_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    address = "sqlite+aiosqlite:////sys/hopdrinks.db"
    ended = run_command(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=address)
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: /sys cannot be written", "the right to write there")


def test_a_lock_that_cannot_be_made_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "hopdrinks.db.lock").mkdir()
    ended = run_command(tmp_path, "migrate")
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: . cannot be written (Is a directory).")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hopdrinks.db"
    file.write_text("a letter, not a database, and long enough to be read as one")
    ended = run_command(tmp_path, "migrate")
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: hopdrinks.db is not a SQLite database.")
    assert file.read_text().startswith("a letter")


def test_a_corrupt_database_is_refused_and_the_newest_snapshot_named(tmp_path: Path) -> None:
    assert run_command(tmp_path, "migrate").returncode == 0
    damage(tmp_path / "hopdrinks.db")
    assert_mistake(
        run_command(tmp_path, "migrate"), 4, "HOPDRINKS_DATABASE_URL: hopdrinks.db is damaged", "restore FILE"
    )
    for seconds, name in enumerate(("before-0001", "before-0002", "before-restore-20260101T000000Z"), 1):
        (tmp_path / f"hopdrinks.{name}.db").touch()
        os.utime(tmp_path / f"hopdrinks.{name}.db", (seconds, seconds))
    assert_mistake(run_command(tmp_path, "migrate"), 4, "hopdrinks restore hopdrinks.before-0002.db")


def damage(file: Path) -> None:
    """Write nonsense over every page but the first, as a failing disk does."""
    content = bytearray(file.read_bytes())
    assert len(content) > 8192
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)


def test_a_database_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    assert run_command(tmp_path, "migrate").returncode == 0
    with closing(sqlite3.connect(tmp_path / "hopdrinks.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    ended = run_command(tmp_path, "migrate")
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: the database is at revision 9999, newer than this")


async def test_a_second_process_on_the_same_database_is_refused_until_the_first_has_ended(
    tmp_path: Path, api_root: str, database_url: str
) -> None:
    await prepare_empty_database(database_url)
    async with running_bot(tmp_path, api_root, HOPDRINKS_DATABASE_URL=database_url) as first:
        ended = await outcome(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=database_url)
        assert_mistake(ended, 5, "HOPDRINKS_DATABASE_URL: another process uses ", "Stop it first")
        assert first.returncode is None
    again = await outcome(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=database_url)
    assert again.returncode == 0, again.stderr
    assert "already" in again.stdout


def test_postgresql_without_its_driver_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "asyncpg.py").write_text("raise ModuleNotFoundError('not here', name='asyncpg')")
    address = "postgresql+asyncpg://bot@127.0.0.1:1/hopdrinks"
    ended = run_command(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=address, PYTHONPATH=str(tmp_path))
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: asks for PostgreSQL", "hopdrinks-concierge[postgres]")


def test_a_wrong_postgresql_password_is_named_and_not_shown(tmp_path: Path) -> None:
    with refusing_postgresql("28P01", "password authentication failed") as port:
        address = f"postgresql+asyncpg://bot:tr0ub4dor@127.0.0.1:{port}/hopdrinks"
        ended = run_command(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=address)
    assert_mistake(ended, 4, f"PostgreSQL at 127.0.0.1:{port} refuses the password of user bot.")
    assert "tr0ub4dor" not in ended.stderr


def test_a_missing_postgresql_database_is_named_with_how_to_create_it(tmp_path: Path) -> None:
    with refusing_postgresql("3D000", "database does not exist") as port:
        address = f"postgresql+asyncpg://bot@127.0.0.1:{port}/hopdrinks"
        ended = run_command(tmp_path, "migrate", HOPDRINKS_DATABASE_URL=address)
    assert_mistake(ended, 4, "HOPDRINKS_DATABASE_URL: ", "has no database hopdrinks.", "createdb hopdrinks")


@contextmanager
def refusing_postgresql(state: str, message: str) -> Iterator[int]:
    """Serve as much of PostgreSQL's protocol as it takes to refuse everybody."""
    fields = f"SFATAL\0C{state}\0M{message}\0\0".encode()
    refusal = b"E" + (len(fields) + 4).to_bytes(4) + fields

    def refuse() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if int.from_bytes(connection.recv(8)[4:]) == 80877103:  # may we speak TLS? No.
                    connection.sendall(b"N")
                    connection.recv(8)
                connection.recv(4096)
                connection.sendall(refusal)

    listener = socket.create_server(("127.0.0.1", 0))
    server = threading.Thread(target=refuse)
    server.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        server.join()


def test_a_port_in_use_ends_the_demo_with_another_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ended = run_command(tmp_path, "demo", "--no-open", "--port", str(port))
    assert_mistake(ended, 6, f"--port: port {port} is already in use.", "--port 0")


async def test_check_says_what_is_well_line_by_line(tmp_path: Path, sandbox: Sandbox, api_root: str) -> None:
    owner = sandbox.add_person("Odile")
    staff = sandbox.add_group("Staff", is_forum=True, bot="administrator", owner=owner)
    settings = {
        "HOPDRINKS_BOT_TOKEN": TOKEN,
        "HOPDRINKS_BOT_API_URL": api_root,
        "HOPDRINKS_STAFF_CHAT_ID": str(staff.id),
    }
    ended = await outcome(tmp_path, "check", **settings)
    assert ended.returncode == 0, ended.stdout
    lines = ended.stdout.splitlines()
    assert all(line.startswith("✓ ") for line in lines)
    assert [line.split(":")[0] for line in lines] == [
        "✓ settings",
        "✓ database",
        "✓ time zone",
        "✓ token",
        "✓ updates",
        "✓ inline mode",
        "✓ staff chat",
    ]
    assert names_in(tmp_path) == [], "check changes nothing"


async def test_check_names_a_staff_chat_the_bot_is_not_in(
    tmp_path: Path, sandbox: Sandbox, api_root: str
) -> None:
    staff = sandbox.add_group("Staff", is_forum=True, bot=None, owner=sandbox.add_person("Odile"))
    ended = await outcome(
        tmp_path,
        "check",
        HOPDRINKS_BOT_TOKEN=TOKEN,
        HOPDRINKS_BOT_API_URL=api_root,
        HOPDRINKS_STAFF_CHAT_ID=str(staff.id),
    )
    assert ended.returncode == 1
    assert "✗ staff chat: HOPDRINKS_STAFF_CHAT_ID: @hopdrinks_bot is not in " in ended.stdout
    assert "Add it to that group" in ended.stdout
    assert "Traceback" not in ended.stderr


async def test_check_names_a_missing_right_a_webhook_and_an_unreadable_database(
    tmp_path: Path, sandbox: Sandbox, api_root: str
) -> None:
    owner = sandbox.add_person("Odile")
    staff = sandbox.add_group("Staff", is_forum=True, bot="administrator", bot_rights={}, owner=owner)
    sandbox.world.updates.webhook_url = "https://hooks.example/bot"
    ended = await outcome(
        tmp_path,
        "check",
        HOPDRINKS_BOT_TOKEN=TOKEN,
        HOPDRINKS_BOT_API_URL=api_root,
        HOPDRINKS_STAFF_CHAT_ID=str(staff.id),
        HOPDRINKS_DATABASE_URL="sqlite+aiosqlite:///missing/hopdrinks.db",
    )
    assert ended.returncode == 1
    failed = [line for line in ended.stdout.splitlines() if line.startswith("✗ ")]
    assert [line.split(":")[0] for line in failed] == ["✗ database", "✗ updates", "✗ staff chat"]
    assert "HOPDRINKS_DATABASE_URL" in failed[0]
    assert "deleteWebhook" in failed[1]
    assert "may not manage topics in Staff" in failed[2]


async def test_check_says_what_telegram_reports_of_the_webhook(
    tmp_path: Path, sandbox: Sandbox, api_root: str
) -> None:
    settings = {
        "HOPDRINKS_BOT_TOKEN": TOKEN,
        "HOPDRINKS_BOT_API_URL": api_root,
        "HOPDRINKS_PUBLIC_URL": "http://127.0.0.1:1",
        "HOPDRINKS_WEBHOOK_SECRET": "s-E_cret",
    }
    before = await outcome(tmp_path, "check", **settings)
    assert "✓ updates: brought to http://127.0.0.1:1/telegram once the bot runs" in before.stdout
    assert "✓ web server: nothing answers at http://127.0.0.1:1 (ClientConnectorError)" in before.stdout
    elsewhere = await outcome(tmp_path, "check", **(settings | {"HOPDRINKS_PUBLIC_URL": api_root}))
    assert f"✗ web server: HOPDRINKS_PUBLIC_URL: {api_root} leads to something else" in elsewhere.stdout
    sandbox.world.webhook.set("http://127.0.0.1:1/telegram", "s-E_cret", 40)
    sandbox.add_person("Guest").start()
    await sandbox.wait_until(lambda: "last_error_message" in sandbox.world.webhook.info())
    failing = await outcome(tmp_path, "check", **settings)
    assert failing.returncode == 1
    assert (
        "✗ updates: Telegram cannot bring 1 to http://127.0.0.1:1/telegram (Connection ref" in failing.stdout
    )
    assert "HOPDRINKS_LISTEN" in failing.stdout
    assert "s-E_cret" not in failing.stdout


async def test_a_port_that_is_taken_is_told(tmp_path: Path, api_root: str) -> None:
    taken = api_root.removeprefix("http://")
    settings = {"HOPDRINKS_BOT_TOKEN": TOKEN, "HOPDRINKS_BOT_API_URL": api_root, "HOPDRINKS_LISTEN": taken}
    ended = await outcome(tmp_path, "run", **settings)
    assert ended.returncode == 6
    assert f"HOPDRINKS_LISTEN: port {taken.partition(':')[2]} is already in use." in ended.stderr


async def test_check_tells_a_refused_token_from_a_server_that_is_not_there(
    tmp_path: Path, api_root: str
) -> None:
    settings = {"HOPDRINKS_BOT_TOKEN": OTHER_TOKEN}
    refused = await outcome(tmp_path, "check", HOPDRINKS_BOT_API_URL=api_root, **settings)
    assert refused.returncode == 1
    assert "✗ token: HOPDRINKS_BOT_TOKEN: Telegram does not accept it" in refused.stdout
    absent = await outcome(tmp_path, "check", HOPDRINKS_BOT_API_URL="http://127.0.0.1:1", **settings)
    assert absent.returncode == 1
    assert "✗ token: http://127.0.0.1:1 does not answer as Telegram" in absent.stdout
    assert OTHER_TOKEN not in refused.stdout + absent.stdout


async def test_check_tries_the_chapters_group_and_channel_while_the_bot_runs(
    tmp_path: Path, sandbox: Sandbox, api_root: str
) -> None:
    owner = sandbox.add_person("Odile")
    group = sandbox.add_group("Freelances", bot="member", owner=owner)
    channel = sandbox.add_group("News", kind="channel", bot="administrator", bot_rights={}, owner=owner)
    elsewhere = sandbox.add_group("Elsewhere", bot=None, owner=owner)
    settings = {"HOPDRINKS_BOT_TOKEN": TOKEN, "HOPDRINKS_BOT_API_URL": api_root}
    async with running_bot(tmp_path, api_root):
        announce_in(tmp_path, group.id, channel.id)
        ended = await outcome(tmp_path, "check", **settings)
        assert ended.returncode == 1
        assert "✓ room of Tours: Freelances, may post, may not pin" in ended.stdout
        assert "✗ room of Tours: @hopdrinks_bot may not post in News." in ended.stdout
        announce_in(tmp_path, elsewhere.id, None)
        ended = await outcome(tmp_path, "check", **settings)
        assert ended.returncode == 1
        assert f"✗ room of Tours: @hopdrinks_bot is not in {elsewhere.id}" in ended.stdout


def announce_in(directory: Path, group_id: int, channel_id: int | None) -> None:
    with closing(sqlite3.connect(directory / "hopdrinks.db")) as connection, connection:
        connection.execute("DELETE FROM rooms")
        for chat_id in filter(None, (group_id, channel_id)):
            connection.execute(
                "INSERT INTO rooms (chapter_id, chat_id, added_at)"
                " SELECT id, ?, '2026-11-01 00:00:00.000000' FROM chapters",
                (chat_id,),
            )


async def test_a_backup_is_taken_while_the_bot_runs_and_restored_once_it_has_ended(
    tmp_path: Path, api_root: str
) -> None:
    async with running_bot(tmp_path, api_root):
        taken = await outcome(tmp_path, "backup", "copy.db")
        assert taken.returncode == 0, taken.stderr
        assert "copy.db, verified" in taken.stdout
        assert_mistake(await outcome(tmp_path, "restore", "copy.db"), 5, "another process uses hopdrinks.db")
        assert_mistake(await outcome(tmp_path, "backup", "copy.db"), 7, "copy.db: is there already")
    restored = await outcome(tmp_path, "restore", "copy.db")
    assert restored.returncode == 0, restored.stderr
    assert "What was there is kept in hopdrinks.before-restore-" in restored.stdout
    assert (await outcome(tmp_path, "migrate")).returncode == 0
