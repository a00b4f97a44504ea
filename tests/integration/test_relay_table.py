"""Row by row, what happens to what is carried between members and the staff when something is unusual."""

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
    SACHA,
    STAFF,
    Post,
    answered,
    asked,
    part,
    prepare,
    relay_of,
    says,
    set_staff,
)

from hopdrinks.people import members as member_rules
from hopdrinks.people import rooms
from hopdrinks.questions import (
    after_answers,
    answer_watch,
    answers,
    asking,
    blocks,
    carrying,
    claims,
    closing,
    collecting,
    corrections,
    withdrawals,
)
from hopdrinks.questions.contents import Content, Written
from hopdrinks.staff import surface
from storage import deliveries, members, postings, relays, roles, staff_notes
from storage import questions as stored
from storage.database import Database


async def test_a_members_edit_changes_the_copy_and_says_so_where_it_was_answered(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await relay_of(connection, ALICE, 11)
        same = Content(kind="text", text="Where is it?")
        assert not await corrections.edited(connection, relay, same, NOW), (
            "only Telegram's own fields changed"
        )
        await corrections.edited(connection, relay, Content(kind="text", text="Where is it now?"), NOW)
        assert await post.all_arrive() == ["CopyEdit"]
        edit = post.told("CopyEdit")[0]
        assert (edit["message_id"], edit["text"]) == (relay.to_message_id, "Where is it now?")
        await answered(post, question)
        relay = await relay_of(connection, ALICE, 11)
        await corrections.edited(connection, relay, Content(kind="text", text="<b>?"), NOW)
        assert await post.all_arrive() == ["CopyEdit", "EditedAfterAnswer"]
        told = post.told("EditedAfterAnswer")[0]
        assert "Where is it now?" in told["text"]
        assert told["reply_parameters"]["message_id"] == relay.to_message_id
        await closing.close(connection, question, ROBIN, NOW)
        await post.all_arrive()
        relay = await relay_of(connection, ALICE, 11)
        await corrections.edited(connection, relay, Content(kind="text", text="late"), NOW)
        await post.all_arrive()
        assert post.told("EditedAfterAnswer")[1]["disable_notification"] is True
        assert (await stored.get_question(connection, question.id)).state == "closed"


async def test_media_that_is_swapped_is_swapped_in_the_copy(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        photo = Content(kind="photo", text="map", file_id="f1", file_unique_id="u1")
        await asking.add_to(connection, question, Written(message_id=12, content=photo), NOW)
        await post.all_arrive()
        relay = await relay_of(connection, ALICE, 12)
        other = photo.model_copy(update={"file_id": "f2", "file_unique_id": "u2"})
        assert await corrections.edited(connection, relay, other, NOW)
        delivery, composed = await post.take("CopyEdit")
        assert (composed.method, composed.parameters["media"]["media"]) == ("editMessageMedia", "f2")
        assert delivery.chat_id == STAFF


async def test_an_answer_edited_while_its_copy_was_on_its_way_is_put_right(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, "Tusday", author_id=ROBIN), NOW)
        relay = await relay_of(connection, STAFF, 900)
        await corrections.edited(connection, relay, Content(kind="text", text="Tuesday"), NOW)
        arrived = await post.all_arrive()
        assert arrived.index("AnswerCopy") < arrived.index("CopyEdit")
        assert post.told("CopyEdit", ALICE)[0]["text"] == "Tuesday"


async def test_a_late_edit_of_an_answer_offers_to_tell_the_member(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        await corrections.edited(connection, relay, Content(kind="text", text="There."), NOW + MINUTE)
        assert await post.all_arrive() == ["CopyEdit"], "nobody can have read it long ago"
        relay = await relay_of(connection, STAFF, 900)
        await corrections.edited(connection, relay, Content(kind="text", text="Here!"), NOW + 5 * MINUTE)
        assert set(await post.all_arrive()) == {"CopyEdit", "EditTrouble"}
        await corrections.tell_member(connection, relay, NOW)
        await post.all_arrive()
        assert post.told("Correction", ALICE)[0]["reply_parameters"]["message_id"] == relay.to_message_id


async def test_who_edits_an_answer_the_member_deleted_is_told(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        await corrections.edited(connection, relay, Content(kind="text", text="There."), NOW)
        await post.fail("CopyEdit", "failed", "message_gone")
        assert await post.all_arrive() == ["EditTrouble"]
        assert post.told("EditTrouble", STAFF)[0]["reply_parameters"]["message_id"] == 900


async def test_a_message_taken_back_is_deleted_within_48_hours_and_blanked_after(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        young, old = await relay_of(connection, ALICE, 11), await relay_of(connection, ALICE, 12)
        assert await withdrawals.take_back(connection, young, NOW + MINUTE)
        assert not await withdrawals.take_back(
            connection, await relay_of(connection, ALICE, 11), NOW + MINUTE
        )
        arrived = await post.all_arrive()
        assert post.told("CopyRemoval", STAFF) == [{"message_id": young.to_message_id}]
        assert "TakenBack" in arrived
        await withdrawals.take_back(connection, old, NOW + timedelta(days=3))
        arrived = await post.all_arrive()
        assert post.told("CopyBlanking", STAFF)[0]["message_id"] == old.to_message_id
        assert (await stored.get_question(connection, question.id)).state == "closed", "nothing of it is left"
        assert "QuestionClosed" not in arrived


async def test_an_answer_taken_back_before_or_after_it_arrived_is_gone(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await withdrawals.take_back(connection, await relay_of(connection, STAFF, 900), NOW)
        assert "AnswerCopy" not in await post.all_arrive()
        relay = await answered(post, question, 901)
        await withdrawals.take_back(connection, relay, NOW)
        await post.fail("CopyRemoval", "failed", "message_gone")
        arrived = await post.all_arrive()
        assert "CopyBlanking" in arrived, "what cannot be deleted is edited"


async def test_a_question_whose_only_answer_was_taken_back_waits_for_one_again(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        assert (await stored.get_question(connection, question.id)).state == "answered"
        await withdrawals.take_back(connection, relay, NOW + MINUTE)
        assert "QuestionCardRefresh" in await post.all_arrive()
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.first_answered_at, after.due_at) == ("open", None, None)
        assert [one.id for one in await stored.list_waiting_for_staff(connection, 9)] == [question.id]
        post.now = NOW + timedelta(hours=1)
        await answer_watch.watch_due(connection, post.now)
        assert (await stored.get_question(connection, question.id)).waits_since == post.now
        for later in (50, 80):
            await after_answers.settle_due(connection, NOW + timedelta(hours=later))
        assert (await stored.get_question(connection, question.id)).state == "open"


async def test_a_question_stays_answered_while_another_answer_follows_what_was_asked_last(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        first = await answered(post, question, 900)
        await asking.add_to(connection, question, says(12, "merci !"), NOW)
        await post.all_arrive()
        second = await answered(post, question, 901)
        await withdrawals.take_back(connection, second, NOW)
        assert (await stored.get_question(connection, question.id)).state == "answered", "thanks ask nothing"
        await asking.add_to(connection, question, says(13, "And when?"), NOW)
        await post.all_arrive()
        third = await answered(post, question, 902)
        await withdrawals.take_back(connection, third, NOW)
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.answered_at) == ("open", first.delivered_at), "the first was about less"


async def test_a_question_of_somebody_blocked_waits_once_the_block_is_lifted(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        await blocks.block(connection, question, None, ROBIN, NOW)
        await withdrawals.take_back(connection, relay, NOW)
        assert await stored.list_waiting_for_staff(connection, 9) == []
        await blocks.unblock(connection, ALICE, NOW)
        await answer_watch.watch_due(connection, NOW)
        assert (await stored.get_question(connection, question.id)).waits_since == NOW


async def test_an_answer_taken_back_on_its_way_answers_nothing_where_it_arrives(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        while (kind := (await post.queued())[0].notice) != "AnswerCopy":
            await post.arrive(kind)
        delivery, composed = await post.take("AnswerCopy")
        await withdrawals.take_back(connection, await relay_of(connection, STAFF, 900), NOW)
        await post.made(delivery, composed)
        assert "CopyRemoval" in await post.all_arrive()
        assert (await stored.get_question(connection, question.id)).state == "open"


async def test_an_album_is_carried_in_one_call_and_its_late_part_replies_to_it(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        at = NOW
        for message_id in (21, 22, 23):
            await asking.add_to(connection, question, part(message_id, "a"), at)
            at += timedelta(seconds=0.5)
        assert not await collecting.flush_due(connection, at)
        assert await post.all_arrive() == []
        due = await relays.find_next_flush_at(connection)
        assert due == NOW + timedelta(seconds=1 + 1.2)
        await collecting.flush_due(connection, due)
        assert await post.all_arrive() == ["MessagesCopy", "StaffMark"]
        assert post.told("MessagesCopy")[0]["message_ids"] == [21, 22, 23]
        first = await relay_of(connection, ALICE, 21)
        assert first.to_message_id is not None
        assert (await relay_of(connection, ALICE, 23)).to_message_id == first.to_message_id + 2
        await asking.add_to(connection, question, part(24, "a"), due)
        await post.all_arrive()
        late = post.told("QuestionCopy")[-1]
        assert (late["message_id"], late["reply_parameters"]["message_id"]) == (24, first.to_message_id)


async def test_a_long_premium_caption_is_copied_without_its_reply(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.fail("QuestionCopy", "failed", "too_long")
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.arrive("Introduction")
        await post.fail("AnswerCopy", "failed", "too_long")
        await post.all_arrive()
        for notice in ("QuestionCopy", "AnswerCopy"):
            assert "reply_parameters" not in post.told(notice)[-1]
        assert (await relay_of(connection, ALICE, 12)).state == "delivered"


async def test_an_answer_of_unknown_id_arrived_and_cannot_be_edited(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.arrive("Introduction")
        delivery, composed = await post.take("AnswerCopy")
        await post.made(delivery, composed, message_id=0)  # Telegram scheduled a large video
        await post.all_arrive()
        relay = await relay_of(connection, STAFF, 900)
        assert (relay.state, relay.to_message_id) == ("delivered", None)
        await corrections.edited(connection, relay, Content(kind="text", text="other"), NOW)
        assert await post.all_arrive() == []


async def test_an_album_waits_four_seconds_at_most(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for tenth in range(0, 60, 10):
            at = NOW + timedelta(seconds=tenth / 10)
            await asking.add_to(connection, question, part(30 + tenth, "a"), at)
            await collecting.flush_due(connection, at)
        await post.all_arrive()
        assert post.told("MessagesCopy")[0]["message_ids"] == [30, 40, 50, 60, 70]


async def test_what_is_edited_before_it_is_carried_is_carried_as_it_is_then(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (21, 22):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        waiting = await relay_of(connection, ALICE, 21)
        assert waiting.state == "collecting"
        captioned = part(21, "a").content
        assert captioned is not None
        await corrections.edited(connection, waiting, captioned.model_copy(update={"text": "the door"}), NOW)
        assert await post.all_arrive() == [], "nothing there yet to be edited"
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        arrived = await post.all_arrive()
        assert "MessagesCopy" in arrived
        assert "EditedAfterAnswer" not in arrived
        found = await relay_of(connection, ALICE, 21)
        assert (found.state, "the door" in (found.content or "")) == ("delivered", True)


async def test_a_copy_of_unknown_id_arrived_and_is_edited_no_more(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        delivery, composed = await post.take("QuestionCopy")
        await post.made(delivery, composed, message_id=0)
        await post.all_arrive()
        relay = await relay_of(connection, ALICE, 12)
        assert (relay.state, relay.to_message_id) == ("delivered", None)
        await corrections.edited(connection, relay, Content(kind="text", text="other"), NOW)
        assert await post.all_arrive() == []


async def test_an_album_that_arrives_in_part_is_unmapped_and_the_staff_know(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (21, 22):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        delivery, composed = await post.take("MessagesCopy")
        composed.parameters["message_ids"].pop()  # Telegram passes over what it does not find
        await post.made(delivery, composed)
        assert "StaffLine" in await post.all_arrive()
        assert (await relay_of(connection, ALICE, 21)).to_message_id is None


@pytest.mark.parametrize("messages", [1, 2])
async def test_a_copy_whose_first_try_is_unclear_is_marked_as_perhaps_a_duplicate(
    database: Database, messages: int
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in range(21, 21 + messages):
            album = part(message_id, "a") if messages > 1 else says(message_id)
            await asking.add_to(connection, question, album, NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        delivery, _ = await post.take("MessagesCopy" if messages > 1 else "QuestionCopy")
        await deliveries.requeue_delivery(connection, delivery, NOW, tries=1, reason="timed out")
        await post.all_arrive()
        copy = await relay_of(connection, ALICE, 21)
        marks = [one for one in post.told("StaffLine", STAFF) if "double" in one["text"]]
        assert [one["reply_parameters"]["message_id"] for one in marks] == [copy.to_message_id]


async def test_an_album_that_telegram_refuses_is_not_repeated(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (21, 22):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        await post.fail("MessagesCopy", "failed")
        assert await post.all_arrive() == ["QuestionRefusal"]


async def test_a_representatives_album_goes_out_whole(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (901, 902):
            written = part(message_id, "b", author_id=ROBIN)
            await answers.answer(connection, question, STAFF, written, NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        arrived = await post.all_arrive()
        assert post.told("AnswersCopy", ALICE)[0]["message_ids"] == [901, 902]
        assert arrived.count("StaffMark") == 2
        assert (await stored.get_question(connection, question.id)).state == "answered"


async def test_albums_half_collected_at_a_stop_are_carried_as_they_are(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        await asking.add_to(connection, question, part(21, "a"), NOW)
    async with database.writing() as connection:  # another process, an hour later
        post = Post(connection)
        await collecting.flush_due(connection, NOW + timedelta(hours=1))
        await post.all_arrive()
        assert post.copied() == [21]


async def test_a_member_who_blocks_the_bot_gets_the_answer_once_back(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await member_rules.lose(connection, ALICE, "blocked", NOW)
        await answers.member_blocked(connection, ALICE, NOW)
        assert await post.all_arrive() == ["StaffLine"]
        assert post.told("StaffLine")[0]["disable_notification"] is True
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable")
        await post.all_arrive()
        assert (await relay_of(connection, STAFF, 900)).state == "waiting"
        await answers.member_returned(connection, ALICE, NOW + timedelta(hours=71))
        assert await post.all_arrive() == ["StaffLine"]
        assert "deliver:" in str(post.told("StaffLine")[-1]["reply_markup"])
        assert await answers.deliver_now(connection, question, NOW + timedelta(hours=71)) == 1
        assert await answers.deliver_now(connection, question, NOW + timedelta(hours=71)) == 0
        assert "AnswerCopy" in await post.all_arrive()


async def test_whoever_is_back_and_writes_on_is_announced_once(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable")
        for _ in range(3):
            await answers.member_returned(connection, ALICE, NOW)
        assert (await post.all_arrive()).count("StaffLine") == 1
        assert await answers.deliver_now(connection, question, NOW) == 1
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable")
        await answers.member_returned(connection, ALICE, NOW)
        assert (await post.all_arrive()).count("StaffLine") == 1, "back once more"


async def test_an_answer_that_waited_for_three_days_is_given_up(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable")
        await post.all_arrive()
        await answers.member_returned(connection, ALICE, NOW + timedelta(hours=73))
        assert await post.all_arrive() == []
        assert (await relay_of(connection, STAFF, 900)).state == "failed"
        await answers.answer(connection, question, STAFF, says(901, author_id=ROBIN), NOW)
        await post.fail("Introduction", "unreachable")
        await post.fail("AnswerCopy", "unreachable", "deactivated")
        assert (await relay_of(connection, STAFF, 901)).state == "failed", "who left Telegram never returns"


async def test_the_first_reply_takes_a_question_and_a_second_persons_is_held(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        question = await stored.get_question(connection, question.id)
        assert question.assignee_id == ROBIN
        await answers.answer(connection, question, STAFF, says(901, "Me too", author_id=SACHA), NOW + MINUTE)
        assert await post.all_arrive() == ["HeldAnswer"]
        held = await relay_of(connection, STAFF, 901)
        assert post.told("HeldAnswer")[0]["reply_parameters"]["message_id"] == 901
        assert await answers.send_anyway(connection, held, NOW + 2 * MINUTE)
        assert not await answers.send_anyway(connection, held, NOW + 2 * MINUTE), "once"
        assert not await answers.keep_as_note(connection, held, NOW)
        assert "AnswerCopy" in await post.all_arrive()
        await answers.answer(
            connection, question, STAFF, says(902, "Later", author_id=SACHA), NOW + 3 * MINUTE
        )
        assert "AnswerCopy" in await post.all_arrive(), "who answers no more holds nobody back"


async def test_a_held_answer_kept_as_a_note_or_left_too_long_never_leaves(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        question = await stored.get_question(connection, question.id)
        for message_id in (901, 902):
            await answers.answer(connection, question, STAFF, says(message_id, author_id=SACHA), NOW + MINUTE)
        note, late = await relay_of(connection, STAFF, 901), await relay_of(connection, STAFF, 902)
        assert await answers.keep_as_note(connection, note, NOW)
        assert not await answers.send_anyway(connection, note, NOW + MINUTE)
        assert not await answers.send_anyway(connection, late, NOW + 12 * MINUTE)
        assert "AnswerCopy" not in await post.all_arrive()
        notes = await staff_notes.list_notes(connection, question.id, 9)
        assert [one.message_id for one in notes] == [901]


async def test_a_question_is_taken_once_given_back_and_free_after_half_an_hour(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await asked(connection)
        assert await claims.take(connection, question, ROBIN, NOW)
        assert await claims.take(connection, question, ROBIN, NOW), "again is the same"
        assert not await claims.take(connection, question, SACHA, NOW + 29 * MINUTE)
        assert not await claims.release(connection, question, SACHA, NOW)
        assert await claims.take(connection, question, SACHA, NOW + 31 * MINUTE)
        assert await claims.release(connection, question, SACHA, NOW)
        assert await claims.take(connection, question, ROBIN, NOW)


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


async def test_thanks_are_carried_and_leave_a_question_answered_or_closed(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        for message_id, text in ((12, "Merci beaucoup !"), (13, "👍"), (14, "Thanks a lot")):
            await asking.add_to(connection, question, says(message_id, text), NOW)
            assert await post.all_arrive() == ["QuestionCopy", "StaffMark"]
        marks = [p["reaction"][0]["emoji"] for p in post.told("StaffMark", ALICE)]
        assert marks == ["🤝"] * 3
        assert post.told("QuestionCopy")[-1]["disable_notification"] is True
        assert (await stored.get_question(connection, question.id)).state == "answered"
        await asking.add_to(connection, question, says(15, "Merci, et le parking ?"), NOW)
        assert (await stored.get_question(connection, question.id)).state == "open"


async def test_a_closed_question_goes_on_within_seven_days_and_is_another_one_after(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        assert await closing.close(connection, question, ROBIN, NOW, reason="answered by phone")
        assert not await closing.close(connection, question, SACHA, NOW)
        await post.all_arrive()
        told = post.told("QuestionClosed", ALICE)[0]["text"]
        assert "Robin" in told
        assert "answered by phone" in told
        later = NOW + timedelta(days=6)
        current = await asking.find_current(connection, ALICE, later)
        assert current is not None
        assert (await asking.add_to(connection, current, says(12, "And the door?"), later)).state == "open"
        assert await asking.find_current(connection, ALICE, later + timedelta(days=7, hours=1)) is None
        fresh = await stored.get_question(connection, question.id)
        await closing.close(connection, fresh, None, later)
        assert await closing.reopen(connection, fresh, 0, later)
        assert not await closing.reopen(connection, fresh, 0, later)


async def test_a_blocked_members_words_are_kept_and_arrive_when_that_is_over(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await blocks.block(connection, question, NOW + timedelta(days=7), ROBIN, NOW)
        assert "BlockedWord" in await post.all_arrive()
        await asking.add_to(connection, question, says(12), NOW)
        await carrying.forward_kept(connection, NOW)
        assert "QuestionCopy" not in await post.all_arrive()
        await blocks.lift_due(connection, NOW + timedelta(days=6))
        assert await staff_notes.find_block(connection, ALICE) is not None
        await blocks.lift_due(connection, NOW + timedelta(days=7))
        await post.all_arrive()
        assert post.copied() == [11, 12]


async def test_a_flood_is_carried_together_and_nothing_of_it_is_dropped(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in range(12, 62):
            await asking.add_to(connection, question, says(message_id), NOW)
        arrived = await post.all_arrive()
        assert arrived.count("HeldBack") == 2, "one word for each measure"
        assert post.copied() == [11, 12, 13, 14, 15]
        post.now = NOW + timedelta(hours=1, minutes=1)
        await collecting.flush_due(connection, NOW + 10 * MINUTE)
        await collecting.flush_due(connection, post.now)
        await post.all_arrive()
        together = [i for call in post.told("MessagesCopy") for i in call["message_ids"]]
        assert sorted(together) == list(range(16, 62))


async def test_of_a_large_flood_a_hundred_messages_leave_in_an_hour_and_no_more(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in range(1_000, 1_700):
            await asking.add_to(connection, question, says(message_id), NOW)
        await post.all_arrive()
        post.now = NOW + timedelta(hours=1, minutes=1)
        while await collecting.flush_due(connection, post.now):
            pass
        await post.all_arrive()
        together = [i for call in post.told("MessagesCopy") for i in call["message_ids"]]
        assert len(together) == 100
        assert await relays.has_relays(connection, question.id, "collecting"), "the rest follows"


async def test_one_message_taken_back_does_not_lose_the_others_of_its_call(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in range(12, 32):
            await asking.add_to(connection, question, says(message_id), NOW)
        await post.all_arrive()
        post.now = NOW + 10 * MINUTE
        await collecting.flush_due(connection, post.now)
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 20), post.now)
        await post.all_arrive()
        together = [i for call in post.told("MessagesCopy") for i in call["message_ids"]]
        assert together == [i for i in range(16, 32) if i != 20]
        after = await relay_of(connection, ALICE, 21)
        assert (after.state, after.to_message_id is not None) == ("delivered", True)
        assert (await relay_of(connection, ALICE, 20)).state == "withdrawn"


async def test_what_follows_a_call_that_was_owed_twice_is_not_lost_with_it(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in range(12, 32):
            await asking.add_to(connection, question, says(message_id), NOW)
        await post.all_arrive()
        post.now = NOW + 10 * MINUTE
        await collecting.flush_due(connection, post.now)
        await relays.keep_all_queued(connection)
        await asking.add_to(connection, question, part(40, "a"), post.now)
        post.now += timedelta(seconds=30)
        await collecting.flush_due(connection, post.now)
        await post.all_arrive()
        assert not await relays.has_relays(connection, question.id, "kept", "queued", "collecting")
        together = [i for call in post.told("MessagesCopy") for i in call["message_ids"]]
        assert together == list(range(16, 32)), "once each"


async def test_questions_without_a_name_or_in_a_group_flood_the_staff_as_little(database: Database) -> None:
    async with database.writing() as connection:
        await asked(connection)
        many = 2 * asking.MOST_AN_HOUR
        unnamed = [
            await asking.ask(connection, ALICE, None, says(20 + i), NOW, anonymous=True) for i in range(many)
        ]
        assert len({question.id for question in unnamed}) == asking.MOST_AN_HOUR
        assert all(question.alias for question in unnamed)
        in_group = [
            await asking.ask(connection, ALICE, None, says(70 + i, words="?"), NOW, group=(-555, 70 + i))
            for i in range(many)
        ]
        assert len({question.id for question in in_group}) == asking.MOST_AN_HOUR
        assert {question.group_chat_id for question in in_group} == {-555}
        named = await asking.ask(connection, ALICE, None, says(90), NOW)
        assert (named.alias, named.group_chat_id) == (None, None)


async def test_an_answer_in_a_group_that_became_a_supergroup_replies_to_nobody_elses_message(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        asked_there = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(-555, 70))
        await post.all_arrive()
        await rooms.move(connection, -555, -100_555, NOW)
        await answers.answer(
            connection,
            await stored.get_question(connection, asked_there.id),
            STAFF,
            says(900, author_id=ROBIN),
            NOW,
        )
        await post.all_arrive()
        assert "reply_parameters" not in post.told("GroupAnswer", -100_555)[0]


async def test_who_asks_one_question_after_the_other_adds_to_the_newest_in_the_end(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        found = [await asking.ask(connection, ALICE, None, says(20 + i), NOW) for i in range(40)]
        assert len({question.id for question in found}) == asking.MOST_AN_HOUR - 1
        assert (await post.all_arrive()).count("QuestionCard") == asking.MOST_AN_HOUR - 1
        later = await asking.ask(connection, ALICE, None, says(99), NOW + timedelta(hours=2))
        assert later.id not in {question.id for question in found}


async def test_replies_keep_their_thread_in_both_directions(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        second = await relay_of(connection, ALICE, 12)
        written = says(900, author_id=ROBIN, reply_to_id=second.to_message_id)
        await answers.answer(connection, question, STAFF, written, NOW)
        await post.all_arrive()
        assert post.told("AnswerCopy", ALICE)[0]["reply_parameters"]["message_id"] == 12
        answer = await relay_of(connection, STAFF, 900)
        await asking.add_to(connection, question, says(13, reply_to_id=answer.to_message_id), NOW)
        await post.all_arrive()
        assert post.told("QuestionCopy")[-1]["reply_parameters"]["message_id"] == 900
        found = await asking.find_replied(connection, ALICE, answer.to_message_id)
        assert found is not None
        assert found.id == question.id


async def test_a_question_without_a_name_has_its_own_topic_and_tells_nobody_who_asks(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection, forum=True)
        unnamed = await asking.ask(connection, ALICE, None, says(12, "Is it safe?"), NOW, anonymous=True)
        await post.all_arrive()
        topics = post.told("TopicCreation")
        assert [topic["name"] for topic in topics] == ["Alice", f"Invité {unnamed.alias}"]
        card = post.told("QuestionCard")[-1]
        assert "Alice" not in str(card)
        assert str(ALICE) not in card["text"]
        fresh = await stored.get_question(connection, unnamed.id)
        await answers.answer(connection, fresh, STAFF, says(900, author_id=ROBIN), NOW)
        await post.all_arrive()
        assert post.told("AnswerCopy", ALICE)
        await blocks.block(connection, fresh, None, ROBIN, NOW)
        assert await blocks.is_blocked(connection, ALICE, NOW), "blocked without being named"


async def test_an_answer_goes_to_the_group_for_who_never_started_the_bot(database: Database) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        group = -555
        question = await asking.ask(connection, BOB, None, says(70, words="A dog?"), NOW, group=(group, 70))
        await post.all_arrive()
        assert post.told("QuestionCopy")[-1]["text"] == "A dog?"
        assert not post.told("QuestionReceipt", BOB)
        fresh = await stored.get_question(connection, question.id)
        await answers.answer(connection, fresh, STAFF, says(900, author_id=ROBIN), NOW)
        await post.all_arrive()
        answer = post.told("GroupAnswer", group)[0]
        assert answer["reply_parameters"] == {"message_id": 70, "allow_sending_without_reply": True}
        await members.update_member_reach(connection, BOB, "reachable", NOW)
        await answers.answer(connection, fresh, STAFF, says(901, author_id=ROBIN), NOW)
        await post.all_arrive()
        assert post.told("AnswerCopy", BOB)


async def test_a_question_rests_until_its_time_or_until_its_author_writes(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await closing.snooze(connection, question, NOW + 30 * MINUTE, NOW)
        await closing.wake_due(connection, NOW + 29 * MINUTE)
        assert "StaffLine" not in await post.all_arrive()
        await closing.wake_due(connection, NOW + 30 * MINUTE)
        assert "StaffLine" in await post.all_arrive()
        await answered(post, question)
        await closing.snooze(connection, question, NOW + 60 * MINUTE, NOW)
        await closing.wake_due(connection, NOW + 60 * MINUTE)
        assert "StaffLine" not in await post.all_arrive(), "what was answered waits for nothing"
        await closing.snooze(connection, question, NOW + 90 * MINUTE, NOW)
        await asking.add_to(connection, question, says(12), NOW)
        assert (await stored.get_question(connection, question.id)).snoozed_until is None


@pytest.mark.parametrize("words", ["Non merci, où est-ce", "Not great", "Super, mais quand"])
async def test_what_is_more_than_thanks_opens_a_question_again(words: str) -> None:
    assert not Content(kind="text", text=words).is_courtesy
