"""An answer for a group that the bot was removed from waits, in plain sight, and goes out once it is back."""

from datetime import datetime, timedelta

import pytest
from relay_post import BOB, NOW, ROBIN, STAFF, Post, asked, relay_of, says
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people import members as member_rules
from hopdrinks.people import rooms
from hopdrinks.questions import answers, asking, group_answers, withdrawals
from hopdrinks.results import Cause
from storage import postings
from storage import questions as stored
from storage.database import Database

GROUP = -555


async def answered_in_group(connection: AsyncConnection) -> Post:
    """Have Bob, who never started the bot, ask in a group, and Robin answer; the answer is on its way."""
    post, _ = await asked(connection)
    chat = {"kind": "group", "title": "Freelances", "bot_status": "member", "read_at": NOW}
    await postings.put_chat(connection, GROUP, chat)
    question = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(GROUP, 70))
    await post.all_arrive()
    fresh = await stored.get_question(connection, question.id)
    await answers.answer(connection, fresh, STAFF, says(900, "Yes.", author_id=ROBIN), NOW)
    return post


async def start(connection: AsyncConnection, now: datetime) -> None:
    """Have Bob write to the bot in private for the first time."""
    await member_rules.meet(
        connection,
        member_id=BOB,
        first_name="Bob",
        last_name=None,
        username=None,
        language_code="fr",
        in_private=True,
        now=now,
    )


async def state_of_answer(connection: AsyncConnection) -> str:
    return (await relay_of(connection, STAFF, 900)).state


@pytest.mark.parametrize(("outcome", "cause"), [("unreachable", "other"), ("failed", "no_rights")])
async def test_an_answer_that_a_group_refuses_waits_and_the_staff_read_why(
    database: Database, outcome: str, cause: Cause
) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await post.fail("GroupAnswer", outcome, cause)
        await post.all_arrive()
        (trouble,) = post.told("AnswerTrouble", STAFF)
        assert "Freelances" in trouble["text"]
        assert trouble["reply_parameters"]["message_id"] == 900
        assert post.told("StaffMark", STAFF)[-1]["reaction"][0]["emoji"] == "💔"
        assert await state_of_answer(connection) == "waiting"


async def test_an_answer_waits_once_where_the_bot_was_removed_while_it_was_on_its_way(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        delivery, composed = await post.take("GroupAnswer")
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await post.stuck(delivery, composed, "unreachable")
        await post.all_arrive()
        assert len(post.told("AnswerTrouble", STAFF)) == 1
        assert not post.told("GroupAnswer")
        assert await state_of_answer(connection) == "waiting"


async def test_an_answer_that_arrives_while_the_bot_is_removed_is_not_sent_again(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        delivery, composed = await post.take("GroupAnswer")
        read_before = await relay_of(connection, STAFF, 900)
        await post.made(delivery, composed)
        # On PostgreSQL the one that hears of the removal may have read before the other wrote.
        await group_answers.wait(connection, read_before, NOW)
        assert await state_of_answer(connection) == "delivered"
        await rooms.come_back(connection, GROUP, NOW)
        await post.all_arrive()
        assert not post.told("AnswerTrouble", STAFF)
        assert len(post.told("GroupAnswer", GROUP)) == 1


async def test_what_waited_goes_out_once_the_bot_is_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await post.all_arrive()
        assert not post.told("GroupAnswer"), "what was queued for the group is dropped"
        for _ in range(2):
            await rooms.come_back(connection, GROUP, NOW + timedelta(hours=5))
        await post.all_arrive()
        assert len(post.told("GroupAnswer", GROUP)) == 1
        assert await state_of_answer(connection) == "delivered"
        assert post.told("StaffMark", STAFF)[-1]["reaction"][0]["emoji"] == "👌"


async def test_the_card_says_beforehand_that_the_answer_will_wait(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        gone = {"kind": "group", "bot_status": "left", "read_at": NOW}
        await postings.put_chat(connection, GROUP, gone)
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await post.all_arrive()
        assert "la réponse attend" in post.told("QuestionCardRefresh", STAFF)[-1]["text"]
        await postings.put_chat(connection, GROUP, gone | {"bot_status": "member"})
        await rooms.come_back(connection, GROUP, NOW)
        await post.arrive("QuestionCardRefresh")
        assert "la réponse attend" not in post.told("QuestionCardRefresh", STAFF)[-1]["text"]


async def test_who_starts_the_bot_meanwhile_is_answered_in_private(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await post.all_arrive()
        await start(connection, NOW)
        await post.all_arrive()
        assert len(post.told("AnswerCopy", BOB)) == 1
        await rooms.come_back(connection, GROUP, NOW)
        await post.all_arrive()
        assert not post.told("GroupAnswer"), "it has been read"


async def test_who_could_be_written_to_already_is_answered_in_private_at_once(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await start(connection, NOW)
        await post.fail("GroupAnswer", "unreachable")
        await post.all_arrive()
        assert len(post.told("AnswerCopy", BOB)) == 1
        assert not post.told("AnswerTrouble")


async def test_what_waited_for_three_days_is_given_up_in_plain_sight(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await post.all_arrive()
        await rooms.come_back(connection, GROUP, NOW + timedelta(hours=73))
        await post.all_arrive()
        assert not post.told("GroupAnswer")
        assert len(post.told("AnswerTrouble", STAFF)) == 2
        assert await state_of_answer(connection) == "failed"


async def test_an_answer_taken_back_while_it_waited_never_leaves(database: Database) -> None:
    async with database.writing() as connection:
        post = await answered_in_group(connection)
        await rooms.lose(connection, GROUP, "Freelances", NOW)
        await withdrawals.take_back(connection, await relay_of(connection, STAFF, 900), NOW)
        await rooms.come_back(connection, GROUP, NOW)
        await post.all_arrive()
        assert not post.told("GroupAnswer")
