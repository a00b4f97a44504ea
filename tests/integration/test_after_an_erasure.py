"""What its author writes after a question was erased, or while it is: a question of its own."""

from datetime import timedelta

import pytest
from erasing import CANARY, erase, fresh, is_said_anywhere, whole
from relay_post import (
    ALICE,
    NOW,
    STAFF,
    asked,
    prepare,
    says,
)

from hopdrinks.questions import (
    asking,
    ratings,
)
from hopdrinks.results import Cause
from storage import questions as stored
from storage.database import Database


@pytest.mark.parametrize("cause", [None, "no_rights", "topic_gone"])
async def test_what_is_asked_while_a_topic_is_being_deleted_gets_one_of_its_own(
    database: Database, cause: Cause | None
) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=True)
        before = await stored.find_thread_of(connection, ALICE)
        assert before is not None
        await erase(post, question)
        later = await asking.ask(connection, ALICE, None, says(31), NOW)
        if cause is not None:
            await post.fail("TopicErasure", "failed", cause)
        await post.all_arrive()
        thread = await stored.find_thread_of(connection, ALICE)
        assert thread is not None
        assert thread.topic_id not in (None, before.topic_id)
        assert post.told("QuestionCard", STAFF)[-1]["message_thread_id"] == thread.topic_id
        assert (await fresh(connection, later)).card_message_id is not None


async def test_what_is_written_after_an_erasure_is_a_question_of_its_own(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await erase(post, question)
        await post.all_arrive()
        later = NOW + timedelta(hours=1)
        assert await asking.find_current(connection, ALICE, later) is None
        # The erasure may end between the look for a question and the lock on its author.
        other = await asking.add_to(connection, question, says(12, "Something else"), later)
        await post.all_arrive()
        assert other.id != question.id
        assert (await fresh(connection, other)).state == "open"
        assert (await fresh(connection, question)).state == "closed"


async def test_what_is_written_after_a_nameless_question_was_erased_has_no_name_either(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asking.ask(connection, ALICE, None, says(11), NOW, anonymous=True)
        await post.all_arrive()
        await erase(post, await fresh(connection, question))
        other = await asking.add_to(connection, question, says(12), NOW)
        assert other.id != question.id
        assert other.alias not in (None, question.alias)


async def test_whoever_asks_too_much_goes_on_with_the_newest_question_that_was_not_erased(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, first = await asked(connection)
        others = [
            await asking.ask(connection, ALICE, None, says(20 + n), NOW) for n in range(asking.MOST_AN_HOUR)
        ]
        assert len({first.id, *(one.id for one in others)}) == asking.MOST_AN_HOUR
        newest, before = others[-2], others[-3]
        await post.all_arrive()
        await erase(post, await fresh(connection, newest))
        assert (await asking.ask(connection, ALICE, None, says(40), NOW)).id == before.id


async def test_a_sentence_that_comes_after_the_erasure_is_not_taken(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=False)
        await erase(post, question)
        assert not await ratings.say(connection, question, CANARY, NOW)
        assert not await is_said_anywhere(connection)
