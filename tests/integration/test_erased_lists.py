"""Lists of what was asked, or said, repeat words: what is erased or taken back stands in none any more."""

from relay_post import ALICE, NOW, ROBIN, STAFF, Post, asked, relay_of, says
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import EditedAfterAnswer
from hopdrinks.notices.waiting import AnswerOverdue, Listing, StaffDigest
from hopdrinks.outbox import owe
from hopdrinks.people import rooms
from hopdrinks.questions import asking, closing, erasure, retention, withdrawals
from storage import questions as stored
from storage.database import Database
from storage.deliveries import list_of_notices
from storage.question_records import Question
from storage.tables import deliveries

#: Stands in everything that is said.
CANARY = "kanarienvogel"


async def erase(post: Post, question: Question) -> None:
    fresh = await stored.get_question(post.connection, question.id)
    assert await erasure.erase(post.connection, fresh, ROBIN, post.now, report_to=STAFF)


async def is_in_outbox(connection: AsyncConnection) -> bool:
    return CANARY in str((await connection.execute(select(deliveries.c.payload))).all())


def listing(question: Question) -> Listing:
    return Listing(method="sendMessage", parameters={"text": CANARY}, question_ids=(question.id,))


async def test_the_mornings_list_goes_with_what_it_lists(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        await owe(connection, StaffDigest(), STAFF, NOW)
        digest = await post.arrive("StaffDigest")
        await erase(post, question)
        await post.all_arrive()
        assert len(post.told("TopicErasure")) == 1, "the list stands elsewhere"
        assert post.told("CopyErasure", STAFF) == [{"message_id": digest}]


async def test_the_mornings_list_that_arrives_after_the_erasure_goes_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await owe(connection, StaffDigest(), STAFF, NOW)
        delivery, composed = await post.take("StaffDigest")
        await erase(post, question)
        digest = await post.made(delivery, composed)
        await post.all_arrive()
        assert {"message_id": digest} in post.told("CopyErasure", STAFF)
        (report,) = post.told("ErasureReport")
        assert "3 messages supprimés" in report["text"], "copy, card and list"


async def test_a_list_that_is_still_to_leave_never_does(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await owe(connection, listing(question), STAFF, NOW)
        await erase(post, question)
        assert not await is_in_outbox(connection)
        await post.all_arrive()
        assert not post.told("Listing")


async def test_a_list_that_is_there_keeps_no_words_and_goes_with_them(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await owe(connection, listing(question), STAFF, NOW)
        told = await post.arrive("Listing")
        assert not await is_in_outbox(connection)
        await erase(post, question)
        await post.all_arrive()
        assert {"message_id": told} in post.told("CopyErasure", STAFF)


async def test_a_list_of_what_was_forgotten_by_itself_can_be_erased_still(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await closing.close(connection, question, ROBIN, NOW)
        await owe(connection, listing(question), STAFF, NOW)
        await post.all_arrive()
        (told,) = await list_of_notices(connection, ["Listing"])
        await retention.forget_due(connection, NOW + retention.WORDS_KEPT_FOR)
        await erase(post, question)
        await post.all_arrive()
        assert {"message_id": told.message_id} in post.told("CopyErasure", STAFF)


async def test_no_other_message_goes_in_place_of_a_list_whose_group_moved(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await owe(connection, listing(question), STAFF, NOW)
        told = await post.arrive("Listing")
        moved = STAFF - 1_000
        await rooms.move(connection, STAFF, moved, NOW)
        await post.all_arrive()
        await erase(post, question)
        await post.all_arrive()
        assert {"message_id": told} not in post.told("CopyErasure")


async def test_what_was_taken_back_stands_in_no_list(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, CANARY), NOW)
        await post.all_arrive()
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 12), NOW)
        await owe(connection, StaffDigest(), STAFF, NOW)
        await owe(connection, AnswerOverdue(question_id=question.id), ROBIN, NOW)
        await post.all_arrive()
        for notice in ("StaffDigest", "AnswerOverdue"):
            (told,) = post.told(notice)
            assert "Where is it?" in told["text"]


async def test_what_a_message_said_before_an_edit_is_not_shown_once_it_was_taken_back(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        relay = await relay_of(connection, ALICE, 11)
        await owe(connection, EditedAfterAnswer(relay_id=relay.id, before=CANARY), STAFF, NOW)
        await withdrawals.take_back(connection, relay, NOW)
        await post.all_arrive()
        assert not post.told("EditedAfterAnswer")
