"""What becomes of what members write where something is unusual: edits, second thoughts, thanks, groups."""

from datetime import timedelta

import pytest
from relay_post import (
    ALICE,
    BOB,
    MINUTE,
    NOW,
    ROBIN,
    SACHA,
    STAFF,
    Post,
    answered,
    asked,
    part,
    relay_of,
    says,
)

from hopdrinks.people import rooms
from hopdrinks.questions import (
    answer_watch,
    answers,
    asking,
    blocks,
    carrying,
    closing,
    collecting,
    corrections,
    withdrawals,
)
from hopdrinks.questions.contents import Content, Written
from hopdrinks.results import Cause
from storage import members, relays, staff_notes
from storage import questions as stored
from storage.database import Database
from storage.question_records import Question, Relay


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


async def test_a_question_behind_a_command_edited_on_its_way_is_put_right(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12, "/ask Wen?", words="Wen?"), NOW)
        delivery, composed = await post.take("QuestionCopy")
        relay = await relay_of(connection, ALICE, 12)
        await corrections.edited(
            connection, relay, Content(kind="text", text="/ask When?"), NOW, words="When?"
        )
        await post.made(delivery, composed)
        assert "CopyEdit" in await post.all_arrive()
        assert post.told("CopyEdit", STAFF)[0]["text"] == "When?"


