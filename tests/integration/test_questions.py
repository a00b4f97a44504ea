"""The rules of questions, station by station, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from relay_post import ALICE, BOB, NOW, OTHER_STAFF, STAFF, prepare, set_staff
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import answers, asking, carrying
from hopdrinks.questions.contents import Written
from storage import deliveries
from storage import questions as stored
from storage.database import Database
from storage.question_records import Question


async def read(connection: AsyncConnection, question: Question) -> Question:
    return await stored.get_question(connection, question.id)


async def test_two_questions_asked_while_the_topic_is_being_created_share_it(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        second = await asking.ask(connection, ALICE, None, Written(message_id=12), NOW)
        await asking.add_to(connection, first, Written(message_id=13), NOW)
        arrived = await post.all_arrive()
        assert arrived.count("TopicCreation") == 1
        assert arrived.count("QuestionCard") == 2
        assert sorted(map(str, post.copied())) == ["11", "12", "13"]
        topics = {
            p.get("message_thread_id") for _, n, p in post.sent if n in ("QuestionCard", "QuestionCopy")
        }
        assert len(topics) == 1
        assert (await read(connection, first)).state == (await read(connection, second)).state == "open"
        assert arrived.count("QuestionReceipt") == 2
        assert arrived.count("StaffMark") == 3


async def test_a_refused_topic_sends_the_question_to_the_chat_itself(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.fail("TopicCreation", "failed", "no_rights")
        arrived = await post.all_arrive()
        assert post.copied() == [11]
        assert arrived.count("OwnerAlert") == 1
        _, _, copy = next(one for one in post.sent if one[1] == "QuestionCopy")
        assert "message_thread_id" not in copy
        assert "reply_parameters" in copy
        await asking.ask(connection, BOB, None, Written(message_id=21), NOW)
        arrived = await post.all_arrive()
        assert "TopicCreation" not in arrived
        assert "OwnerAlert" not in arrived
        assert post.copied() == [11, 21]


@pytest.mark.parametrize("outcome", ["uncertain", "failed"])
async def test_a_topic_of_unknown_fate_does_not_hold_the_question_back(
    database: Database, outcome: str
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.fail("TopicCreation", outcome)
        await post.all_arrive()
        assert post.copied() == [11]


async def test_a_topic_gone_takes_every_unanswered_question_to_a_new_one(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        second = await asking.ask(connection, ALICE, None, Written(message_id=12), NOW)
        await post.arrive("QuestionCard")
        await asking.add_to(connection, first, Written(message_id=13), NOW)
        await post.fail("QuestionCopy", "failed", "topic_gone")  # two copies were queued: 12 and 13
        before = len(post.sent)
        arrived = await post.all_arrive()
        assert arrived.count("TopicCreation") == 1
        assert arrived.count("QuestionCard") == 2
        copies = [p["message_id"] for _, n, p in post.sent[before:] if n == "QuestionCopy"]
        assert sorted(map(str, copies)) == ["11", "12", "13"]
        assert arrived.count("QuestionReceipt") == 1  # for the second question; the first had its own
        assert (await read(connection, second)).state == "open"


async def test_an_answered_question_of_a_deleted_topic_goes_on_in_the_new_one(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        await answers.answer(connection, question, STAFF, Written(message_id=900), NOW)
        await post.all_arrive()
        assert (await read(connection, question)).state == "answered"
        await asking.add_to(connection, question, Written(message_id=12), NOW)
        await post.fail("QuestionCopy", "failed", "topic_gone")
        await post.all_arrive()
        assert post.copied()[-1] == 12
        assert (await read(connection, question)).state == "open"


async def test_a_lost_staff_chat_keeps_everything_and_alerts_once(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        for message_id in (11, 12):
            await asking.ask(connection, ALICE, None, Written(message_id=message_id), NOW)
        await post.fail("QuestionCard", "unreachable")
        kept = await asking.ask(connection, BOB, None, Written(message_id=21), NOW)
        assert kept.state == "kept"
        assert await post.all_arrive() == ["QuestionReceipt", "QuestionReceipt", "OwnerAlert"]
        assert all("gardée" in receipt["text"] for receipt in post.told("QuestionReceipt", ALICE))
        assert post.copied() == []
        await set_staff(connection, STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await carrying.forward_kept(connection, NOW)
        arrived = await post.all_arrive()
        assert post.copied() == [11, 12, 21]
        assert arrived.count("QuestionCard") == 3
        assert arrived.count("QuestionReceipt") == 3


async def test_a_chat_without_the_right_to_write_alerts_once_a_day(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        for message_id in (11, 12, 13):
            await asking.ask(connection, ALICE, None, Written(message_id=message_id), NOW)
            await post.fail("QuestionCard", "failed", "no_rights")
            await set_staff(connection, STAFF, forum=False)
        assert (await post.all_arrive()).count("OwnerAlert") == 1
        tomorrow = NOW + timedelta(days=1)
        await carrying.staff_chat_lost(connection, STAFF, tomorrow, removed=False)
        assert (await post.all_arrive()).count("OwnerAlert") == 1


async def test_unanswered_questions_follow_to_another_staff_chat_and_never_to_the_old(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        await asking.add_to(connection, question, Written(message_id=12), NOW)  # queued for the old chat
        await set_staff(connection, OTHER_STAFF)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert post.copied(STAFF) == [11]
        assert post.copied(OTHER_STAFF) == [11, 12]
        assert sum(notice == "QuestionReceipt" for _, notice, _ in post.sent) == 1


@pytest.mark.parametrize("on_its_way", [True, False])
async def test_a_card_owed_to_where_the_staff_are_no_more_does_not_hold_the_question_there(
    database: Database, *, on_its_way: bool
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        delivery, composed = await post.take("QuestionCard")
        if on_its_way:
            await deliveries.claim_deliveries(connection, [delivery.id])
        await set_staff(connection, OTHER_STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        if on_its_way:
            await post.made(delivery, composed)
        await post.all_arrive()
        assert post.copied(OTHER_STAFF) == [11]
        assert (await read(connection, question)).card_chat_id == OTHER_STAFF


async def test_topics_switched_on_later_do_not_hold_the_next_question_back(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        await set_staff(connection, STAFF, forum=True)
        await asking.ask(connection, ALICE, None, Written(message_id=12), NOW)
        arrived = await post.all_arrive()
        assert arrived.count("TopicCreation") == 1
        assert post.copied() == [11, 12]


async def test_a_copy_of_unknown_fate_is_carried_again_only_when_asked(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.arrive("QuestionCard")
        await post.fail("QuestionCopy", "uncertain")
        await carrying.forward_kept(connection, NOW)
        assert "OwnerAlert" in await post.all_arrive()
        assert post.copied() == []
        assert await carrying.send_again(connection, question.id, NOW)
        assert not await carrying.send_again(connection, question.id, NOW)
        await post.all_arrive()
        assert post.copied() == [11]
        assert not await carrying.send_again(connection, question.id, NOW)


async def test_a_card_of_unknown_fate_keeps_the_question_and_alerts(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.fail("QuestionCard", "uncertain")
        assert await post.all_arrive() == ["QuestionReceipt", "OwnerAlert"]
        assert (await read(connection, question)).state == "kept"
        assert await carrying.send_again(connection, question.id, NOW)
        await post.all_arrive()
        assert post.copied() == [11]


async def test_a_message_that_cannot_be_copied_leaves_the_staff_chat_as_it_is(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.arrive("QuestionCard")
        await post.fail("QuestionCopy", "failed")
        arrived = await post.all_arrive()
        assert arrived == ["QuestionReceipt", "QuestionRefusal"]
        await asking.add_to(connection, question, Written(message_id=12), NOW)
        arrived = await post.all_arrive()
        assert post.copied() == [12]
        assert arrived == ["QuestionCopy", "StaffMark"]


async def test_who_asks_has_one_receipt_before_it_arrives_or_once_it_is_on_its_way(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, staff=None)
        await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        assert post.told("QuestionReceipt") == [], "it is kept, and they were told so"
        await set_staff(connection, STAFF)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert len(post.told("QuestionReceipt", ALICE)) == 1
        await asking.ask(connection, BOB, None, Written(message_id=21), NOW)
        await post.arrive("QuestionReceipt")
        assert post.copied() == [11]
        await post.all_arrive()
        assert [mark["message_id"] for mark in post.told("StaffMark")] == [11, 21]
        assert len(post.told("QuestionReceipt", BOB)) == 1


@pytest.mark.parametrize("outcome", ["unreachable", "failed"])
async def test_a_receipt_is_not_given_again_where_the_question_leaves_once_more(
    database: Database, outcome: str
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.arrive("QuestionReceipt")
        await post.fail("QuestionCard", outcome)
        assert (await read(connection, question)).state == "kept"
        await set_staff(connection, OTHER_STAFF, forum=False)
        await carrying.forward_kept(connection, NOW)
        await post.all_arrive()
        assert post.copied(OTHER_STAFF) == [11]
        assert len(post.told("QuestionReceipt", ALICE)) == 1


async def test_the_same_message_is_one_question(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        assert (await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)).id == first.id
        await post.all_arrive()
        assert post.copied() == [11]


async def test_only_cards_and_copies_stand_for_a_question(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        card = await post.arrive("QuestionCard")
        copy = await post.arrive("QuestionCopy")
        await post.all_arrive()
        await answers.answer(connection, question, STAFF, Written(message_id=900), NOW)
        await post.arrive("Introduction")
        in_private = await post.arrive("AnswerCopy")
        for message_id in (card, copy):
            found = await asking.find_asked(connection, STAFF, message_id)
            assert found is not None
            assert found.id == question.id
        for chat_id, message_id in ((STAFF, 900), (STAFF, in_private), (OTHER_STAFF, copy), (STAFF, 11)):
            assert await asking.find_asked(connection, chat_id, message_id) is None


async def test_an_answer_resent_after_an_unclear_end_counts_as_arrived(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)
        await post.all_arrive()
        assert await answers.answer(connection, question, STAFF, Written(message_id=900), NOW) is not None
        assert await answers.answer(connection, question, STAFF, Written(message_id=900), NOW) is None
        await post.arrive("Introduction")
        delivery_id = await post.fail("AnswerCopy", "uncertain")
        assert {"StaffMark", "AnswerTrouble"} <= set(await post.all_arrive())
        assert (await read(connection, question)).state == "open"
        assert await deliveries.claim_resend(connection, delivery_id)
        assert not await deliveries.claim_resend(connection, delivery_id)
        assert "AnswerCopy" in await post.all_arrive()
        assert (await read(connection, question)).state == "answered"


async def test_what_is_added_while_a_card_is_recorded_is_never_left_behind(database: Database) -> None:
    """Handling and delivery are two transactions at once on PostgreSQL."""
    async with database.writing() as connection:
        post = await prepare(connection, forum=False)
        question = await asking.ask(connection, ALICE, None, Written(message_id=11), NOW)

    async def add() -> None:
        async with database.writing() as connection:
            await asking.add_to(connection, question, Written(message_id=12), NOW)

    async with database.writing() as connection:
        post.connection = connection
        await post.arrive("QuestionCard")
        adding = asyncio.create_task(add())
        await asyncio.wait([adding], timeout=0.2)  # it has to wait for this transaction to end
        assert not adding.done()
    await adding
    async with database.writing() as connection:
        post.connection = connection
        await post.all_arrive()
        assert post.copied() == [11, 12]
