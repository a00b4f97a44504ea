"""What is on its way while its question is erased, or taken back, is taken away where it arrives."""

import pytest
from erasing import CANARY, erase, fresh, is_said_anywhere, leaving
from relay_post import (
    ALICE,
    NOW,
    ROBIN,
    STAFF,
    Post,
    answered,
    asked,
    prepare,
    relay_of,
    says,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from hopdrinks.notices.waiting import AnswerOverdue, RatingWords
from hopdrinks.outbox import owe
from hopdrinks.questions import (
    answers,
    asking,
    corrections,
    withdrawals,
)
from hopdrinks.questions.contents import Content
from storage import questions as stored
from storage.database import Database
from storage.question_records import Question
from storage.tables import deliveries


async def is_in_outbox(connection: AsyncConnection) -> bool:
    return CANARY in str((await connection.execute(select(deliveries.c.payload))).all())


async def begun(connection: AsyncConnection) -> tuple[Post, Question]:
    """Have Alice ask something whose card is still to be sent."""
    post = await prepare(connection, forum=False)
    return post, await asking.ask(connection, ALICE, None, says(11, CANARY), NOW)


@pytest.mark.parametrize("is_held", [False, True])
async def test_a_card_that_arrives_after_the_erasure_is_taken_away(database: Database, is_held: bool) -> None:
    async with database.writing() as connection:
        post, question = await begun(connection)
        if is_held:
            await stored.update_question(connection, question.id, {"screening": "held"})
        delivery, composed = await post.take("QuestionCard")
        await erase(post, question)
        card = await post.made(delivery, composed)
        await post.all_arrive()
        assert {"message_id": card} in post.told("CopyErasure", STAFF)
        after = await fresh(connection, question)
        assert (after.state, after.card_message_id) == ("closed", None)
        assert not post.told("StaffMark", ALICE), "nobody has it"


async def test_a_card_that_arrives_after_the_end_says_so(database: Database) -> None:
    async with database.writing() as connection:
        post, _ = await begun(connection)
        delivery, composed = await post.take("QuestionCard")
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 11), NOW)
        await post.made(delivery, composed)
        await post.all_arrive()
        assert len(post.told("QuestionCardRefresh", STAFF)) == 1


@pytest.mark.parametrize("outcome", ["uncertain", "failed"])
async def test_a_card_of_unknown_fate_opens_nothing_that_has_ended(database: Database, outcome: str) -> None:
    async with database.writing() as connection:
        post, question = await begun(connection)
        delivery, composed = await post.take("QuestionCard")
        await erase(post, question)
        await post.stuck(delivery, composed, outcome)
        await post.all_arrive()
        assert (await fresh(connection, question)).state == "closed"
        assert not post.told("OwnerAlert")


@pytest.mark.parametrize("how", ["erased", "taken back"])
async def test_nobody_sees_that_the_team_has_what_was_taken_away_on_its_way(
    database: Database, how: str
) -> None:
    async with database.writing() as connection:
        post, question = await begun(connection)
        await post.arrive("QuestionCard")
        delivery, composed = await post.take("QuestionCopy")
        if how == "erased":
            await erase(post, await fresh(connection, question))
        else:
            await withdrawals.take_back(connection, await relay_of(connection, ALICE, 11), NOW)
        await post.made(delivery, composed)
        await post.all_arrive()
        assert not post.told("StaffMark")
        assert len(post.told("CopyRemoval", STAFF)) == 1


async def test_a_message_that_was_taken_back_on_its_way_gets_no_mark(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, CANARY), NOW)
        delivery, composed = await post.take("QuestionCopy")
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 12), NOW)
        await post.made(delivery, composed)
        await post.all_arrive()
        assert [mark["message_id"] for mark in post.told("StaffMark", ALICE)] == [11]


async def test_what_a_message_said_before_an_edit_is_forgotten_on_its_way(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, CANARY), NOW)
        await post.all_arrive()
        await answered(post, question)
        edit = Content(kind="text", text="Nothing.")
        await corrections.edited(connection, await relay_of(connection, ALICE, 12), edit, NOW)
        await post.arrive("CopyEdit")
        delivery, composed = await post.take("EditedAfterAnswer")
        await erase(post, await fresh(connection, question))
        assert not await is_in_outbox(connection)
        told = await post.made(delivery, composed)
        await post.all_arrive()
        assert {"message_id": told} in post.told("CopyErasure", STAFF)


@pytest.mark.parametrize("kind", [RatingWords, AnswerOverdue])
async def test_what_repeats_words_is_taken_away_where_it_arrives_after_the_erasure(
    database: Database, kind: type[RatingWords | AnswerOverdue]
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        place = ROBIN if kind is AnswerOverdue else STAFF
        notice: Notice = kind(question_id=question.id)
        await owe(connection, notice, place, NOW)
        delivery, composed = await post.take(kind.__name__)
        await erase(post, question)
        told = await post.made(delivery, composed)
        await post.all_arrive()
        assert {"message_id": told} in post.told("CopyErasure", place)


async def test_what_is_on_its_way_never_leaves_or_is_taken_back(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, CANARY), NOW)
        delivery, composed = await post.take("QuestionCopy")
        await answers.answer(connection, question, STAFF, says(900, CANARY, author_id=ROBIN), NOW)
        await erase(post, await fresh(connection, question))
        copy = await post.made(delivery, composed)
        await post.all_arrive()
        assert post.told("AnswerCopy") == []
        assert {"message_id": copy} in post.told("CopyRemoval", STAFF)
        assert not await is_said_anywhere(connection)


async def test_an_answer_that_arrives_after_the_erasure_is_taken_back_and_opens_nothing(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        delivery, composed = await leaving(post, question)
        await erase(post, await fresh(connection, question))
        copy = await post.made(delivery, composed)
        await answers.answered(connection, question.id, NOW, written_at=NOW)  # whatever else says that it was
        await post.all_arrive()
        assert post.told("CopyRemoval", ALICE) == [{"message_id": copy}]
        after = await fresh(connection, question)
        assert (after.state, after.answered_at) == ("closed", None)


@pytest.mark.parametrize("outcome", ["uncertain", "failed", "unreachable"])
async def test_an_answer_that_was_taken_back_on_its_way_stays_so_where_it_is_not_known_to_arrive(
    database: Database, outcome: str
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        delivery, composed = await leaving(post, question)
        await erase(post, await fresh(connection, question))
        await post.stuck(delivery, composed, outcome)
        await post.all_arrive()
        assert (await relay_of(connection, STAFF, 900)).state == "withdrawn"
        assert post.told("AnswerTrouble") == []


async def test_an_answer_taken_back_on_its_way_is_no_answer(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        delivery, composed = await leaving(post, question)
        await withdrawals.take_back(connection, await relay_of(connection, STAFF, 900), NOW)
        await post.made(delivery, composed)
        await post.all_arrive()
        assert len(post.told("CopyRemoval", ALICE)) == 1
        assert (await fresh(connection, question)).state == "open"
