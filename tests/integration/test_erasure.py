"""A question is erased for good: what is stored at once, what the bot put somewhere as far as that can be."""

from datetime import timedelta

import pytest
from erasing import CANARY, erase, fresh, is_said_anywhere, removed, whole
from relay_post import (
    ALICE,
    BOB,
    NOW,
    ROBIN,
    STAFF,
    answered,
    asked,
    prepare,
    relay_of,
    says,
    set_staff,
)
from sqlalchemy import select

from hopdrinks.notices.waiting import AnswerOverdue
from hopdrinks.outbox import owe
from hopdrinks.people import members as member_rules
from hopdrinks.people import rooms
from hopdrinks.questions import (
    asking,
    erasure,
    faq,
    retention,
)
from storage import inbox, members, postings, relays, roles
from storage import questions as stored
from storage.database import Database
from storage.tables import inbox as inbox_rows

DAY = timedelta(days=1)


async def test_nothing_of_what_was_said_is_stored_any_more_and_counts_stay(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=True)
        assert await is_said_anywhere(connection)
        await erase(post, question)
        assert not await is_said_anywhere(connection)
        after = await fresh(connection, question)
        assert (after.rating, after.first_answered_at) == (1, question.first_answered_at)
        (entry,) = [
            one for one in await roles.list_audit(connection, skip=0, limit=50) if one.actor_id == ROBIN
        ]
        assert (entry.action, entry.subject) == ("question.erase", f"question:{question.id}")


async def test_a_topic_of_its_own_goes_with_all_that_stands_in_it_at_any_age(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=True)
        thread = await stored.find_thread_of(connection, ALICE)
        assert thread is not None
        post.now = NOW + 20 * DAY
        await erase(post, question)
        await post.all_arrive()
        assert post.told("TopicErasure", STAFF) == [{"message_thread_id": thread.topic_id}]
        assert removed(post) == []
        (report,) = post.told("ErasureReport", STAFF)
        assert "sujet entier" in report["text"]
        assert "message_thread_id" not in report, "that topic is gone"
        later = await asking.ask(connection, ALICE, None, says(31), post.now)
        await post.all_arrive()
        assert (await fresh(connection, later)).state == "open", "in a new topic"


async def test_where_the_topic_may_not_be_deleted_its_messages_go_one_by_one(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=True)
        ids = {
            relay.to_message_id
            for relay in await relays.list_relays(connection, question.id)
            if relay.direction == "to_staff"
        }
        await erase(post, question)
        await post.fail("TopicErasure", "failed", "no_rights")
        await post.all_arrive()
        gone = {call["message_id"] for call in removed(post)}
        assert ids | {question.card_message_id} <= gone
        assert len(gone) == 7, "three copies, the card, what repeated an edit, a rating and why it was closed"
        assert "7 messages supprimés" in post.told("ErasureReport", STAFF)[0]["text"]


async def test_what_its_author_sent_and_could_not_be_handled_is_forgotten_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for update_id, sender in ((1, ALICE), (2, BOB), (3, ALICE)):
            await inbox.add_updates(connection, [(update_id, CANARY, sender)], NOW)
        broken, of_bob, waiting = await inbox.list_waiting(connection, 9)
        for row in (broken, of_bob):
            await inbox.set_aside_update(connection, row.id, 5, "ValueError")
        await erase(post, question)
        rows = await connection.execute(select(inbox_rows.c.raw).order_by(inbox_rows.c.id))
        assert list(rows.scalars()) == ["", CANARY, CANARY], "others, and what is still to be handled, stay"
        assert (await inbox.count_dead(connection), waiting.update_id) == (2, 3)


