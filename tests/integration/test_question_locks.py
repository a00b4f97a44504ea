"""Two transactions move the same questions at once: each finds what the other did, and none waits for ever.

SQLite has one writer at a time; these are told of PostgreSQL, and hold on both.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from erasing import CANARY, fresh, leaving
from relay_post import (
    ALICE,
    BOB,
    NOW,
    ROBIN,
    STAFF,
    Post,
    asked,
    part,
    relay_of,
    says,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pacing import Pacer
from bot.recording import Outcome, Outgoing, record
from hopdrinks.questions import (
    answers,
    asking,
    collecting,
    erasure,
    withdrawals,
)
from storage import members, relays
from storage import questions as stored
from storage.database import Database

Deed = Callable[[AsyncConnection], Awaitable[object]]


async def wait_for_a_lock(database: Database) -> None:
    """Wait until some other transaction waits; SQLite has one writer at a time, so there it surely does."""
    while True:
        async with database.reading() as connection:
            if connection.dialect.name == "sqlite":
                return
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if (await connection.execute(waiting)).scalar_one():
                return


async def beside(database: Database, first: Deed, second: Deed, then: Deed | None = None) -> None:
    """Do something, begin another thing that waits for it, and do more before the first is committed."""

    async def do_second() -> None:
        async with database.writing() as connection:
            await second(connection)

    async with database.writing() as connection:
        await first(connection)
        other = asyncio.create_task(do_second())
        await wait_for_a_lock(database)
        if then is not None:
            await then(connection)
    await other


async def test_an_album_erased_while_it_is_to_leave_never_does(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        await asking.add_to(connection, question, part(12, "album"), NOW)
    await beside(
        database,
        lambda one: erasure.erase(one, question, ROBIN, NOW, report_to=STAFF),
        lambda other: collecting.flush_due(other, NOW + timedelta(minutes=1)),
    )
    async with database.writing() as connection:
        assert (await relay_of(connection, ALICE, 12)).state == "withdrawn"
        assert (await stored.get_question(connection, question.id)).state == "closed"


async def test_a_copy_of_unknown_fate_that_is_taken_back_meanwhile_stays_so(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        delivery, composed = await post.take("QuestionCopy")
        relay = await relay_of(connection, ALICE, 12)
    await beside(
        database,
        lambda one: withdrawals.take_back(one, relay, NOW),
        lambda other: Post(other).stuck(delivery, composed, "uncertain"),
    )
    async with database.writing() as connection:
        assert (await relay_of(connection, ALICE, 12)).state == "withdrawn"


async def test_what_is_taken_back_while_its_arrival_is_written_down_is_gone_there(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.take("QuestionCopy")
        relay = await relay_of(connection, ALICE, 12)
    arrived = {"state": "delivered", "delivered_at": NOW, "to_chat_id": STAFF, "to_message_id": 555}
    await beside(
        database,
        lambda one: members.lock_member(one, ALICE),  # as whoever writes an arrival down does first
        lambda other: withdrawals.take_back(other, relay, NOW),
        lambda one: relays.update_relay(one, relay.id, arrived),
    )
    async with database.writing() as connection:
        post = Post(connection)
        await post.all_arrive()
        assert {"message_id": 555} in post.told("CopyRemoval", STAFF)


@pytest.mark.parametrize("order", [(ALICE, BOB), (BOB, ALICE)])
async def test_outcomes_lock_those_they_are_about_in_one_order(
    database: Database, order: tuple[int, int]
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        await members.update_member_reach(connection, BOB, "reachable", NOW)
        await asking.ask(connection, BOB, None, says(21), NOW)
        await post.all_arrive()
        outcomes = []
        for member_id in order:
            question = await stored.find_latest_question(connection, member_id)
            assert question is not None
            written = says(900 + member_id, author_id=ROBIN)
            await answers.answer(connection, question, STAFF, written, NOW)
            await post.arrive("Introduction")
            delivery, composed = await post.take("AnswerCopy")
            outgoing = Outgoing(delivery, composed.notice, composed.method, composed.parameters)
            outcomes.append(Outcome(outgoing, result={"message_id": 800 + member_id}))
    await beside(
        database,
        lambda one: members.lock_member(one, ALICE),
        lambda other: record(other, outcomes, NOW, Pacer(30), 0.0),
        lambda one: members.lock_member(one, BOB),  # whoever locks in order waits for nobody who waits
    )
    async with database.writing() as connection:
        for member_id in order:
            assert (await relay_of(connection, STAFF, 900 + member_id)).state == "delivered"


@pytest.mark.parametrize("notice", ["QuestionCopy", "AnswerCopy"])
async def test_what_arrives_while_its_question_is_erased_is_taken_back(
    database: Database, notice: str
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        if notice == "QuestionCopy":
            await asking.add_to(connection, question, says(12, CANARY), NOW)
            delivery, composed = await post.take(notice)
        else:
            delivery, composed = await leaving(post, question)
    copies: list[int] = []

    async def record() -> None:
        async with database.writing() as connection:
            copies.append(await Post(connection, last_id=500).made(delivery, composed))

    async with database.writing() as connection:
        await erasure.erase(connection, question, ROBIN, NOW, report_to=STAFF)
        recording = asyncio.create_task(record())
        await wait_for_a_lock(database)
    await recording
    async with database.writing() as connection:
        post = Post(connection, last_id=600)
        await post.all_arrive()
        assert [call["message_id"] for call in post.told("CopyRemoval")] == copies
        assert (await fresh(connection, question)).state == "closed"
