"""What becomes of questions where the place of the staff changes: topics closed or deleted, moved groups."""

from datetime import timedelta

import pytest
from relay_post import (
    ALICE,
    BOB,
    MINUTE,
    NOW,
    OTHER_STAFF,
    OWNER,
    ROBIN,
    STAFF,
    answered,
    asked,
    prepare,
    says,
    set_staff,
)

from hopdrinks.people import rooms
from hopdrinks.questions import asking, carrying, closing
from hopdrinks.staff import surface
from storage import members, postings, roles
from storage import questions as stored
from storage.database import Database


async def test_a_closed_topic_is_opened_and_the_copy_sent_again(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        await asking.add_to(connection, question, says(12), NOW)
        await post.fail("QuestionCopy", "failed", "topic_closed")
        arrived = await post.all_arrive()
        assert arrived[:2] == ["TopicReopening", "QuestionCopy"]
        await asking.add_to(connection, question, says(13), NOW)
        await post.fail("QuestionCopy", "failed", "topic_closed")
        await post.fail("TopicReopening", "failed", "no_rights")
        await post.fail("QuestionCopy", "failed", "topic_closed")
        await post.all_arrive()
        assert post.copied()[-1] == 13, "without the right, it goes to the chat itself"


@pytest.mark.parametrize("stuck", ["QuestionCard", "QuestionCopy"])
async def test_where_the_common_topic_is_closed_questions_are_kept_and_the_owner_hears(
    database: Database, stuck: str
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)  # a forum without the right to open topics looks like this
        if stuck == "QuestionCard":
            question = await asking.ask(connection, BOB, None, says(12), NOW)
        else:
            question = await asking.add_to(connection, question, says(12), NOW)
        await post.fail(stuck, "failed", "topic_closed")
        arrived = await post.all_arrive()
        assert stuck not in arrived, "what is refused is not tried again and again"
        assert "OwnerAlert" in arrived
        assert (await stored.get_question(connection, question.id)).state == "kept"
        await set_staff(connection, STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert 12 in post.copied()


async def test_thanks_that_find_their_topic_closed_arrive_and_open_no_question(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        await answered(post, question)
        await closing.close(connection, question, ROBIN, NOW)
        await asking.add_to(
            connection, await stored.get_question(connection, question.id), says(12, "Merci !"), NOW
        )
        await post.fail("QuestionCopy", "failed", "topic_closed")
        await post.all_arrive()
        assert post.copied()[-1] == 12
        assert (await stored.get_question(connection, question.id)).state == "closed"


async def test_a_deleted_topic_takes_along_the_last_five_messages_alone(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        await answered(post, question)
        for message_id in range(12, 20):  # slowly, so that each is carried alone
            await asking.add_to(connection, question, says(message_id), NOW + message_id * 3 * MINUTE)
        await post.all_arrive()
        before = len(post.copied())
        await asking.add_to(connection, question, says(20), NOW + timedelta(hours=2))
        await post.fail("QuestionCopy", "failed", "topic_gone")
        arrived = await post.all_arrive()
        assert arrived.count("TopicCreation") == 1
        again = post.told("MessagesCopy")[-1]["message_ids"]
        assert (len(post.copied()), again) == (before, [15, 16, 17, 18, 19, 20])


async def test_topics_switched_off_and_on_move_what_is_open_and_say_so_once(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        await surface.note_surface(connection, NOW)
        await set_staff(connection, STAFF, forum=False)
        await surface.note_surface(connection, NOW)
        await surface.note_surface(connection, NOW)
        assert (await post.all_arrive()).count("SurfaceWord") == 1
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        assert "message_thread_id" not in post.told("QuestionCopy")[-1]
        await set_staff(connection, STAFF)
        await surface.note_surface(connection, NOW)
        await asking.add_to(connection, question, says(13), NOW)
        assert "SurfaceWord" in await post.all_arrive()
        assert "message_thread_id" in post.told("QuestionCopy")[-1]


async def test_without_a_group_questions_go_to_a_representative_and_move_when_there_is_one(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, staff=None)
        await members.add_member(
            connection, member_id=ROBIN, name="Robin", username=None, language_code="fr", now=NOW
        )
        question = await asking.ask(connection, ALICE, None, says(11), NOW)
        assert question.state == "kept"
        assert await post.all_arrive() == ["OwnerAlert"]
        await members.update_member_reach(connection, ROBIN, "reachable", NOW)
        await roles.add_role(
            connection, member_id=ROBIN, role="representative", chapter_id=None, granted_by=OWNER, now=NOW
        )
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert post.copied(ROBIN) == [11]
        await set_staff(connection, STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert post.copied(STAFF) == [11]
        await carrying.staff_chat_lost(connection, STAFF, NOW, removed=True)
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        assert 12 in post.copied(ROBIN)
        await set_staff(connection, STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        before = len(post.copied(ROBIN))
        gone = {"kind": "supergroup", "bot_status": "left", "read_at": NOW}
        await postings.put_chat(connection, STAFF, gone)
        await rooms.lose(connection, STAFF, "Staff", NOW)  # as Telegram tells of it
        arrived = await post.all_arrive()
        assert len(post.copied(ROBIN)) > before
        assert arrived.count("OwnerAlert") == 1


async def test_a_group_that_became_a_supergroup_gets_the_open_questions_again(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await rooms.move(connection, STAFF, OTHER_STAFF, NOW)
        await rooms.move(connection, STAFF, OTHER_STAFF, NOW)
        await set_staff(connection, OTHER_STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert post.copied(OTHER_STAFF) == [11]
        assert (await stored.get_question(connection, question.id)).card_chat_id == OTHER_STAFF
