"""Answer once, tell everyone: nothing asked is lost to a suggestion, and nobody is named."""

from datetime import timedelta

from relay_post import ALICE, BOB, NOW, Post, prepare
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import answers, asking, faq
from hopdrinks.questions.contents import Content, Written
from storage import faq as stored
from storage import questions as stored_questions
from storage import relays, tables
from storage.database import Database
from storage.question_records import FaqEntry, Question

ASKED, ANSWER = "Faut-il un compte pour venir ?", "Non, venez comme vous êtes."
STAFF_MEMBER = 77


def words(message_id: int, text: str) -> Written:
    return Written(message_id=message_id, content=Content(kind="text", text=text))


async def ask(connection: AsyncConnection, member_id: int, message_id: int, text: str) -> Question:
    return await asking.ask(connection, member_id, None, words(message_id, text), NOW)


async def publish(connection: AsyncConnection, post: Post, question: Question) -> tuple[FaqEntry, int]:
    """Have a question answered, and the answer published; give the entry, and how many were told."""
    await post.all_arrive()
    question = await stored_questions.get_question(connection, question.id)
    chat_id = question.card_chat_id or 0
    relay = await answers.answer(connection, question, chat_id, words(900 + question.id, ANSWER), NOW)
    assert relay is not None
    await post.all_arrive()
    entry = await faq.draft(connection, relay, question, ASKED, "fr", NOW)
    assert entry is not None
    assert await faq.suggest(connection, BOB, words(1, ASKED), None, "fr", NOW) == [], "a draft was offered"
    told = await faq.publish(connection, entry, "for_good", STAFF_MEMBER, NOW)
    assert told is not None
    return entry, told


async def asked_by(connection: AsyncConnection, member_id: int) -> list[str]:
    rows = await connection.execute(
        select(tables.relays.c.content)
        .join(tables.questions, tables.questions.c.id == tables.relays.c.question_id)
        .where(tables.questions.c.member_id == member_id, tables.relays.c.direction == "to_staff")
        .order_by(tables.relays.c.id)
    )
    return [Content.model_validate_json(content).text for content in rows.scalars()]


async def test_an_answer_published_is_offered_to_the_next_who_asks_and_nobody_is_bothered(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        entry, told = await publish(connection, post, await ask(connection, ALICE, 11, ASKED))
        assert told == 0
        offered = await faq.suggest(connection, BOB, words(21, "Un compte pour venir ?"), None, "fr", NOW)
        assert [one.id for one in offered] == [entry.id]
        assert await faq.satisfied(connection, BOB, 21)
        await faq.ask_due(connection, NOW + timedelta(days=1))
        assert await asked_by(connection, BOB) == []


async def test_who_asks_a_person_after_all_and_who_says_nothing_are_asked_for_once(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await publish(connection, post, await ask(connection, ALICE, 11, ASKED))
        for message_id in (21, 22):
            assert await faq.suggest(connection, BOB, words(message_id, ASKED), None, "fr", NOW)
        assert await faq.ask_person(connection, BOB, 21, NOW) is not None
        assert await faq.ask_person(connection, BOB, 21, NOW) is None
        late = NOW + faq.ASKED_AFTER
        await faq.ask_due(connection, late - timedelta(seconds=1))
        assert await asked_by(connection, BOB) == [ASKED]
        await faq.ask_due(connection, late)
        await faq.ask_due(connection, late)
        assert await asked_by(connection, BOB) == [ASKED, ASKED]
        assert not await faq.satisfied(connection, BOB, 22)


async def test_who_waits_for_the_same_is_sent_the_answer_and_the_others_are_not(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await ask(connection, ALICE, 11, ASKED)
        same = await ask(connection, BOB, 21, "Bonjour, un compte est-il obligatoire pour venir ?")
        await ask(connection, BOB, 22, "Où se garer ?")
        entry, told = await publish(connection, post, first)
        assert told == 1
        await post.arrive("PublishedAnswer")
        sent = [(to, call) for to, notice, call in post.sent if notice == "PublishedAnswer"]
        assert [to for to, _ in sent] == [BOB]
        assert ANSWER in sent[0][1]["text"]
        assert await faq.helped(connection, same, NOW)
        assert (await stored_questions.get_question(connection, same.id)).state == "closed"
        assert await faq.publish(connection, entry, "for_good", STAFF_MEMBER, NOW) is None, "published twice"


async def test_who_asked_the_same_behind_a_command_or_in_a_group_is_sent_the_answer(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await ask(connection, ALICE, 11, ASKED)
        short = "un compte ?"
        for message_id, said in ((21, f"/ask {short}"), (22, f"Bonjour @hopdrinks_bot, {short}")):
            written = words(message_id, said).model_copy(update={"words": short})
            group = None if message_id == 21 else (-555, message_id)
            await asking.ask(connection, BOB, None, written, NOW, group=group)
        assert (await publish(connection, post, first))[1] == 2, "what leads up to a question is none of it"


async def test_who_was_answered_before_it_left_is_sent_nothing(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        first = await ask(connection, ALICE, 11, ASKED)
        same = await ask(connection, BOB, 21, ASKED)
        assert (await publish(connection, post, first))[1] == 1
        await answers.answered(connection, same.id, NOW, written_at=NOW)
        await post.all_arrive()
        assert [to for to, notice, _ in post.sent if notice == "PublishedAnswer"] == []


async def test_a_picture_is_no_answer_to_publish(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        question = await ask(connection, ALICE, 11, ASKED)
        await post.all_arrive()
        photo = Written(message_id=901, content=Content(kind="photo", file_id="f", file_unique_id="u"))
        question = await stored_questions.get_question(connection, question.id)
        relay = await answers.answer(connection, question, question.card_chat_id or 0, photo, NOW)
        assert relay is not None
        assert await faq.draft(connection, relay, question, ASKED, "fr", NOW) is None
        assert await relays.find_relay(connection, relay.id) is not None


async def test_nothing_is_offered_after_it_was_withdrawn(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        entry, _ = await publish(connection, post, await ask(connection, ALICE, 11, ASKED))
        published = await stored.find_entry(connection, entry.id)
        assert published is not None
        assert await faq.withdraw(connection, published, STAFF_MEMBER, NOW)
        assert not await faq.withdraw(connection, published, STAFF_MEMBER, NOW)
        assert await faq.suggest(connection, BOB, words(21, ASKED), None, "fr", NOW) == []
        rows = await connection.execute(select(tables.audit.c.action).order_by(tables.audit.c.id))
        assert [action for action in rows.scalars() if action.startswith("faq.")] == [
            "faq.publish",
            "faq.withdraw",
        ]


async def test_what_was_to_be_asked_without_a_name_is_asked_without_one_after_a_suggestion(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await publish(connection, post, await ask(connection, ALICE, 11, ASKED))
        for message_id in (21, 22):
            offered = words(message_id, ASKED)
            assert await faq.suggest(connection, BOB, offered, None, "fr", NOW, anonymous=True)
        question = await faq.ask_person(connection, BOB, 21, NOW)
        assert question is not None
        assert question.alias is not None
        await faq.ask_due(connection, NOW + timedelta(days=1))
        aliases = select(tables.questions.c.alias).where(tables.questions.c.member_id == BOB)
        assert None not in (await connection.execute(aliases)).scalars().all()
