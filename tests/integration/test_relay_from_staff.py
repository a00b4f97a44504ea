"""What becomes of answers where something is unusual: edits, colleagues, members who cannot be reached."""

from datetime import timedelta

import pytest
from relay_post import (
    ALICE,
    MINUTE,
    NOW,
    ROBIN,
    SACHA,
    STAFF,
    answered,
    asked,
    part,
    relay_of,
    says,
)

from hopdrinks.people import members as member_rules
from hopdrinks.questions import (
    after_answers,
    answer_watch,
    answers,
    asking,
    claims,
    closing,
    collecting,
    corrections,
    withdrawals,
)
from hopdrinks.questions.contents import Content
from storage import questions as stored
from storage import staff_notes
from storage.database import Database

#: What the receipt of an answer taken back says of a question that waits with that.
AGAIN = "de nouveau"


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


async def test_who_edits_an_answer_in_a_way_telegram_refuses_is_told(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        photo = Content(kind="photo", text="the door", file_id="f1", file_unique_id="u1")
        await corrections.edited(connection, relay, photo, NOW)
        await post.fail("CopyEdit", "failed")
        assert await post.all_arrive() == ["EditTrouble"]
        told = post.told("EditTrouble", STAFF)[0]
        assert told["reply_parameters"]["message_id"] == 900
        assert "Telegram" in told["text"]


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


async def test_an_album_taken_back_goes_whole(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        for message_id in (901, 902):
            await answers.answer(connection, question, STAFF, part(message_id, "b", author_id=ROBIN), NOW)
        await collecting.flush_due(connection, NOW + 5 * MINUTE)
        await post.all_arrive()
        first = await relay_of(connection, STAFF, 901)
        assert await withdrawals.take_back(connection, first, NOW)
        assert not await withdrawals.take_back(connection, first, NOW)
        await post.all_arrive()
        assert len(post.told("CopyRemoval", ALICE)) == 2
        assert len(post.told("TakenBack", STAFF)) == 1
        assert (await stored.get_question(connection, question.id)).state == "open"


async def test_a_question_whose_only_answer_was_taken_back_waits_for_one_again(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        assert (await stored.get_question(connection, question.id)).state == "answered"
        await withdrawals.take_back(connection, relay, NOW + MINUTE)
        assert "QuestionCardRefresh" in await post.all_arrive()
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.first_answered_at, after.due_at) == ("open", None, None)
        assert AGAIN in post.told("TakenBack", STAFF)[0]["text"]
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
        await post.all_arrive()
        assert AGAIN not in post.told("TakenBack", STAFF)[0]["text"]
        await asking.add_to(connection, question, says(13, "And when?"), NOW)
        await post.all_arrive()
        third = await answered(post, question, 902)
        await withdrawals.take_back(connection, third, NOW)
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.answered_at) == ("open", first.delivered_at), "the first was about less"


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


@pytest.mark.parametrize("sends", [True, False])
async def test_a_held_album_is_asked_about_once_and_goes_out_or_stays_whole(
    database: Database, sends: bool
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        question = await stored.get_question(connection, question.id)
        for message_id in (901, 902, 903):
            await answers.answer(connection, question, STAFF, part(message_id, "b", author_id=SACHA), NOW)
        late = NOW + 3 * MINUTE  # nobody is busy by then, but its first part is held
        await answers.answer(connection, question, STAFF, part(904, "b", author_id=SACHA), late)
        assert await post.all_arrive() == ["HeldAnswer"]
        held = await relay_of(connection, STAFF, 901)
        if sends:
            assert await answers.send_anyway(connection, held, late)
            assert not await answers.send_anyway(connection, held, late)
            await post.all_arrive()
            assert post.told("AnswersCopy", ALICE)[0]["message_ids"] == [901, 902, 903, 904]
        else:
            assert await answers.keep_as_note(connection, held, late)
            assert "AnswersCopy" not in await post.all_arrive()
            noted = {one.message_id for one in await staff_notes.list_notes(connection, question.id, 9)}
            assert noted == {901, 902, 903, 904}


@pytest.mark.parametrize(("words", "state"), [("And a lift?", "open"), ("Merci !", "answered")])
async def test_what_is_asked_while_an_answer_is_on_its_way_waits_for_one_of_its_own(
    database: Database, words: str, state: str
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await post.arrive("Introduction")
        delivery, composed = await post.take("AnswerCopy")
        await asking.add_to(connection, question, says(12, words), NOW + MINUTE / 60)
        await post.all_arrive()
        assert 12 in post.copied()
        await post.made(delivery, composed)
        assert (await stored.get_question(connection, question.id)).state == state


async def test_a_question_closed_while_its_answer_was_on_its_way_stays_closed(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answers.answer(connection, question, STAFF, says(900, author_id=ROBIN), NOW)
        await closing.close(connection, question, ROBIN, NOW + MINUTE / 60)
        post.now = NOW + MINUTE / 30
        assert "QuestionClosed" in await post.all_arrive()
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.closed_by, after.answered_at) == ("closed", ROBIN, post.now)
        await answers.answer(connection, after, STAFF, says(901, author_id=ROBIN), post.now + MINUTE)
        await post.all_arrive()
        assert (await stored.get_question(connection, question.id)).state == "answered", "it goes on by that"


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
