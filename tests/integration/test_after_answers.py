"""After an answer: asked once whether anything remains, closed, rated once; one question's whole season."""

from datetime import timedelta

from relay_post import ALICE, BOB, NOW, OWNER, STAFF, Post
from sqlalchemy.ext.asyncio import AsyncConnection
from waiting import ROBIN, an_evening, answered, asks, at, fresh, moves_to, says, staffed

from handlers.language import Languages
from handlers.staff.queue import read_queue
from handlers.staff.views.lookup import queue
from hopdrinks.questions import after_answers, asking, closing, ratings
from hopdrinks.questions.contents import Content, Written
from storage import members
from storage.database import Database
from storage.question_records import Question

DAY = timedelta(days=1)


async def closed(post: Post, question: Question) -> Question:
    await closing.close(post.connection, await fresh(post, question), ROBIN, post.now)
    await post.all_arrive()
    return await fresh(post, question)


def labels(parameters: dict) -> list[str]:  # type: ignore[type-arg]
    return [button["text"] for row in parameters["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_question_has_a_whole_season(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "fri 17:30")
        assert await moves_to(post, "sat 12:00") == []
        assert await moves_to(post, "MON 09:30") == ["StaffDigest"]
        assert await moves_to(post, "MON 10:30") == ["AnswerDue"]
        await answered(post, question, "MON 11:00")
        assert "🟢" in post.told("QuestionCardRefresh")[-1]["text"]
        assert await moves_to(post, "TUE 09:30") == [], "nothing waits"
        assert await after_answers.find_next_due_at(connection, post.now) == at("WED 11:00")
        assert await moves_to(post, "WED 10:59") == []
        assert await moves_to(post, "WED 11:00") == ["RemainsOpen"]
        assert [label[0] for label in labels(post.told("RemainsOpen", ALICE)[0])] == ["👍", "❓"]
        assert await after_answers.find_next_due_at(connection, post.now) == at("WED 11:00") + DAY
        assert await moves_to(post, "WED 23:00") == []
        assert await closing.close_answered(connection, await fresh(post, question), post.now)
        await post.all_arrive()
        assert "⚪" in post.told("QuestionCardRefresh")[-1]["text"]
        assert await ratings.rate(connection, question, "up", post.now)
        assert not await ratings.rate(connection, question, "down", post.now), "once"
        assert await ratings.say(connection, question, "Quick   and kind", post.now)
        assert not await ratings.say(connection, question, "again", post.now), "once"
        await post.all_arrive()
        assert "Quick and kind" in post.told("RatingWords", STAFF)[0]["text"]
        assert (await fresh(post, question)).rating == 1


async def test_who_says_nothing_more_has_the_question_closed_quietly_a_day_later(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 11:00")
        assert await moves_to(post, "wed 11:00") == ["RemainsOpen"]
        await moves_to(post, "thu 10:59")
        assert (await fresh(post, question)).state == "answered"
        await moves_to(post, "thu 11:00")
        done = await fresh(post, question)
        assert (done.state, done.closed_by) == ("closed", None)
        assert post.told("QuestionClosed") == []


async def test_a_word_of_the_member_or_another_answer_begins_the_two_days_anew(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 11:00")
        await moves_to(post, "wed 11:00")
        await asking.add_to(connection, await fresh(post, question), says(12), post.now)
        await post.all_arrive()
        await moves_to(post, "thu 11:00")
        assert (await fresh(post, question)).state == "open"
        await answered(post, question, "thu 11:30", 901)
        assert "RemainsOpen" not in await moves_to(post, "sat 11:29")
        assert "RemainsOpen" in await moves_to(post, "sat 11:30")
        assert await closing.reopen(connection, await fresh(post, question), 0, post.now)
        waits = await fresh(post, question)
        assert (waits.state, waits.remains_asked_at) == ("open", None), "something remains, said with a tap"


async def test_a_question_the_staff_take_up_again_does_not_ask_at_once_whether_anything_remains(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 11:00")
        await closed(post, question)
        await moves_to(post, "wed 15:00")
        assert await closing.reopen(connection, await fresh(post, question), ROBIN, post.now)
        assert await after_answers.find_next_due_at(connection, post.now) == at("fri 15:00")
        assert await moves_to(post, "wed 15:01") == []
        assert (await fresh(post, question)).state == "answered"
        assert await moves_to(post, "fri 14:59") == []
        assert await moves_to(post, "fri 15:00") == ["RemainsOpen"]


async def test_a_reply_to_what_was_closed_long_ago_takes_it_up_and_begins_the_two_days_anew(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 11:00")
        await closed(post, question)
        await moves_to(post, "thu 15:00")
        assert await closing.reopen(connection, await fresh(post, question), ROBIN, post.now)
        await answered(post, question, "thu 16:00", 901)
        assert await moves_to(post, "thu 16:01") == []
        again = await fresh(post, question)
        assert (again.state, again.closed_at, again.reopened_at) == ("answered", None, None)
        assert await moves_to(post, "sat 15:59") == []
        assert await moves_to(post, "sat 16:00") == ["RemainsOpen"]
        await moves_to(post, "sun 16:00")
        assert (await fresh(post, question)).state == "closed"
        await moves_to(post, "MON 12:00")
        await answered(post, question, "MON 12:00", 902)
        assert (await fresh(post, question)).state == "answered", "a Reply alone does so too"
        assert "RemainsOpen" not in await moves_to(post, "TUE 12:00")
        assert "RemainsOpen" in await moves_to(post, "WED 12:00")


async def test_whoever_said_thanks_or_cannot_be_asked_is_left_in_peace(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        thanked = await asks(post, "mon 10:00")
        unreachable = await asks(post, "mon 10:01", 21, member_id=BOB)
        await answered(post, thanked, "mon 11:00")
        await answered(post, unreachable, "mon 11:00", 901)
        thanks = Written(message_id=12, content=Content(kind="text", text="Merci !"))
        await asking.add_to(connection, await fresh(post, thanked), thanks, at("mon 11:05"))
        await members.update_member_reach(connection, BOB, "blocked", NOW)
        assert await moves_to(post, "wed 11:05") == []
        assert {(await fresh(post, one)).state for one in (thanked, unreachable)} == {"closed"}


async def test_what_was_answered_long_ago_is_left_alone(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        question = await asks(post, "mon 10:00")
        await answered(post, question, "mon 11:00")
        post.now = at("mon 11:00") + 8 * DAY
        await after_answers.settle_due(connection, post.now)
        assert (await fresh(post, question)).state == "answered"


async def test_whoever_got_no_answer_around_an_evening_is_asked_whether_they_found_it(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        event = await an_evening(post)
        early = await asks(post, "wed 10:00", event=event)
        question = await asks(post, "thu 18:10", 21, event=event, member_id=BOB)
        assert "RemainsOpen" not in await moves_to(post, "thu 19:59")
        assert "RemainsOpen" in await moves_to(post, "thu 20:00")
        assert [label[0] for label in labels(post.told("RemainsOpen", BOB)[0])] == ["👍"]
        assert post.told("RemainsOpen", ALICE) == [], "asked the day before"
        assert "RemainsOpen" not in await moves_to(post, "fri 20:30"), "once"
        assert {(await fresh(post, one)).state for one in (early, question)} == {"open"}, "nothing is dropped"


async def test_a_question_is_rated_within_a_week_of_its_end_and_never_again(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        unanswered = await closed(post, await asks(post, "mon 10:00"))
        assert [label[0] for label in labels(post.told("QuestionClosed", ALICE)[0])] == ["🔓"]
        await answered(post, unanswered, "mon 11:00")
        question = await closed(post, unanswered)
        assert [label[0] for label in labels(post.told("QuestionClosed", ALICE)[-1])] == ["👍", "👎", "🔓"]
        assert question.closed_at is not None
        assert not await ratings.rate(connection, question, "up", question.closed_at + 7 * DAY)
        last_moment = question.closed_at + 7 * DAY - timedelta(seconds=1)
        assert await ratings.rate(connection, question, "down", last_moment)
        await closing.reopen(connection, question, 0, post.now)
        await closed(post, question)
        assert [label[0] for label in labels(post.told("QuestionClosed", ALICE)[-1])] == ["🔓"]
        waits = await asks(post, "mon 12:00", 31)
        assert not await ratings.rate(connection, waits, "up", post.now), "not before its end"


async def test_the_queue_counts_ratings_of_a_month_from_five_on(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        for number, asker in enumerate((ALICE, BOB, OWNER, ROBIN, ALICE)):
            assert "👍" not in await listed(connection, post)
            question = await closed(post, await asks(post, f"mon 1{number}:00", 50 + number, member_id=asker))
            await ratings.rate(connection, question, "down" if number == 3 else "up", post.now)
        assert "👍 4 · 👎 1" in await listed(connection, post)
        post.now += 31 * DAY
        assert "👍" not in await listed(connection, post)


async def listed(connection: AsyncConnection, post: Post) -> str:
    language = Languages("fr").get("fr")
    return str(queue(language, await read_queue(connection, language, post.now), post.now).text)