@pytest.mark.parametrize("cause", ["other", "too_long"])
async def test_an_edit_that_telegram_refuses_is_carried_as_another_copy_beneath_the_first(
    database: Database, cause: Cause
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        await post.all_arrive()
        first = await relay_of(connection, ALICE, 12)
        photo = Content(kind="photo", text="the door", file_id="f1", file_unique_id="u1")
        await corrections.edited(connection, first, photo, NOW)
        await post.fail("CopyEdit", "failed", cause)
        assert await post.all_arrive() == ["QuestionCopy"], "nobody is told of it a second time"
        assert post.told("QuestionCopy")[-1]["reply_parameters"]["message_id"] == first.to_message_id
        second = await relay_of(connection, ALICE, 12)
        assert (second.state, second.to_message_id) == ("delivered", post.last_id)
        assert second.to_message_id != first.to_message_id


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


async def an_album(post: Post, question: Question) -> Relay:
    """Have Alice send three pictures that are with the staff; give the second."""
    for message_id in (12, 13, 14):
        await asking.add_to(post.connection, question, part(message_id, "a"), NOW)
    await collecting.flush_due(post.connection, NOW + MINUTE)
    await post.all_arrive()
    return await relay_of(post.connection, ALICE, 13)


async def test_an_album_taken_back_is_acknowledged_once_on_either_side(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        picture = await an_album(post, question)
        assert await withdrawals.take_back(connection, picture, NOW + MINUTE)
        assert not await withdrawals.take_back(connection, picture, NOW + MINUTE)
        await post.all_arrive()
        assert len(post.told("CopyRemoval", STAFF)) == 3
        assert len(post.told("TakenBack", ALICE)) == 1
        assert len(post.told("StaffLine", STAFF)) == 1
        assert (await stored.get_question(connection, question.id)).state == "open", "its words stand"


async def test_an_old_album_taken_back_is_acknowledged_once_too(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await withdrawals.take_back(connection, await an_album(post, question), NOW + timedelta(days=3))
        await post.all_arrive()
        assert len(post.told("CopyBlanking", STAFF)) == 3
        assert len(post.told("TakenBack", ALICE)) == 1


async def test_what_is_known_of_no_copy_of_an_album_is_what_its_receipt_says(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        picture = await an_album(post, question)
        await relays.update_relay(connection, picture.id, {"to_message_id": None})
        await withdrawals.take_back(connection, picture, NOW + MINUTE)
        await post.all_arrive()
        (receipt,) = post.told("TakenBack", ALICE)
        assert "Telegram" in receipt["text"], "it stays"


async def test_nothing_left_of_a_question_is_one_line_for_the_staff_that_opens_it_again(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 11), NOW + MINUTE)
        await post.all_arrive()
        (line,) = post.told("StaffLine", STAFF)
        assert line["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == f"reopen:{question.id}"
        assert (await stored.get_question(connection, question.id)).state == "closed"


@pytest.mark.parametrize("days", [0, 3])
async def test_the_receipt_takes_the_place_of_the_button_that_was_tapped(
    database: Database, days: int
) -> None:
    async with database.writing() as connection:
        post, _ = await asked(connection)
        relay = await relay_of(connection, ALICE, 11)
        await withdrawals.take_back(connection, relay, NOW + timedelta(days=days), receipt_in=77)
        await post.all_arrive()
        (receipt,) = post.told("TakenBack", ALICE)
        assert receipt["message_id"] == 77


async def test_what_was_taken_back_on_its_way_is_acknowledged_once(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, says(12), NOW)
        delivery, composed = await post.take("QuestionCopy")
        await withdrawals.take_back(connection, await relay_of(connection, ALICE, 12), NOW)
        await post.made(delivery, composed)
        assert "CopyRemoval" in await post.all_arrive()
        assert len(post.told("TakenBack", ALICE)) == 1


async def test_a_question_of_somebody_blocked_waits_once_the_block_is_lifted(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        relay = await answered(post, question)
        await blocks.block(connection, question, None, ROBIN, NOW)
        await withdrawals.take_back(connection, relay, NOW)
        assert await stored.list_waiting_for_staff(connection, 9) == []
        await blocks.unblock(connection, question, NOW)
        await answer_watch.watch_due(connection, NOW)
        assert (await stored.get_question(connection, question.id)).waits_since == NOW


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


async def test_thanks_are_carried_and_leave_a_question_answered_or_closed(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question)
        post.sent.clear()
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
        assert await staff_notes.find_block(connection, ALICE, "") is not None
        await blocks.lift_due(connection, NOW + timedelta(days=7))
        await post.all_arrive()
        assert post.copied() == [11, 12]


async def test_what_was_closed_while_its_author_was_blocked_stays_so_once_that_is_over(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await blocks.block(connection, question, None, ROBIN, NOW)
        await asking.add_to(connection, question, says(12), NOW)
        await closing.close(connection, await stored.get_question(connection, question.id), ROBIN, NOW)
        await blocks.unblock(connection, question, NOW)
        await post.all_arrive()
        assert (await stored.get_question(connection, question.id)).state == "closed"
        assert post.copied() == [11]


async def test_an_album_that_was_collected_while_its_question_was_closed_opens_it_again(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await asking.add_to(connection, question, part(12, "album"), NOW)
        await closing.close(connection, await stored.get_question(connection, question.id), ROBIN, NOW)
        await collecting.flush_due(connection, NOW + MINUTE)
        await post.all_arrive()
        after = await stored.get_question(connection, question.id)
        assert (after.state, after.closed_at, after.closed_by) == ("open", None, None)
        assert post.told("QuestionClosed") == [], "nobody reads that it is over"


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


def quoting(message_id: int, reply_to_id: int | None, quoted: str) -> Written:
    content = Content(kind="text", text="This?", quoted=quoted)
    return Written(message_id=message_id, content=content, reply_to_id=reply_to_id)


async def test_what_is_quoted_of_a_message_is_quoted_in_the_copy_while_it_still_says_so(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        answer = await answered(post, question, text="Left, then 3 rue du Commerce.")
        await asking.add_to(connection, question, quoting(12, answer.to_message_id, "3 rue du"), NOW)
        await post.all_arrive()
        replied = post.told("QuestionCopy")[-1]["reply_parameters"]
        assert (replied["message_id"], replied["quote"]) == (900, "3 rue du")
        first = await relay_of(connection, ALICE, 11)
        written = quoting(901, first.to_message_id, "is it")
        await answers.answer(
            connection, question, STAFF, written.model_copy(update={"author_id": ROBIN}), NOW
        )
        await post.all_arrive()
        assert post.told("AnswerCopy", ALICE)[-1]["reply_parameters"]["quote"] == "is it"
        await asking.add_to(connection, question, quoting(13, answer.to_message_id, "5 rue du"), NOW)
        await post.all_arrive()
        assert "quote" not in post.told("QuestionCopy")[-1]["reply_parameters"], "it says that no more"


async def test_a_quote_that_telegram_does_not_find_holds_no_message_up(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        answer = await answered(post, question, text="Left.")
        await asking.add_to(connection, question, quoting(12, answer.to_message_id, "Left"), NOW)
        await post.fail("QuestionCopy", "failed")
        arrived = await post.all_arrive()
        assert "QuestionRefusal" not in arrived
        assert "reply_parameters" not in post.told("QuestionCopy")[-1]


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


async def test_who_is_blocked_by_name_is_not_told_that_their_name_works_as_before(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        guest = await asking.ask(connection, ALICE, None, says(12), NOW, anonymous=True)
        await post.all_arrive()
        await blocks.block(connection, question, None, ROBIN, NOW)
        await blocks.block(connection, await stored.get_question(connection, guest.id), None, ROBIN, NOW)
        await post.all_arrive()
        (told,) = post.told("BlockedWord", ALICE)
        assert "sans nom" not in told["text"]


async def test_a_guest_is_blocked_without_telling_who_it_is(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection, forum=True)
        guest = await asking.ask(connection, ALICE, None, says(12, "Is it safe?"), NOW, anonymous=True)
        await post.all_arrive()
        named, guest = await stored.list_by_ids(connection, [question.id, guest.id])
        await blocks.block(connection, guest, None, ROBIN, NOW)
        await carrying.refresh_card(connection, named, NOW)
        await post.all_arrive()
        assert "sans nom" in post.told("BlockedWord", ALICE)[-1]["text"]
        shown = {card["message_id"]: "⛔" in card["text"] for card in post.told("QuestionCardRefresh")}
        assert (shown[guest.card_message_id], shown[named.card_message_id]) == (True, False)
        assert [one.id for one in await stored.list_waiting_for_staff(connection, 9)] == [question.id]
        assert (await asking.add_to(connection, named, says(13), NOW)).state == "open", (
            "with a name it arrives"
        )
        assert (await asking.add_to(connection, guest, says(14), NOW)).state == "kept"
        assert (await asking.ask(connection, ALICE, None, says(15), NOW, anonymous=True)).state == "kept"
        assert await blocks.unblock(connection, named, NOW) is None, "whoever tries it learns nothing"
        assert await blocks.unblock(connection, guest, NOW) == 2
        await post.all_arrive()
        assert "sans nom" in post.told("BlockLifted", ALICE)[-1]["text"]
        assert "⛔" not in post.told("QuestionCardRefresh")[-1]["text"]


async def test_a_member_who_is_blocked_does_not_ask_without_a_name_either(database: Database) -> None:
    async with database.writing() as connection:
        post, named = await asked(connection, forum=True)
        guest = await asking.ask(connection, ALICE, None, says(12, "Is it safe?"), NOW, anonymous=True)
        await post.all_arrive()
        await blocks.block(connection, named, None, ROBIN, NOW)
        await post.all_arrive()
        assert [one.id for one in await stored.list_waiting_for_staff(connection, 9)] == [guest.id], (
            "as before"
        )
        unnamed = await asking.ask(connection, ALICE, None, says(13, "And now?"), NOW, anonymous=True)
        assert unnamed.state == "kept"
        assert [one.id for one in await stored.list_waiting_for_staff(connection, 9)] == [guest.id]
        assert await blocks.unblock(connection, guest, NOW) is None
        assert await blocks.unblock(connection, named, NOW) == 1
        await post.all_arrive()
        assert "sans nom" not in post.told("BlockLifted", ALICE)[-1]["text"]
        assert (await stored.get_question(connection, unnamed.id)).state == "open"


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
