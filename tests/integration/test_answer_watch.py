"""The time a question waits: counted in open hours, by the evening's clock on its day, told to the staff."""

from datetime import date, time

from evenings import ORGANISER
from relay_post import ALICE, BOB, NOW, OWNER, STAFF
from waiting import (
    ROBIN,
    SACHA,
    an_evening,
    answered,
    asks,
    at,
    fresh,
    grant,
    moves_to,
    says,
    staffed,
)

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.questions import answer_watch, answers, asking, blocks, claims, closing
from hopdrinks.staff import hours
from hopdrinks.staff.hours import Window
from hopdrinks.staff.opening_hours import EVERY_DAY
from storage import answer_waits, chapters, members, roles
from storage import questions as stored
from storage.database import Database


async def test_the_clock_begins_with_the_question_and_counts_open_hours(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "fri 17:30")
        assert (question.due_at, question.nudge_at) == (at("MON 10:30"), at("MON 10:30"))
        assert not question.is_urgent
        assert await moves_to(post, "fri 23:00") == []
        assert await moves_to(post, "MON 10:29") == ["StaffDigest"]
        assert await moves_to(post, "MON 10:30") == ["AnswerDue"]
        told = post.told("AnswerDue", STAFF)[0]
        assert "Alice" in told["text"]
        assert told.get("disable_notification") is None
        assert told["reply_parameters"]["message_id"] == question.card_message_id
        assert (await fresh(post, question)).is_urgent
        assert "🔴" in post.told("QuestionCardRefresh")[-1]["text"]
        assert await moves_to(post, "MON 10:31") == [], "once"


