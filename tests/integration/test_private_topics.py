"""A topic for each member in a representative's own chat, where Telegram plays along."""

import pytest
from relay_post import ALICE, NOW, Post
from sqlalchemy.ext.asyncio import AsyncConnection
from waiting import ROBIN, staffed

from hopdrinks.questions import asking
from hopdrinks.questions.contents import Content, Written
from hopdrinks.results import Cause
from hopdrinks.staff import icons, surface
from storage import questions
from storage.database import Database


def says(message_id: int, text: str = "Where is it?") -> Written:
    return Written(message_id=message_id, content=Content(kind="text", text=text))


async def alone(connection: AsyncConnection) -> Post:
    """Have no staff chat, one representative, and topics in private chats."""
    post = await staffed(connection)
    await surface.set_staff_chat_id(connection, None)
    await surface.know_private_topics(connection, enabled=True)
    return post


def threads_of(post: Post, notice: str) -> list[object]:
    return [parameters.get("message_thread_id") for parameters in post.told(notice, ROBIN)]


async def test_questions_come_to_a_topic_of_the_private_chat_and_nothing_is_pinned(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await alone(connection)
        await icons.learn(connection, [{"emoji": "❓", "custom_emoji_id": "id-waiting"}], NOW)
        await asking.ask(connection, ALICE, None, says(11), NOW)
        await post.all_arrive()
        assert post.told("TopicCreation", ROBIN)[0]["icon_custom_emoji_id"] == "id-waiting"
        assert threads_of(post, "QuestionCard") == threads_of(post, "QuestionCopy") != [None]
        assert post.told("CardPin") == []


async def test_where_the_bot_has_no_topics_in_private_none_is_asked_for(database: Database) -> None:
    async with database.writing() as connection:
        post = await alone(connection)
        await surface.know_private_topics(connection, enabled=False)
        await asking.ask(connection, ALICE, None, says(11), NOW)
        await post.all_arrive()
        assert post.told("TopicCreation") == []
        assert post.copied(ROBIN) == [11]


@pytest.mark.parametrize("cause", ["topic_gone", "no_rights", "other"])
@pytest.mark.parametrize("notice", ["TopicCreation", "QuestionCard", "QuestionCopy"])
async def test_any_refusal_ends_topics_in_private_and_loses_nothing(
    database: Database, notice: str, cause: Cause
) -> None:
    async with database.writing() as connection:
        post = await alone(connection)
        question = await asking.ask(connection, ALICE, None, says(11), NOW)
        while notice not in [one.notice for one in await post.queued()]:
            await post.arrive((await post.queued())[0].notice)
        await post.fail(notice, "failed", cause)
        await post.all_arrive()
        await asking.add_to(connection, question, says(12), NOW)
        arrived = await post.all_arrive()
        assert post.copied(ROBIN) == [11, 12]
        assert threads_of(post, "QuestionCopy") == [None, None]
        assert "OwnerAlert" not in arrived
        assert "QuestionRefusal" not in arrived
        fresh = await questions.get_question(connection, question.id)
        assert (fresh.state, fresh.card_chat_id) == ("open", ROBIN)


async def test_a_card_put_outside_of_its_topic_without_a_word_ends_topics_too(database: Database) -> None:
    async with database.writing() as connection:
        post = await alone(connection)
        post.keeps_topics = False
        await asking.ask(connection, ALICE, None, says(11), NOW)
        await post.all_arrive()
        assert post.copied(ROBIN) == [11]
        assert threads_of(post, "QuestionCopy") == [None]
        assert "reply_parameters" in post.told("QuestionCopy")[0], "beneath its card"


async def test_topics_in_private_are_tried_again_after_the_next_start(database: Database) -> None:
    async with database.writing() as connection:
        post = await alone(connection)
        await surface.lose_private_topics(connection, ROBIN)
        await surface.know_private_topics(connection, enabled=True)
        await asking.ask(connection, ALICE, None, says(11), NOW)
        assert "TopicCreation" in await post.all_arrive()
