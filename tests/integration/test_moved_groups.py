"""A group became a supergroup while questions and answers were under way: its message ids mean nothing."""

from datetime import timedelta

from relay_post import (
    ALICE,
    BOB,
    NOW,
    OTHER_STAFF,
    ROBIN,
    SACHA,
    STAFF,
    Post,
    answered,
    asked,
    part,
    relay_of,
    says,
    set_staff,
)
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people import rooms
from hopdrinks.questions import answers, asking, carrying, collecting, erasure, withdrawals
from hopdrinks.questions.contents import Content, Written
from hopdrinks.staff import colleagues
from storage import questions as stored
from storage import relays, staff_notes
from storage.database import Database
from storage.question_records import Question, Relay
from storage.tables import deliveries
from storage.tables import relays as relay_rows

GROUP, MOVED_GROUP = -555, -100_555


async def moved(connection: AsyncConnection) -> None:
    """Have the staff group become a supergroup, and its rights be read there."""
    await rooms.move(connection, STAFF, OTHER_STAFF, NOW)
    await set_staff(connection, OTHER_STAFF, forum=False)
    await carrying.forward_kept(connection, NOW)


async def the_answer(connection: AsyncConnection, question: Question) -> Relay:
    """Give the last message a representative wrote for a question."""
    said = await relays.list_relays(connection, question.id)
    return [relay for relay in said if relay.direction == "to_member"][-1]


async def is_named(connection: AsyncConnection, chat_id: int) -> bool:
    """Tell whether anything that is carried or owed still names a chat."""
    carried = or_(relay_rows.c.from_chat_id == chat_id, relay_rows.c.to_chat_id == chat_id)
    owed = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "queued")
    found = [
        (await connection.execute(select(relay_rows.c.id).where(carried))).first(),
        (await connection.execute(select(deliveries.c.id).where(owed))).first(),
    ]
    return any(row is not None for row in found)


def of_kind(message_id: int, kind: str, text: str = "") -> Written:
    """Have Robin write a message of a kind that holds a file."""
    content = Content(kind=kind, text=text, file_id="file", file_unique_id="unique")
    return Written(message_id=message_id, content=content, author_id=ROBIN)


async def test_an_answer_queued_in_a_group_that_moved_says_what_was_written_there(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, "At the bar.", author_id=ROBIN), NOW)
        await moved(connection)
        assert not await is_named(connection, STAFF)
        await post.all_arrive()
        assert [told["text"] for told in post.told("AnswerCopy", ALICE)] == ["At the bar."]
        assert (await the_answer(connection, question)).state == "delivered"
        assert not [told for told in post.told("StaffMark", OTHER_STAFF) if told["message_id"] < 1]


async def test_files_and_albums_queued_in_a_group_that_moved_are_sent_by_id(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, of_kind(900, "photo", "Here"), NOW)
        await answers.answer(connection, question, STAFF, of_kind(901, "sticker"), NOW)
        for message_id in (902, 903):
            written = part(message_id, "album", author_id=ROBIN)
            await answers.answer(connection, question, STAFF, written, NOW)
        await collecting.flush_due(connection, NOW + timedelta(minutes=1))
        await moved(connection)
        await post.all_arrive()
        photo, sticker = post.told("AnswerCopy", ALICE)
        assert (photo["photo"], photo["caption"]) == ("file", "Here")
        assert sticker["sticker"] == "file"
        (album,) = post.told("AnswersCopy", ALICE)
        assert [item["media"] for item in album["media"]] == ["f902", "f903"]