async def test_at_twice_the_target_the_representatives_are_asked_in_private_else_the_owner(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        await asks(post, "mon 10:00")
        assert await moves_to(post, "mon 12:00") == ["AnswerDue"]
        assert await moves_to(post, "mon 14:00") == ["AnswerDue", "AnswerOverdue"]
        assert len(post.told("AnswerOverdue", ROBIN)) == 1
        assert "Where is it?" in post.told("AnswerOverdue", ROBIN)[0]["text"]
        await members.update_member_reach(connection, ROBIN, "blocked", NOW)
        assert await moves_to(post, "mon 16:00") == ["AnswerDue", "AnswerOverdue"]
        assert len(post.told("AnswerOverdue", OWNER)) == 1
        for later in ("mon 17:59", "tue 12:00", "WED 12:00"):
            assert await moves_to(post, later) == [], "three for one wait"


async def test_whoever_holds_the_question_is_mentioned(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection, forum=True)
        question = await asks(post, "mon 10:00")
        await claims.take(connection, question, SACHA, post.now)
        await moves_to(post, "mon 12:00")
        told = post.told("AnswerDue")[0]
        assert f"tg://user?id={SACHA}" in told["text"]
        thread = await stored.find_thread_of(connection, ALICE)
        assert thread is not None
        assert told["message_thread_id"] == thread.topic_id


async def test_what_the_member_adds_does_not_begin_the_wait_anew_but_a_new_one_does(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        post.now = at("mon 11:55")
        await asking.add_to(connection, question, says(12), post.now)
        assert await moves_to(post, "mon 11:55") == []
        assert (await fresh(post, question)).due_at == at("mon 12:00")
        await answered(post, question, "mon 11:58")
        at_rest = await fresh(post, question)
        assert (at_rest.state, at_rest.due_at, at_rest.nudge_at, at_rest.waits_since) == (
            "answered", None, None, None,
        )  # fmt: skip
        assert await moves_to(post, "mon 12:00") == []
        post.now = at("mon 13:00")
        await asking.add_to(connection, at_rest, says(13), post.now)
        await moves_to(post, "mon 13:00")
        assert (await fresh(post, question)).due_at == at("mon 17:00"), "the next answers have four hours"
        assert await closing.close(connection, await fresh(post, question), ROBIN, post.now)
        assert await moves_to(post, "tue 12:00") == []
        assert (await fresh(post, question)).nudge_at is None


async def test_on_the_evenings_day_a_quarter_of_an_hour_counts_and_organisers_are_told(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        chapter = (await chapters.list_chapters(connection))[0]
        event = await an_evening(post)
        await grant(connection, SACHA, "organiser", chapter.id)
        question = await asks(post, "thu 18:10", event=event)
        assert question.is_urgent
        assert question.due_at == at("thu 18:25")
        assert await moves_to(post, "thu 18:25") == ["AnswerDue", "AnswerOverdue"]
        assert len(post.told("AnswerOverdue", SACHA)) == 1
        assert post.told("AnswerOverdue", ROBIN) == []
        assert await moves_to(post, "thu 18:40") == ["AnswerDue", "AnswerOverdue", "AnswerOverdue"]
        assert len(post.told("AnswerOverdue", ROBIN)) == 1


async def test_at_twice_the_target_the_whole_team_is_asked_in_private(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        chapter = (await chapters.list_chapters(connection))[0]
        await grant(connection, SACHA, "representative", chapter.id)
        question = await asks(post, "mon 10:00")
        await claims.take(connection, question, SACHA, post.now)
        await moves_to(post, "mon 12:00")
        assert post.told("AnswerOverdue") == []
        await moves_to(post, "mon 14:00")
        told = {one: len(post.told("AnswerOverdue", one)) for one in (ROBIN, SACHA, OWNER, ALICE, BOB)}
        assert told == {ROBIN: 1, SACHA: 1, OWNER: 0, ALICE: 0, BOB: 0}


async def test_on_the_evenings_day_whoever_organises_it_alone_or_everywhere_is_told(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        other = await an_evening(post, date(2026, 12, 3))
        for member_id, event_id in ((SACHA, event.id), (BOB, other.id)):
            await roles.add_role(
                connection, member_id=member_id, role="organiser", chapter_id=event.chapter_id,
                event_id=event_id, granted_by=OWNER, now=NOW,
            )  # fmt: skip
        await asks(post, "thu 18:10", event=event)
        await moves_to(post, "thu 18:25")
        assert len(post.told("AnswerOverdue", SACHA)) == 1
        assert post.told("AnswerOverdue", BOB) == [], "they organise another evening"
        await grant(connection, BOB, "organiser")
        await moves_to(post, "thu 18:40")
        assert [len(post.told("AnswerOverdue", one)) for one in (SACHA, BOB, ROBIN, OWNER)] == [2, 1, 1, 0]


async def test_an_owner_is_told_at_last_of_an_evening_that_nobody_else_organises(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        await asks(post, "thu 18:10", event=event)
        await moves_to(post, "thu 18:25")
        assert post.told("AnswerOverdue", OWNER) == []
        await moves_to(post, "thu 18:40")
        told = post.told("AnswerOverdue", OWNER)
        assert len(told) == 1
        assert "helpout" in str(told[0]["reply_markup"])
        assert len(post.told("AnswerOverdue", ROBIN)) == 1


async def test_a_question_of_the_day_before_is_due_by_the_evenings_clock_too(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post, date(2026, 11, 28))  # on a Saturday
        question = await asks(post, "fri 17:30", event=event)
        assert not question.is_urgent
        assert question.due_at == at("sat 13:15")
        assert await answer_watch.find_next_day_at(connection, post.now) == at("sat 13:00")
        assert await moves_to(post, "sat 13:15") == ["AnswerDue"]


async def test_what_waits_since_days_becomes_urgent_by_itself_when_the_evenings_day_begins(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post, date(2026, 11, 28))  # on a Saturday, when the staff are not there
        question = await asks(post, "fri 17:30", event=event)
        await moves_to(post, "sat 12:59")
        assert not (await fresh(post, question)).is_urgent
        assert await moves_to(post, "sat 13:00") == []
        on_the_day = await fresh(post, question)
        assert (on_the_day.is_urgent, on_the_day.due_at) == (True, at("sat 13:15"))
        assert "🔴" in post.told("QuestionCardRefresh")[-1]["text"]
        assert await moves_to(post, "sat 13:15") == ["AnswerDue"]


async def test_who_was_nudged_in_vain_before_is_nudged_again_on_the_evenings_day_and_organisers_are_told(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        chapter = (await chapters.list_chapters(connection))[0]
        await grant(connection, SACHA, "organiser", chapter.id)
        question = await asks(post, "mon 10:00", event=await an_evening(post))
        for spent in ("mon 12:00", "mon 14:00", "mon 16:00"):
            assert "AnswerDue" in await moves_to(post, spent)
        assert "AnswerDue" not in await moves_to(post, "thu 12:59")
        assert await moves_to(post, "thu 13:00") == []
        assert (await fresh(post, question)).due_at == at("thu 13:15")
        assert await moves_to(post, "thu 13:15") == ["AnswerDue", "AnswerOverdue"]
        assert len(post.told("AnswerOverdue", SACHA)) == 1
        for later in ("thu 13:30", "thu 13:45"):
            assert "AnswerDue" in await moves_to(post, later)
        assert "AnswerDue" not in await moves_to(post, "thu 18:00"), "three on that day"


async def test_an_answer_is_due_by_the_new_start_where_an_evening_is_moved(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        question = await asks(post, "thu 14:00", event=event)
        assert (question.is_urgent, question.due_at) == (True, at("thu 14:15"))
        later = EventEdit(local_date=date(2026, 12, 1))
        assert await event_edits.edit(connection, ORGANISER, event.id, later, post.now)
        assert await moves_to(post, "thu 14:15") == []
        moved = await fresh(post, question)
        assert (moved.is_urgent, moved.due_at) == (False, at("thu 16:00")), "two open hours, as on other days"
        back = EventEdit(local_date=date(2026, 11, 26), local_time=time(20, 30))
        assert await event_edits.edit(connection, ORGANISER, event.id, back, post.now)
        assert await moves_to(post, "thu 14:20") == []
        assert (await fresh(post, question)).due_at == at("thu 14:45"), "the day begins at 14:30"
        await moves_to(post, "thu 14:30")
        moved = await fresh(post, question)
        assert (moved.is_urgent, moved.due_at) == (True, at("thu 14:45"))


async def test_the_evenings_clock_counts_no_more_where_it_is_cancelled(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        question = await asks(post, "thu 14:00", event=event)
        assert await events.cancel(connection, ORGANISER, event.id, post.now)
        assert await moves_to(post, "thu 14:15") == []
        after = await fresh(post, question)
        assert (after.state, after.is_urgent, after.due_at) == ("open", False, at("thu 16:00"))
        assert await answer_watch.find_next_day_at(connection, post.now) is None


async def test_nobody_is_nudged_at_night_for_what_was_missed_meanwhile(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 15:30")
        assert await moves_to(post, "mon 22:00") == [], "it fell due while the program was down"
        assert (await fresh(post, question)).nudge_at == at("tue 09:00")
        assert await moves_to(post, "tue 09:00") == ["AnswerDue"]
        await closing.close(connection, await fresh(post, question), ROBIN, post.now)
        await asks(post, "wed 09:00", 21, member_id=BOB)
        assert await moves_to(post, "wed 14:00") == ["AnswerDue", "AnswerOverdue"], "one for two missed"
        assert await moves_to(post, "wed 15:00") == ["AnswerDue", "AnswerOverdue"], "the third"


async def test_the_clock_stands_still_while_a_question_rests_or_its_author_is_out_of_reach(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await closing.snooze(connection, question, at("mon 15:00"), post.now)
        assert await moves_to(post, "mon 12:00") == []
        await moves_to(post, "mon 15:00")
        assert (await fresh(post, question)).due_at == at("mon 17:00")
        await members.update_member_reach(connection, ALICE, "blocked", post.now)
        await answers.member_blocked(connection, ALICE, post.now)
        assert await moves_to(post, "mon 17:00") == []
        assert (await fresh(post, question)).due_at is None
        await members.update_member_reach(connection, ALICE, "reachable", post.now)
        await moves_to(post, "tue 09:00")
        assert (await fresh(post, question)).due_at == at("tue 11:00")
        await blocks.block(connection, question, None, ROBIN, post.now)
        assert await moves_to(post, "tue 11:00") == []
        await blocks.unblock(connection, question, post.now)
        assert await moves_to(post, "tue 11:01") == ["AnswerDue"]


async def test_other_hours_count_for_what_waits_already(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "fri 17:30")
        await hours.set_hours(connection, Window(weekdays=EVERY_DAY, opens=time(0), closes=time(0)))
        await moves_to(post, "fri 18:00")
        assert (await fresh(post, question)).due_at == at("fri 19:30")
        assert await answer_waits.find_next_nudge_at(connection, post.now) == at("fri 19:30")
        assert await moves_to(post, "fri 19:30") == ["AnswerDue"]
