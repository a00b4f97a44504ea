"""What is carried in one call: albums, and more messages than anybody reads singly."""

from datetime import timedelta

import pytest
from relay_post import (
    ALICE,
    MINUTE,
    NOW,
    ROBIN,
    STAFF,
    Post,
    answered,
    asked,
    part,
    relay_of,
    says,
    set_staff,
)

from hopdrinks.questions import (
    answers,
    asking,
    collecting,
    corrections,
    withdrawals,
)
from storage import deliveries, relays
from storage import questions as stored
from storage.database import Database


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
        assert await post.all_arrive() == ["MessagesHeading", "MessagesCopy", "StaffMark"]
        assert post.told("MessagesCopy")[0]["message_ids"] == [21, 22, 23]
        first = await relay_of(connection, ALICE, 21)
        assert first.to_message_id is not None
        assert (await relay_of(connection, ALICE, 23)).to_message_id == first.to_message_id + 2
        await asking.add_to(connection, question, part(24, "a"), due)
        await post.all_arrive()
        late = post.told("QuestionCopy")[-1]
        assert (late["message_id"], late["reply_parameters"]["message_id"]) == (24, first.to_message_id)


async def test_beside_other_peoples_an_album_says_whose_it_is_and_in_a_topic_it_need_not(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (21, 22):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        assert (await post.all_arrive())[:2] == ["MessagesHeading", "MessagesCopy"]
        card = (await stored.get_question(connection, question.id)).card_message_id
        heading = post.told("MessagesHeading", STAFF)[0]
        assert heading["reply_parameters"]["message_id"] == card
        assert "Alice" in heading["text"]
        await set_staff(connection, STAFF, forum=True)
        unnamed = await asking.ask(connection, ALICE, None, part(31, "b"), NOW, anonymous=True)
        await asking.add_to(connection, unnamed, part(32, "b"), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        assert "MessagesHeading" not in {one.notice for one in await post.queued()}
        await post.all_arrive()
        assert "message_thread_id" in post.told("MessagesCopy")[-1]
        assert len(post.told("MessagesHeading")) == 1


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


async def test_an_album_that_arrives_in_part_is_unmapped_and_the_staff_know(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (21, 22):
            await asking.add_to(connection, question, part(message_id, "a"), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        await post.arrive("MessagesHeading")
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
        if messages > 1:
            await post.arrive("MessagesHeading")
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
        await post.arrive("MessagesHeading")
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


async def test_who_is_answered_in_between_talks_with_the_staff_and_floods_nobody(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (12, 13, 14):
            await asking.add_to(connection, question, says(message_id), NOW)
        await answered(post, question)
        post.now = NOW + MINUTE
        for message_id in (15, 16, 17, 18):
            await asking.add_to(connection, question, says(message_id), post.now)
        assert "HeldBack" not in await post.all_arrive()
        assert post.copied() == list(range(11, 19))
        for message_id in (19, 20):
            await asking.add_to(connection, question, says(message_id), post.now)
        assert "HeldBack" in await post.all_arrive(), "five since the answer are many as ever"
        assert post.copied()[-1] == 19


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