async def test_what_can_be_sent_in_no_other_way_fails_in_plain_sight(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        where = Written(message_id=900, content=Content(kind="location"), author_id=ROBIN)
        await answers.answer(connection, question, STAFF, where, NOW)
        await moved(connection)
        await post.arrive("Introduction")
        delivery, composed = await post.take("AnswerCopy")
        assert composed.method == "copyMessage"
        assert composed.parameters["message_id"] < 0, "no message has that id: nobody else's is copied"
        await post.stuck(delivery, composed, "failed")
        await post.all_arrive()
        assert "reply_parameters" not in post.told("AnswerTrouble", OTHER_STAFF)[0]


async def test_an_answer_held_in_a_group_that_moved_is_asked_about_there(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        await answers.answer(connection, question, STAFF, says(901, "Upstairs.", author_id=SACHA), NOW)
        await post.all_arrive()
        await moved(connection)
        await post.all_arrive()
        (prompt,) = post.told("HeldAnswer", OTHER_STAFF)
        assert "Upstairs." in prompt["text"]
        assert "reply_parameters" not in prompt
        held = await the_answer(connection, question)
        assert await answers.send_anyway(connection, held, NOW)
        await post.all_arrive()
        assert post.told("AnswerCopy", ALICE)[-1]["text"] == "Upstairs."


async def test_an_answer_of_unknown_fate_can_be_sent_again_where_the_group_is_now(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id, words in ((900, "At the bar."), (901, "Or the door.")):
            written = says(message_id, words, author_id=ROBIN)
            await answers.answer(connection, question, STAFF, written, NOW)
        await post.arrive("Introduction")
        unclear = await post.fail("AnswerCopy", "uncertain")
        await post.arrive("AnswerTrouble")
        await post.all_arrive()
        await moved(connection)
        await post.all_arrive()
        (trouble,) = post.told("AnswerTrouble", OTHER_STAFF)
        (button,) = trouble["reply_markup"]["inline_keyboard"][0]
        assert button["callback_data"] == f"resend:{unclear}"
        assert "At the bar." in trouble["text"], "which of them, as it replies to none"


async def test_what_stayed_behind_in_the_old_group_is_named_as_not_erased(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        await moved(connection)
        await post.all_arrive()
        question = await stored.get_question(connection, question.id)
        await erasure.erase(connection, question, ROBIN, NOW, report_to=OTHER_STAFF)
        await post.all_arrive()
        (report,) = post.told("ErasureReport", OTHER_STAFF)
        assert "1 message auquel Telegram" in report["text"]


async def test_whoever_only_noted_something_is_a_colleague_after_the_move_still(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        note = {"question_id": question.id, "author_id": SACHA, "chat_id": STAFF, "message_id": 950}
        await staff_notes.add_note(connection, note | {"text": "Ask Bob.", "noted_at": NOW})
        await moved(connection)
        assert [one.id for one in await colleagues.list_colleagues(connection, NOW)] == [SACHA]


async def test_a_message_of_the_new_group_is_not_taken_for_one_of_the_old(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        before = await answered(post, question, 900)
        copy = await relay_of(connection, ALICE, 11)
        await moved(connection)
        await post.all_arrive()
        fresh = await stored.get_question(connection, question.id)
        anew = await answers.answer(connection, fresh, OTHER_STAFF, says(900, author_id=ROBIN), NOW)
        assert anew is not None, "it has the id an answer had in the old group"
        assert anew.id != before.id
        assert copy.to_message_id is not None
        assert await asking.find_asked(connection, OTHER_STAFF, copy.to_message_id) is None


async def test_a_copy_left_behind_in_the_old_group_is_said_to_stay(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        await moved(connection)
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 11), NOW)
        await post.all_arrive()
        assert not post.told("CopyRemoval"), "by that id somebody else's message would be deleted"
        (word,) = post.told("TakenBack", ALICE)
        assert "n’ai pas pu" in word["text"]


async def test_an_answer_to_a_group_that_moved_arrives_in_the_new_one(database: Database) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        question = await ask_in_group(connection, post)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await rooms.move(connection, GROUP, MOVED_GROUP, NOW)
        await rooms.move(connection, GROUP, MOVED_GROUP, NOW)
        assert not await is_named(connection, GROUP)
        await post.all_arrive()
        assert len(post.told("GroupAnswer", MOVED_GROUP)) == 1
        again = await asking.ask(connection, BOB, None, says(70, words="Cats?"), NOW, group=(MOVED_GROUP, 70))
        assert again.id != question.id, "another message of the same id asks something else"


async def ask_in_group(connection: AsyncConnection, post: Post) -> Question:
    """Have Bob, who never started the bot, ask something in a group."""
    question = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(GROUP, 70))
    await post.all_arrive()
    return await stored.get_question(connection, question.id)


async def test_an_erasure_deletes_nothing_else_in_a_group_that_moved_and_ends(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await erasure.erase(connection, question, ROBIN, NOW, report_to=ROBIN)
        await moved(connection)
        await post.all_arrive()
        assert post.told("CopyErasure") == []
        assert "2 messages auxquels Telegram" in post.told("ErasureReport", ROBIN)[0]["text"]
