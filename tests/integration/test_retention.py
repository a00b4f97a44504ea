"""The words of a question are deleted a month after its end, the way of its messages a month later."""

from datetime import datetime, timedelta

from relay_post import ALICE, NOW, ROBIN, STAFF, Post, answered, asked, relay_of, says
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.rings import Rings
from bot.sweep import Sweeper
from hopdrinks.questions import after_answers, asking, closing, corrections, faq, ratings, retention
from hopdrinks.questions.contents import Content
from storage import after_answers as stored_ratings
from storage import faq as stored_faq
from storage import questions as stored
from storage import relays, staff_notes
from storage.database import Database
from storage.question_records import Question
from storage.tables import deliveries, faq_entries, notes
from storage.tables import questions as question_rows
from storage.tables import relays as relay_rows

DAY = timedelta(days=1)
#: Stands in everything that is said.
CANARY = "kanarienvogel"


async def said(connection: AsyncConnection) -> bool:
    """Tell whether any of it is kept anywhere."""
    rows = [
        row
        for table in (relay_rows, notes, question_rows, faq_entries, deliveries)
        for row in (await connection.execute(select(table))).mappings()
    ]
    return CANARY in str(rows)


async def closed(connection: AsyncConnection) -> tuple[Post, Question]:
    """Have a question asked, noted on, answered, rated and closed, in words that can be found."""
    post, question = await asked(connection)
    await asking.add_to(connection, question, says(12, f"And {CANARY}?"), NOW)
    await post.all_arrive()
    answer = await answered(post, question, text=f"Yes, {CANARY}.")
    await faq.draft(connection, answer, question, "What?", "fr", NOW)
    note = {"question_id": question.id, "author_id": ROBIN, "chat_id": STAFF, "message_id": 950}
    await staff_notes.add_note(connection, note | {"text": CANARY, "noted_at": NOW})
    await closing.close(connection, question, ROBIN, NOW, reason=f"Because of the {CANARY}.")
    await ratings.rate(connection, question, "up", NOW)
    await ratings.say(connection, question, CANARY, NOW)
    edit = Content(kind="text", text=f"Or {CANARY}?")
    await corrections.edited(connection, await relay_of(connection, ALICE, 12), edit, NOW)
    await post.all_arrive()
    return post, await fresh(connection, question)


async def fresh(connection: AsyncConnection, question: Question) -> Question:
    return await stored.get_question(connection, question.id)


async def forget(connection: AsyncConnection, now: datetime) -> None:
    while await retention.forget_due(connection, now):
        pass


async def test_words_are_deleted_thirty_days_after_the_end_and_counts_stay(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await closed(connection)
        await forget(connection, NOW + 30 * DAY - timedelta(seconds=1))
        assert await said(connection)
        assert (await fresh(connection, question)).words_deleted_at is None
        await forget(connection, NOW + 30 * DAY)
        assert not await said(connection)
        after = await fresh(connection, question)
        assert after.words_deleted_at == NOW + 30 * DAY
        assert (after.first_answered_at, after.rating) == (question.first_answered_at, 1)
        assert await stored_ratings.count_ratings(connection, NOW - DAY) == (1, 0)


async def test_which_message_is_whose_is_known_for_sixty_days(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await closed(connection)
        await forget(connection, NOW + 60 * DAY - timedelta(seconds=1))
        assert (await relay_of(connection, ALICE, 12)).to_message_id is not None
        await forget(connection, NOW + 60 * DAY)
        assert await relays.list_relays(connection, question.id) == []
        assert (await fresh(connection, question)).rating == 1


async def test_what_goes_on_or_was_closed_lately_is_kept_whole(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await closed(connection)
        later = await asking.ask(connection, ALICE, None, says(21, CANARY), NOW)
        await forget(connection, NOW + 90 * DAY)
        assert await said(connection), "it waits for an answer"
        await closing.close(connection, later, ROBIN, NOW + 90 * DAY)
        await forget(connection, NOW + 119 * DAY)
        assert await said(connection)
        await forget(connection, NOW + 120 * DAY)
        assert not await said(connection)
        assert (await fresh(connection, question)).words_deleted_at == NOW + 90 * DAY


async def test_what_was_answered_and_never_closed_ends_with_its_last_word(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        await answered(post, question, text=CANARY)
        assert not await after_answers.settle_due(connection, NOW + 20 * DAY), "too old to be asked about"
        await forget(connection, NOW + 30 * DAY)
        assert not await said(connection)
        after = await fresh(connection, question)
        assert (after.state, after.closed_at) == ("closed", NOW)


async def test_a_published_answer_stays(database: Database) -> None:
    async with database.writing() as connection:
        post, question = await asked(connection)
        answer = await answered(post, question, text=CANARY)
        entry = await faq.draft(connection, answer, question, "What?", "fr", NOW)
        assert entry is not None
        await faq.publish(connection, entry, "for_good", ROBIN, NOW)
        await closing.close(connection, question, ROBIN, NOW)
        await forget(connection, NOW + 60 * DAY)
        kept = await stored_faq.find_entry(connection, entry.id)
        assert kept is not None
        assert kept.answer == CANARY


async def test_nothing_brings_back_what_was_deleted(database: Database) -> None:
    async with database.writing() as connection:
        _, question = await closed(connection)
        await forget(connection, NOW + 30 * DAY)
        gone = await fresh(connection, question)
        edit = Content(kind="text", text=CANARY)
        relay = await relay_of(connection, ALICE, 12)
        assert not await corrections.edited(connection, relay, edit, NOW + 31 * DAY)
        assert not await closing.reopen(connection, gone, 0, NOW + 31 * DAY)
        assert not await closing.reopen(connection, gone, ROBIN, NOW + 31 * DAY)
        assert relay.to_message_id is not None
        assert await asking.find_replied(connection, ALICE, 12) is None, "what they write is a new question"
        assert await asking.find_asked(connection, STAFF, relay.to_message_id) == gone
        assert not await said(connection)


async def test_housekeeping_takes_many_questions_in_small_steps(database: Database) -> None:
    clock = Clock()
    async with database.writing() as connection:
        _, question = await closed(connection)
        row = {"member_id": ALICE, "state": "closed", "asked_at": NOW, "closed_at": NOW}
        await connection.execute(question_rows.insert(), [row] * 120)
        assert await retention.forget_due(connection, NOW + 30 * DAY), "there is more"
    clock.move_to(NOW + 30 * DAY)
    await Sweeper(database, clock, Rings()).keep_house()
    async with database.reading() as connection:
        left = question_rows.c.words_deleted_at.is_(None)
        assert (await connection.execute(select(question_rows.c.id).where(left))).all() == []
        assert (await fresh(connection, question)).words_deleted_at is not None
