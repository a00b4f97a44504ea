"""Updates received and not yet handled, on both databases; and how they are handled, row by row."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from stage import TOKEN
from telegram import Update
from telegram.ext import TypeHandler

from bot.answers import QueryAnswers
from bot.api import BotApi
from bot.application import build_application
from bot.clock import Clock
from bot.processing import MOST_TRIES, Processor
from bot.request import AiohttpRequest
from bot.rings import Rings
from handlers.context import Context, Services
from storage import inbox, tables
from storage.database import Database

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def store(database: Database, *update_ids: int, now: datetime = NOW) -> None:
    async with database.writing() as connection:
        await inbox.add_updates(
            connection, [(number, f'{{"n": {number}}}', None) for number in update_ids], now
        )


async def waiting(database: Database, limit: int = 100) -> list[int]:
    async with database.reading() as connection:
        return [row.update_id for row in await inbox.list_waiting(connection, limit)]


async def states(database: Database) -> dict[int, tuple[str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(tables.inbox).order_by(tables.inbox.c.id))
        return {row.update_id: (row.state, row.raw) for row in rows}


async def test_updates_wait_in_order_of_arrival_and_not_of_their_numbers(database: Database) -> None:
    # After a quiet week Telegram starts again at a random number.
    await store(database, 900, 901)
    await store(database, 17, 18)
    assert await waiting(database) == [900, 901, 17, 18]
    assert await waiting(database, 3) == [900, 901, 17]


async def test_an_update_that_comes_again_is_ignored_whether_it_waits_is_handled_or_is_dead(
    database: Database,
) -> None:
    await store(database, 1, 2, 3)
    async with database.writing() as connection:
        first, second, _ = await inbox.list_waiting(connection, 3)
        await inbox.close_updates(connection, [first.id])
        await inbox.set_aside_update(connection, second.id, 5, "ValueError")
    await store(database, 3, 2, 1, 4)
    assert await waiting(database) == [3, 4]
    assert {number: state for number, (state, _) in (await states(database)).items()} == {
        1: "done",
        2: "dead",
        3: "waiting",
        4: "waiting",
    }


async def test_the_same_update_twice_in_one_answer_is_stored_once(database: Database) -> None:
    await store(database, 5, 5, 6)
    assert await waiting(database) == [5, 6]


async def test_what_is_handled_loses_its_text_and_what_is_dead_keeps_it(database: Database) -> None:
    await store(database, 1, 2)
    async with database.writing() as connection:
        first, second = await inbox.list_waiting(connection, 2)
        await inbox.close_updates(connection, [first.id])
        await inbox.set_aside_update(connection, second.id, 5, "ValueError")
    assert await states(database) == {1: ("done", ""), 2: ("dead", '{"n": 2}')}
    async with database.reading() as connection:
        assert await inbox.count_dead(connection) == 1


async def test_a_handled_update_is_remembered_for_two_days_and_a_dead_one_for_two_weeks(
    database: Database,
) -> None:
    await store(database, 1, 2, 3)
    async with database.writing() as connection:
        first, second, _ = await inbox.list_waiting(connection, 3)
        await inbox.close_updates(connection, [first.id])
        await inbox.set_aside_update(connection, second.id, 5, "ValueError")
    for days, left in ((1, {1, 2, 3}), (3, {2, 3}), (15, {3})):
        async with database.writing() as connection:
            await inbox.delete_old_updates(connection, NOW + timedelta(days=days))
        assert set(await states(database)) == left


async def test_ten_thousand_messages_of_one_member_do_not_hold_up_anothers(database: Database) -> None:
    flooder, alice = 66, 7
    flood = range(1, 10_001)
    for first in range(0, 10_000, 100):
        async with database.writing() as connection:
            updates = [(number, "{}", flooder) for number in flood[first : first + 100]]
            await inbox.add_updates(connection, updates, NOW)
    async with database.writing() as connection:
        await inbox.add_updates(connection, [(20_000, "{}", alice), (20_001, "{}", None)], NOW)
    assert await waiting(database, inbox.BUDGET + 3) == [*flood[: inbox.BUDGET], 20_000, 20_001, 51]
    async with database.writing() as connection:
        first_ones = await inbox.list_waiting(connection, inbox.BUDGET + 2)
        await inbox.close_updates(connection, [row.id for row in first_ones])
        await inbox.add_updates(connection, [(30_000, "{}", flooder), (30_001, "{}", alice)], NOW)
    assert await waiting(database, 20_000) == [30_001, *flood[inbox.BUDGET :], 30_000], "in their own order"


async def test_the_last_arrival_is_known(database: Database) -> None:
    async with database.reading() as connection:
        assert await inbox.find_last_received_at(connection) is None
    await store(database, 1)
    await store(database, 2, now=NOW + timedelta(hours=1))
    async with database.reading() as connection:
        assert await inbox.find_last_received_at(connection) == NOW + timedelta(hours=1)


class Handled:
    """A processor whose only handler writes down each update and fails as it is told."""

    def __init__(self, database: Database) -> None:
        request = AiohttpRequest()
        application = build_application(TOKEN, "http://127.0.0.1:9", request, Services())
        application.handlers.clear()
        application.add_handler(TypeHandler(Update, self._handle))
        # The library asks Telegram who the bot is; here nobody is there to ask.
        application._initialized = True
        rings = Rings()
        answers = QueryAnswers(BotApi(request, "http://127.0.0.1:9", TOKEN))
        self.processor = Processor(database, application, answers, Clock(), rings)
        self.tries: list[int] = []
        self.failures: dict[int, list[Exception]] = {}

    async def _handle(self, update: Update, context: Context) -> None:
        self.tries.append(update.update_id)
        fact = {"name": f"update {update.update_id}", "value": "handled"}
        await context.connection.execute(insert(tables.facts).values(fact))
        failures = self.failures.get(update.update_id, [])
        if failures:
            raise failures.pop(0)

    async def run(self, database: Database) -> list[str]:
        """Handle what waits, then stop; give what handlers wrote."""
        while await waiting(database):
            await self.processor._handle_batch()
        async with database.reading() as connection:
            names = await connection.execute(select(tables.facts.c.name).order_by(tables.facts.c.name))
            return [name for name in names.scalars() if name.startswith("update")]


def message(update_id: int) -> tuple[int, str, int]:
    chat = {"id": 7, "type": "private", "first_name": "Alice"}
    sender = {"id": 7, "is_bot": False, "first_name": "Alice"}
    raw: dict[str, Any] = {"message_id": 1, "date": 1795000000, "chat": chat, "from": sender, "text": "Hello"}
    return update_id, json.dumps({"update_id": update_id, "message": raw}), 7


@pytest.fixture
async def handled(database: Database) -> Handled:
    async with database.writing() as connection:
        await inbox.add_updates(connection, [message(number) for number in (1, 2, 3)], NOW)
    return Handled(database)


async def test_a_handler_that_fails_once_is_tried_again_at_once_and_before_the_next(
    database: Database, handled: Handled
) -> None:
    handled.failures[2] = [RuntimeError()]
    assert await handled.run(database) == ["update 1", "update 2", "update 3"]
    assert handled.tries == [1, 2, 2, 3]


async def test_after_five_tries_an_update_is_set_aside_with_nothing_half_written_and_the_next_is_handled(
    database: Database, handled: Handled
) -> None:
    handled.failures[2] = [RuntimeError() for _ in range(MOST_TRIES)]
    assert await handled.run(database) == ["update 1", "update 3"]
    assert handled.tries == [1, 2, 2, 2, 2, 2, 3]
    assert [state for state, _ in (await states(database)).values()] == ["done", "dead", "done"]


async def test_an_update_that_is_no_update_is_set_aside_and_the_next_is_handled(
    database: Database, handled: Handled
) -> None:
    async with database.writing() as connection:
        await inbox.add_updates(connection, [(4, '{"update_id": 4, "message": 5}', None), message(5)], NOW)
    assert await handled.run(database) == ["update 1", "update 2", "update 3", "update 5"]
    assert (await states(database))[4] == ("dead", '{"update_id": 4, "message": 5}')
