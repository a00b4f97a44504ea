"""What a list of waiting questions shows of each: what its author wrote last that asks something."""

import pytest
from relay_post import ALICE, MINUTE, NOW, ROBIN, STAFF, Post, answered, asked, part, relay_of, says

from hopdrinks.notices.waiting import AnswerOverdue, StaffDigest
from hopdrinks.outbox import owe
from hopdrinks.questions import asking, closing, collecting, withdrawals
from hopdrinks.questions.contents import Content, Written
from storage.database import Database
from storage.question_records import Question


async def lists(post: Post, question: Question) -> list[str]:
    """Give the morning's list, and what somebody reads in private who is to see to the question."""
    await collecting.flush_due(post.connection, NOW + MINUTE)
    await post.all_arrive()
    await owe(post.connection, StaffDigest(), STAFF, NOW)
    await owe(post.connection, AnswerOverdue(question_id=question.id), ROBIN, NOW)
    await post.all_arrive()
    return [post.told(notice)[-1]["text"] for notice in ("StaffDigest", "AnswerOverdue")]


@pytest.mark.parametrize("captioned", [12, 13, 14])
async def test_an_album_shows_its_caption_beneath_whichever_picture(
    database: Database, captioned: int
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (12, 13, 14):
            content = Content(kind="photo", file_id=f"f{message_id}", file_unique_id=f"u{message_id}")
            if message_id == captioned:
                content = content.model_copy(update={"text": "This door?"})
            written = Written(message_id=message_id, content=content, media_group_id="a")
            await asking.add_to(connection, question, written, NOW)
        assert all("This door?" in text for text in await lists(post, question))


async def test_an_album_without_words_shows_how_many_pictures_it_is(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (12, 13, 14):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        assert all("📷 3" in text for text in await lists(post, question))


@pytest.mark.parametrize(("kind", "sign"), [("photo", "📷"), ("voice", "🎤"), ("document", "📎")])
async def test_a_message_without_words_shows_what_it_is(database: Database, kind: str, sign: str) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        content = Content(kind=kind, file_id="f", file_unique_id="u")
        await asking.add_to(connection, question, Written(message_id=12, content=content), NOW)
        assert all(sign in text for text in await lists(post, question))


async def test_a_question_that_goes_on_after_thanks_shows_what_was_asked(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        await asking.add_to(connection, question, says(12, "Merci beaucoup !"), NOW)
        await closing.reopen(connection, question, 0, NOW)
        for text in await lists(post, question):
            assert "Where is it?" in text
            assert "Merci" not in text


async def test_thanks_alone_are_shown_where_nothing_else_is_left(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, "Thanks a lot!"), NOW)
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 11), NOW)
        assert all("Thanks a lot!" in text for text in await lists(post, question))
