"""`hopdrinks run` as a process: it stops when it is asked to, in time, and leaves nothing half recorded."""

import asyncio
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from command import line_with, running_bot, start_command
from stage import TOKEN

from sandbox import Sandbox


def rows_by_state(directory: Path) -> dict[str, int]:
    with closing(sqlite3.connect(directory / "hopdrinks.db")) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())


def waiting_updates(directory: Path) -> int:
    with closing(sqlite3.connect(directory / "hopdrinks.db")) as connection:
        found: int = connection.execute("SELECT count(*) FROM inbox WHERE state = 'waiting'").fetchone()[0]
        return found


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    return sandbox


async def test_sigterm_during_traffic_ends_within_eight_seconds_and_records_what_was_sent(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    people = [sandbox.add_person(f"Guest {number}") for number in range(40)]
    sandbox.answer_delay = 0.3
    async with sandbox.serve() as root, running_bot(tmp_path, root) as process:
        for person in people:
            person.start()
        await sandbox.wait_until(lambda: sum(call.method == "sendMessage" for call in sandbox.calls) >= 5)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 8)
        assert time.monotonic() - asked < 8
        sent = sum(call.method == "sendMessage" and call.ok for call in sandbox.calls)
    assert process.returncode == 0
    states = rows_by_state(tmp_path)
    assert "sending" not in states
    assert "uncertain" not in states
    assert states["sent"] >= sent, "every message that left is recorded as sent"


async def test_what_waited_when_it_stopped_is_done_after_the_next_start(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    people = [sandbox.add_person(f"Guest {number}") for number in range(12)]
    async with sandbox.serve() as root:
        async with running_bot(tmp_path, root) as process:
            for person in people:
                person.start()
            process.send_signal(signal.SIGTERM)
            await process.wait()
        async with running_bot(tmp_path, root):
            for person in people:
                await person.wait_message(containing="Hopdrink")
            await sandbox.wait_until(lambda: waiting_updates(tmp_path) == 0)
    greetings = [len([message for message in person.messages() if message.by_bot]) for person in people]
    assert greetings == [1] * len(people)


async def test_sigint_ends_it_while_telegram_cannot_be_reached(tmp_path: Path) -> None:
    process = await start_command(
        tmp_path,
        "run",
        HOPDRINKS_BOT_TOKEN=TOKEN,
        HOPDRINKS_BOT_API_URL="http://127.0.0.1:1",
    )
    assert process.stderr is not None
    line = (await process.stderr.readline()).decode()
    assert "Telegram cannot be reached; trying again" in line
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 8)
    assert process.returncode == 0
    assert "Traceback" not in errors.decode()


async def test_a_second_signal_ends_it_at_once(tmp_path: Path, sandbox: Sandbox) -> None:
    person = sandbox.add_person("Guest")
    async with sandbox.serve() as root, running_bot(tmp_path, root) as process:
        sandbox.answer_delay = 30
        person.start()
        await sandbox.wait_until(lambda: any(call.method == "sendMessage" for call in sandbox.calls))
        process.send_signal(signal.SIGTERM)
        await line_with(process.stderr, "stopping once what is under way is done")
        process.send_signal(signal.SIGTERM)
        await process.wait()
    assert process.returncode == -signal.SIGTERM


async def test_a_stop_does_not_wait_for_a_slow_telegram(tmp_path: Path, sandbox: Sandbox) -> None:
    person = sandbox.add_person("Guest")
    async with sandbox.serve() as root, running_bot(tmp_path, root) as process:
        sandbox.answer_delay = 3600  # seconds: a stop that waits for it never ends
        person.start()
        await sandbox.wait_until(lambda: any(call.method == "sendMessage" for call in sandbox.calls))
        process.send_signal(signal.SIGTERM)
        await process.wait()
    assert process.returncode == 0
