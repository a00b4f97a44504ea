"""The first words of somebody new, where they may be spam: held back until the staff let them through."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from evenings import announce_event, tap
from relay_post import ALICE, BOB, MINUTE, NOW, ROBIN, STAFF, Post, part, prepare, relay_of, says, set_staff
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import answers, asking, carrying, collecting, corrections, screening
from hopdrinks.questions.contents import Content, Written
from storage import chapters, members, roles
from storage import questions as stored
from storage.database import Database
from storage.question_records import Question
from storage.tables import relays as relay_rows

LINK = {"type": "url", "offset": 4, "length": 15}


def with_link(message_id: int, words: str = "See https://b.example now", **fields: object) -> Written:
    content = Content(kind="text", text=words, entities=(LINK,))
    return Written.model_validate({"message_id": message_id, "content": content, **fields})


async def asks(post: Post, written: Written, member_id: int = ALICE, event_id: int | None = None) -> Question:
    await members.update_member_reach(post.connection, member_id, "reachable", NOW)
    question = await asking.ask(post.connection, member_id, event_id, written, NOW)
    await post.all_arrive()
    return await stored.get_question(post.connection, question.id)


def buttons(parameters: dict[str, Any]) -> list[str]:
    return [button["text"] for row in parameters["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.parametrize("written", [with_link(11), says(11, "See what they wrote", is_forwarded=True)])
@pytest.mark.parametrize("forum", [True, False])
async def test_the_staff_read_of_it_and_let_it_through_with_one_tap(
    database: Database, written: Written, *, forum: bool
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=forum)
        question = await asks(post, written)
        assert (question.state, question.screening) == ("open", "shown")
        assert post.copied() == []
        card = post.told("QuestionCard", STAFF)[0]
        assert written.content is not None
        assert written.content.text in card["text"]
        assert "🛡" in card["text"]
        assert buttons(card)[0].startswith("👍")
        assert len(post.told("QuestionReceipt", ALICE)) == 1, "as whoever else asks"
        assert await screening.let_through(connection, question, NOW)
        assert not await screening.let_through(connection, question, NOW), "once"
        await post.all_arrive()
        assert post.copied() == [11]
        assert "🛡" not in post.told("QuestionCardRefresh")[-1]["text"]
        assert len(post.told("QuestionReceipt", ALICE)) == 1
        await asks(post, with_link(12))
        assert post.copied() == [11, 12], "they are known by now"


async def test_what_they_add_meanwhile_waits_along_and_nothing_is_dropped(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asks(post, with_link(11))
        for message_id in (12, 13):
            await asking.add_to(connection, question, says(message_id), NOW)
            await post.all_arrive()
        assert post.copied() == []
        await screening.let_through(connection, question, NOW)
        await post.all_arrive()
        assert post.copied() == [11, 12, 13]


async def test_the_card_says_what_was_written_as_it_reads_by_now(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await asks(post, with_link(11))
        other = Content(kind="text", text="Another link", entities=(LINK,))
        await corrections.edited(connection, await relay_of(connection, ALICE, 11), other, NOW)
        await post.all_arrive()
        assert "Another link" in post.told("QuestionCardRefresh", STAFF)[-1]["text"]


async def test_where_no_staff_are_yet_it_waits_for_them_and_for_their_tap(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, staff=None)
        question = await asks(post, with_link(11))
        assert (question.state, question.screening) == ("kept", "held")
        assert post.told("QuestionReceipt") == []
        await set_staff(connection, STAFF)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert len(post.told("QuestionReceipt", ALICE)) == 1
        assert post.copied() == []
        await screening.let_through(connection, question, NOW)
        await post.all_arrive()
        assert post.copied() == [11]


async def test_in_a_new_topic_it_is_held_back_still(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asks(post, with_link(11))
        thread = await stored.find_thread_of(connection, ALICE)
        assert thread is not None
        await carrying.topic_gone(connection, question.id, thread.topic_id, NOW + MINUTE)
        await post.all_arrive()
        assert len(post.told("QuestionCard")) == 2
        assert (post.copied(), len(post.told("QuestionReceipt"))) == ([], 1)


async def test_the_words_of_an_album_count_beneath_whichever_picture(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asks(post, part(11, "a"))
        caption = Content(kind="photo", text="https://b.example", entities=(LINK,), file_unique_id="u12")
        last = Written(message_id=12, content=caption, media_group_id="a")
        await asking.add_to(connection, question, last, NOW)
        await collecting.flush_due(connection, NOW + MINUTE)
        await post.all_arrive()
        assert post.told("MessagesCopy") == []
        assert "https://b.example" in post.told("QuestionCardRefresh")[-1]["text"]
        assert len(post.told("QuestionReceipt")) == 1
        await screening.let_through(connection, question, NOW)
        await post.all_arrive()
        assert post.told("MessagesCopy")[0]["message_ids"] == [11, 12]


async def comes(connection: AsyncConnection) -> None:
    chapter = (await chapters.list_chapters(connection))[0]
    event = await announce_event(connection, chapter)
    await tap(connection, event.id, ALICE, "going", NOW)


async def asked_before(connection: AsyncConnection) -> None:
    post = Post(connection)
    await asks(post, says(9))
    assert post.copied() == [9]


async def has_a_role(connection: AsyncConnection) -> None:
    await roles.add_role(
        connection, member_id=ALICE, role="representative", chapter_id=None, granted_by=None, now=NOW
    )


async def was_answered_long_ago(connection: AsyncConnection) -> None:
    post = Post(connection)
    question = await asks(post, says(9))
    await stored.update_question(connection, question.id, {"first_answered_at": NOW})
    await connection.execute(relay_rows.delete())  # as retention does after sixty days


async def was_let_through_long_ago(connection: AsyncConnection) -> None:
    post = Post(connection)
    question = await asks(post, with_link(9))
    assert await screening.let_through(connection, question, NOW)
    await post.all_arrive()
    await connection.execute(relay_rows.delete())


@pytest.mark.parametrize(
    "known", [comes, asked_before, has_a_role, was_answered_long_ago, was_let_through_long_ago]
)
async def test_nothing_is_held_back_of_who(
    database: Database, known: Callable[[AsyncConnection], Awaitable[None]]
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await known(connection)
        await post.all_arrive()
        question = await asks(post, with_link(11))
        assert question.screening == ""
        assert post.copied() == [11]
        assert (await asks(post, with_link(21), BOB)).screening == "shown", "nobody knows Bob"


async def test_what_is_known_by_its_id_alone_is_held_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        # Without a name, after the warning that it may tell who they are.
        await members.update_member_reach(connection, ALICE, "reachable", NOW)
        asked = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW, anonymous=True)
        await post.all_arrive()
        question = await stored.get_question(connection, asked.id)
        assert question.screening == "shown"
        assert post.copied() == []
        assert "🛡" in post.told("QuestionCard", STAFF)[0]["text"]
        assert await screening.let_through(connection, question, NOW)
        await post.all_arrive()
        assert post.copied() == [11]


async def test_who_says_meanwhile_that_they_come_is_let_through_by_what_they_add(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asks(post, with_link(11))
        await comes(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        assert post.copied() == [11, 12]


async def test_what_is_in_a_group_for_all_to_read_is_not_held_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asking.ask(connection, ALICE, None, with_link(11), NOW, group=(-100_7, 11))
        await post.all_arrive()
        assert (await stored.get_question(connection, question.id)).screening == ""
        assert post.copied() == [11]


async def test_a_reply_to_the_card_answers_and_leaves_it_held_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asks(post, with_link(11))
        await answers.answer(
            connection, question, STAFF, says(900, "No links, please.", author_id=ROBIN), NOW
        )
        await post.all_arrive()
        assert len(post.told("AnswerCopy", ALICE)) == 1
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.screening) == ("answered", "shown")
        assert (await relay_of(connection, ALICE, 11)).state == "kept"
