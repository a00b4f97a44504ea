"""Bad days: no Telegram, no database, a full disk, jumping clocks, strange updates, a stolen token."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from commits import Commits
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import TOKEN, Stage
from troubles import behind_wires, listen

from bot.api import BotApi
from bot.request import AiohttpRequest
from hopdrinks.notices.calls import Call
from hopdrinks.outbox import owe_each
from sandbox import Message, Person
from storage import tables

OTHER_TOKEN = "123456789:AAEotherotherotherotherotherotherot"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/test.db"


async def answer_to(person: Person, words: str) -> Message:
    """Write something, and wait for the message that comes after it."""
    return await person.wait_message(after=person.send(words), timeout=15)


def says(person: Person) -> int:
    """Count what the bot wrote to somebody."""
    return sum(message.sender is not person for message in person.messages())


async def test_a_program_started_without_telegram_waits_for_it_and_says_so_once(sqlite_url: str) -> None:
    async with behind_wires(sqlite_url) as troubled:
        troubled.telegram.cut()
        with listen() as sayings:
            starting = asyncio.create_task(troubled.program.start())
            troubled.alice.start()
            await sayings.wait_for("Telegram cannot be reached")
            await troubled.telegram.mend()
            await starting
            await troubled.alice.wait_message(timeout=15)
            assert sayings.count("Telegram cannot be reached") == 1
        await troubled.program.stop()


async def test_what_is_owed_during_a_long_outage_is_kept_and_delivered_afterwards(sqlite_url: str) -> None:
    async with behind_wires(sqlite_url) as troubled:
        people = [troubled.sandbox.add_person(f"Person {number}") for number in range(30)]
        troubled.sandbox.world.started.update(person.id for person in people)
        await troubled.program.start()
        commits = Commits(troubled.program.database)
        troubled.telegram.cut()
        with listen() as sayings:
            async with troubled.program.database.writing() as connection:
                notice = Call(method="sendMessage", parameters={"text": "kept"})
                ids = [person.id for person in people]
                await owe_each(connection, notice, ids, troubled.clock.now())
            troubled.program.rings.ring()
            await sayings.wait_for("everything is kept")
            troubled.alice.start()
            await troubled.telegram.mend()

            async def all_sent(connection: AsyncConnection) -> bool:
                troubled.clock.skip(60)
                troubled.program.rings.ring()
                sent = await connection.execute(select(tables.deliveries.c.id).where(
                    tables.deliveries.c.state == "sent", tables.deliveries.c.chat_id.in_(ids)
                ))  # fmt: skip
                return len(sent.all()) == len(ids)

            await commits.wait_until(all_sent, 20)
            assert sayings.count("Telegram cannot be reached; everything is kept") == 1
            await troubled.alice.wait_message(timeout=15)
        assert [says(person) for person in people] == [1] * len(people)
        await troubled.program.stop()


async def test_with_a_full_disk_nothing_is_acknowledged_and_later_everything_is_handled(stage: Stage) -> None:
    sandbox, updates = stage.sandbox, stage.sandbox.world.updates
    await answer_to(stage.alice, "/start")
    people = [sandbox.add_person(f"Person {number}") for number in range(24)]
    async with stage.database.writing() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with listen() as sayings:
        # Long enough that they do not fit into what is free on the last pages.
        for person in people:
            person.send("/next " + "x" * 3500)
        await sayings.wait_for("the database refuses updates; Telegram keeps them")
        assert len(updates) >= len(people)
        async with stage.database.writing() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        await sandbox.wait_until(lambda: [says(person) for person in people] == [1] * len(people), 30)
        await sandbox.wait_until(lambda: not updates)
        assert sayings.count("the database refuses updates; Telegram") == 1
    async with stage.database.reading() as connection:
        states = await connection.execute(select(tables.inbox.c.state).distinct())
        assert set(states.scalars()) == {"done"}


async def test_a_clock_that_jumps_forth_and_back_reminds_once(stage: Stage) -> None:
    event = await stage.announce(days=3)
    alice, sweeper = stage.alice, stage.program.parts
    assert sweeper is not None
    alice.start()
    card = await alice.wait_message("Hopdrink Tours")
    await alice.tap(card, f"go:{event.id}")
    for jump in (timedelta(hours=1), timedelta(hours=-1), timedelta(days=2, hours=1, minutes=5)):
        stage.clock.move_by(jump)
    await alice.wait_message(f"{chr(0x2705)}", after=card)
    for jump in (timedelta(hours=-1), timedelta(hours=1), timedelta(days=-2), timedelta(days=2)):
        stage.clock.move_by(jump)
        await sweeper.sweeper._sweep()
    async with stage.database.reading() as connection:
        owed = await connection.execute(
            select(tables.deliveries.c.chat_id).where(tables.deliveries.c.notice == "Reminder")
        )
        assert list(owed.scalars()) == [alice.id]


async def test_updates_that_come_again_are_handled_once(stage: Stage) -> None:
    alice = stage.alice
    for _ in range(2):
        await answer_to(alice, "/next")
    before = says(alice)
    stage.sandbox.repeat_updates(2)
    stage.sandbox.repeat_updates(1)
    await answer_to(alice, "/next")
    assert says(alice) == before + 1


async def test_updates_with_shuffled_numbers_are_all_handled(stage: Stage) -> None:
    alice = stage.alice
    await answer_to(alice, "/next")
    before = says(alice)
    for update_id in (900_000_005, 900_000_002, 900_000_009):
        stage.sandbox.inject_update({"update_id": update_id, "message": written_by(alice, "/next")})
    await stage.sandbox.wait_until(lambda: says(alice) == before + 3)


def written_by(person: Person, text: str, **others: Any) -> dict[str, Any]:
    sender = {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "fr"}
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    command = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    message = {"message_id": 5, "date": 1795000000, "chat": chat, "from": sender, "text": text}
    return {**message, "entities": command, **others}


MALFORMED: dict[str, dict[str, Any]] = {
    "a required field is missing": {"message": {"message_id": 1, "text": "Hello"}},
    "a chat is a number": {"message": {"message_id": 1, "date": 1, "chat": 7}},
    "a message is a list": {"message": [1, 2]},
    "a tap has no sender": {"callback_query": {"id": "1", "chat_instance": "1", "data": "go:1"}},
    "a member's change is a word": {"my_chat_member": "left"},
}


@pytest.mark.parametrize("malformed", MALFORMED)
async def test_a_malformed_update_is_set_aside_the_next_is_handled_and_the_owner_told(
    stage: Stage, malformed: str
) -> None:
    owner = stage.owner
    await answer_to(owner, "/start")
    before = says(stage.owner)
    stage.sandbox.inject_update(MALFORMED[malformed])
    await answer_to(stage.alice, "/start")
    await stage.sandbox.wait_until(lambda: says(owner) == before + 1)
    async with stage.database.reading() as connection:
        states = await connection.execute(select(tables.inbox.c.state).order_by(tables.inbox.c.id))
        assert list(states.scalars()) == ["done", "dead", "done"]


@pytest.mark.parametrize("text", ["lone \ud800 surrogate", "a \x00 byte", "\udfff\x00", "/start \ud800"])
async def test_text_that_no_database_takes_stops_nothing(stage: Stage, text: str) -> None:
    stage.sandbox.inject_update({"message": written_by(stage.alice, text)})
    stage.sandbox.inject_update({"message": written_by(stage.alice, "/next", caption=text)})
    await answer_to(stage.bob, "/start")


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["\x00", "A\x00lice", "\ud800", "Alice"])
async def test_a_name_or_number_that_postgresql_refuses_is_not_taken_for_a_database_in_trouble(
    postgres_stage: Stage, name: str
) -> None:
    written = written_by(postgres_stage.alice, "/start")
    written["from"]["first_name"] = name
    if name == "Alice":
        written["from"]["id"] = written["chat"]["id"] = 2**70
    postgres_stage.sandbox.inject_update({"message": written})
    await answer_to(postgres_stage.bob, "/start")


async def test_a_second_program_with_the_same_token_is_named_as_the_likely_cause(stage: Stage) -> None:
    request = AiohttpRequest()
    await request.initialize()
    with listen() as sayings:
        await stage.sandbox.wait_until(lambda: stage.sandbox.world.updates.is_polled)
        await BotApi(request, stage.base_url, TOKEN).call("getUpdates", {"timeout": 0})
        await sayings.wait_for("another program asks for this bot's updates")
        assert await answer_to(stage.alice, "/start")
    await request.shutdown()


async def test_a_token_revoked_at_run_time_is_said_once_and_nothing_is_lost_when_it_is_back(
    stage: Stage,
) -> None:
    await answer_to(stage.alice, "/start")
    bot = stage.sandbox.bot
    with listen() as sayings:
        bot.token = OTHER_TOKEN
        await sayings.wait_for("Telegram does not accept the token any more")
        bot.token = TOKEN
        await answer_to(stage.alice, "/next")
        await sayings.wait_for("updates come in again")  # said once they are stored, and answered meanwhile
        assert sayings.count("Telegram does not accept the token any more") == 1
        assert sayings.count("updates come in again") == 1


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
async def test_a_postgresql_server_that_goes_away_and_comes_back_ends_nothing(database_url: str) -> None:
    async with behind_wires(database_url) as troubled:
        await troubled.program.start()
        await answer_to(troubled.alice, "/start")
        assert troubled.database is not None
        with listen() as sayings:
            troubled.database.cut()
            troubled.alice.send("/next")
            await sayings.wait_for("the database refuses updates")
            await troubled.database.mend()
            await answer_to(troubled.alice, "/next")
        ended = asyncio.ensure_future(troubled.program.wait())
        assert not ended.done()
        ended.cancel()
        await troubled.program.stop()