async def test_a_topic_that_other_questions_live_in_stays(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        other = await asking.ask(connection, ALICE, None, says(21, CANARY), NOW)
        await post.all_arrive()
        kept = await relay_of(connection, ALICE, 21)
        await erase(post, question)
        await post.all_arrive()
        assert post.told("TopicErasure") == []
        assert kept.to_message_id not in {call["message_id"] for call in removed(post)}
        assert (await fresh(connection, other)).state == "open"
        assert await is_said_anywhere(connection)
        assert "message_thread_id" in post.told("ErasureReport", STAFF)[0]


async def test_messages_too_old_to_delete_are_edited_to_say_so(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=False)
        text, picture = (await relay_of(connection, ALICE, 12), await relay_of(connection, ALICE, 13))
        post.now = NOW + 3 * DAY
        await erase(post, question)
        await post.all_arrive()
        edits = {call["message_id"]: call for call in removed(post)}
        assert edits[text.to_message_id]["text"] == "<i>effacé</i>"
        assert edits[picture.to_message_id]["caption"] == "<i>effacé</i>"
        report = post.told("ErasureReport", STAFF)[0]["text"]
        assert "3 messages trop anciens" in report


async def test_what_cannot_be_deleted_is_edited_and_what_cannot_be_touched_is_counted(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await erase(post, question)
        await post.fail("CopyErasure", "failed", "message_gone")  # the copy cannot be deleted
        await post.arrive("CopyErasure")  # the card
        assert not post.told("ErasureReport"), "nobody knows yet what becomes of the copy"
        await post.fail("CopyErasure", "failed", "no_rights")  # nor edited
        await post.all_arrive()
        report = post.told("ErasureReport", STAFF)[0]["text"]
        assert "1 message supprimé" in report
        assert "1 message auquel Telegram" in report
        assert "les listes de plus d’un mois" in report


async def test_whoever_still_waits_is_told_and_what_they_were_sent_is_theirs(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        await asking.add_to(connection, question, says(12, "And then?"), NOW)
        await post.all_arrive()
        await erase(post, await fresh(connection, question))
        await post.all_arrive()
        assert len(post.told("QuestionClosed", ALICE)) == 1
        assert post.told("CopyErasure", ALICE) == []
        assert "Les réponses reçues" in post.told("ErasureReport", STAFF)[0]["text"]


async def test_an_answer_in_a_group_is_taken_away_there(database: Database) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        group = -555
        question = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(group, 70))
        await post.all_arrive()
        answer = await answered(post, await fresh(connection, question))
        await erase(post, await fresh(connection, question))
        await post.all_arrive()
        assert post.told("CopyErasure", group) == [{"message_id": answer.to_message_id}]


async def test_a_published_answer_stays_and_is_named(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        entry = await faq.draft(connection, await answered(post, question), question, "What?", "fr", NOW)
        assert entry is not None
        await faq.publish(connection, entry, "for_good", ROBIN, NOW)
        await erase(post, question)
        await post.all_arrive()
        assert "/publish" in post.told("ErasureReport", STAFF)[0]["text"]


@pytest.mark.parametrize("forum", [True, False])
async def test_a_second_wish_while_it_is_erased_is_the_same(database: Database, forum: bool) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=forum)
        await erase(post, question)
        assert not await erasure.erase(connection, question, ROBIN, NOW, report_to=STAFF)
        await post.all_arrive()
        assert len(post.told("ErasureReport")) == 1


async def test_what_was_forgotten_by_itself_can_be_taken_out_of_the_chat_still(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await whole(connection, forum=False)
        post.now = NOW + 31 * DAY
        await retention.forget_due(connection, post.now)
        await erase(post, await fresh(connection, question))
        await post.all_arrive()
        assert question.card_message_id in {call["message_id"] for call in removed(post)}


async def test_a_question_that_nobody_was_shown_is_erased_and_reported_at_once(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, staff=None)
        question = await asking.ask(connection, ALICE, None, says(11, CANARY), NOW)
        assert await erasure.erase(connection, question, None, NOW, report_to=STAFF, tell_member=False)
        assert not await is_said_anywhere(connection)
        assert "ErasureReport" in await post.all_arrive()
        assert not post.told("QuestionClosed")


async def test_an_erasure_ends_where_the_bot_was_removed_from_a_group_meanwhile(database: Database) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        group = -555
        chat = {"kind": "group", "title": "Friends", "bot_status": "member", "read_at": NOW}
        await postings.put_chat(connection, group, chat)
        question = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(group, 70))
        await post.all_arrive()
        await answered(post, await fresh(connection, question))
        await erase(post, await fresh(connection, question))
        await rooms.lose(connection, group, "Friends", NOW)
        (queued,) = [one for one in await post.queued() if one.chat_id == group]
        await post.fail(queued.notice, "unreachable")
        await post.all_arrive()
        assert "1 message auquel Telegram" in post.told("ErasureReport", STAFF)[0]["text"]


async def test_an_erasure_ends_where_a_staff_member_blocked_the_bot_meanwhile(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, staff=None)
        await members.update_member_reach(connection, BOB, "reachable", NOW)
        await set_staff(connection, BOB, forum=False)
        question = await asking.ask(connection, ALICE, None, says(11), NOW)
        await post.all_arrive()
        await erase(post, await fresh(connection, question))
        await member_rules.lose(connection, BOB, "blocked", NOW)
        while erasing := [one for one in await post.queued() if one.notice in erasure.COUNTED]:
            await post.fail(erasing[0].notice, "unreachable")
        assert await erasure.erase(connection, question, ROBIN, NOW), "the first one ended"


async def test_words_that_somebody_was_asked_in_private_to_answer_go_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await owe(connection, AnswerOverdue(question_id=question.id), ROBIN, NOW)
        await post.arrive("AnswerOverdue")
        told = post.last_id
        await erase(post, question)
        await post.all_arrive()
        assert post.told("CopyErasure", ROBIN) == [{"message_id": told}]
