"""What a topic shows at a glance: its icon, the card at its top, and the name the staff gave it."""

from datetime import timedelta

from relay_post import ALICE, BOB, NOW, OWNER, STAFF, Post, prepare
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import Composed
from hopdrinks.questions import answers, asking, carrying, claims, closing, erasure
from hopdrinks.questions.contents import Content, Written
from hopdrinks.staff import icons
from storage import facts, postings, questions
from storage.database import Database
from storage.question_records import Question
from storage.records import Delivery

MINUTE = timedelta(minutes=1)
#: As Telegram lists them, some without the sign that asks for colour.
STICKERS = [
    {"emoji": emoji, "custom_emoji_id": f"id-{name}"}
    for emoji, name in (
        ("‼", "urgent"),
        ("❓", "waiting"),
        ("✍️", "taken"),
        ("☕", "resting"),
        ("✅", "closed"),
    )
]


def says(message_id: int, text: str = "Where is it?") -> Written:
    return Written(message_id=message_id, content=Content(kind="text", text=text), author_id=OWNER)


async def glancing(connection: AsyncConnection, *, pins: bool = True, forum: bool = True) -> Post:
    """Have a staff chat where icons are known, and where the bot may pin."""
    post = await prepare(connection, forum=forum)
    await postings.put_chat(connection, STAFF, {"kind": "supergroup", "can_pin": pins, "read_at": NOW})
    await icons.learn(connection, STICKERS, NOW)
    return post


async def asked(post: Post, message_id: int = 11, member_id: int = ALICE) -> Question:
    question = await asking.ask(post.connection, member_id, None, says(message_id), post.now)
    await post.all_arrive()
    return await questions.get_question(post.connection, question.id)


def shown(post: Post) -> list[str]:
    """Give the icons topics were given, in order."""
    return [edit["icon_custom_emoji_id"] for edit in post.told("TopicIcon")]


async def arrive_until(post: Post, notice: str) -> None:
    """Let everything arrive that leaves before the next delivery of a kind."""
    while notice not in [one.notice for one in await post.queued()]:
        first = (await post.queued())[0]
        await post.arrive(first.notice)


async def leaving(post: Post, notice: str) -> tuple[Delivery, Composed]:
    """Let everything arrive up to the next delivery of a kind, which is on its way."""
    await arrive_until(post, notice)
    return await post.take(notice)


async def test_a_topic_opens_with_its_icon_and_follows_what_becomes_of_the_question(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        assert post.told("TopicCreation")[0]["icon_custom_emoji_id"] == "id-waiting"
        assert shown(post) == [], "nothing is said twice"
        await claims.take_by_button(connection, question, OWNER, NOW)
        await post.all_arrive()
        await closing.snooze(connection, question, NOW + timedelta(hours=2), NOW)
        await post.all_arrive()
        await asking.add_to(connection, question, says(12), NOW)
        await questions.update_question(connection, question.id, {"is_urgent": True})
        await carrying.refresh_card(connection, question, NOW)
        await post.all_arrive()
        await closing.close(connection, question, OWNER, NOW)
        await post.all_arrive()
        assert shown(post) == ["id-taken", "id-resting", "id-urgent", "id-closed"]
        assert all("name" not in edit for edit in post.told("TopicIcon"))
        await asked(post, 13)
        assert shown(post)[-1] == "id-waiting", "the next question, in the same topic"


async def test_where_telegram_has_no_icon_for_a_state_the_topic_shows_none(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        await answers.answer(connection, question, STAFF, says(900), NOW)
        await post.arrive("QuestionCardRefresh")
        assert "TopicIcon" not in [one.notice for one in await post.queued()], "taken for a moment only"
        await post.all_arrive()
        assert shown(post) == [""]
        await icons.forget(connection)
        await closing.close(connection, question, OWNER, NOW)
        assert "TopicIcon" not in await post.all_arrive(), "nobody knows the icons"


async def test_of_several_changes_only_the_newest_is_shown_and_one_under_way_is_put_right(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        await claims.take_by_button(connection, question, OWNER, NOW)
        await closing.close(connection, question, OWNER, NOW)
        await post.all_arrive()
        assert shown(post) == ["id-closed"]
        await closing.reopen(connection, question, OWNER, NOW)
        delivery, composed = await leaving(post, "TopicIcon")
        await closing.close(connection, question, OWNER, NOW)  # as it was, while the edit is on its way
        await post.made(delivery, composed)
        await post.all_arrive()
        assert shown(post)[-1] == "id-closed"


async def test_of_several_questions_the_topic_shows_the_most_pressing(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        first = await asked(post)
        second = await asked(post, 12)
        await claims.take_by_button(connection, second, OWNER, NOW)
        await post.all_arrive()
        assert shown(post) == []
        await claims.take_by_button(connection, first, OWNER, NOW)
        await post.all_arrive()
        assert shown(post) == ["id-taken"]


async def test_without_the_right_no_icon_is_tried_until_the_rights_are_read_again(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        await claims.take_by_button(connection, question, OWNER, NOW)
        await arrive_until(post, "TopicIcon")
        await post.fail("TopicIcon", "failed", "no_rights")
        await closing.close(connection, question, OWNER, NOW)
        assert "TopicIcon" not in await post.all_arrive()
        assert await icons.is_refused(connection, STAFF)
        await icons.try_again(connection, STAFF)
        await closing.reopen(connection, question, OWNER, NOW)
        assert "TopicIcon" in await post.all_arrive()


async def test_an_icon_telegram_does_not_know_any_more_keeps_no_question_from_its_topic(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        await asking.ask(connection, ALICE, None, says(11), NOW)
        await post.fail("TopicCreation", "failed")
        await post.all_arrive()
        assert [topic.get("icon_custom_emoji_id") for topic in post.told("TopicCreation")] == [None]
        assert "message_thread_id" in post.told("QuestionCopy")[0]
        assert await facts.find_fact(connection, "topic_icons") is None


async def test_icons_learned_later_come_to_the_topics_of_what_waits(database: Database) -> None:
    async with database.writing() as connection:
        post = await prepare(connection)
        await asked(post)
        await icons.learn(connection, STICKERS, NOW)
        await icons.learn(connection, STICKERS, NOW)
        assert await post.all_arrive() == ["TopicIcon"]


async def test_a_card_is_pinned_in_its_topic_without_a_sound_and_released_at_the_end(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        card = question.card_message_id
        assert post.told("CardPin") == [{"message_id": card, "disable_notification": True}]
        await closing.close(connection, question, OWNER, NOW)
        await post.all_arrive()
        assert post.told("CardPin")[1:] == [{"message_id": card}]
        await closing.reopen(connection, question, OWNER, NOW)
        await post.all_arrive()
        assert len(post.told("CardPin")) == 3


async def test_a_question_closed_while_its_card_is_being_pinned_does_not_stay_at_the_top(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asking.ask(connection, ALICE, None, says(11), NOW)
        delivery, composed = await leaving(post, "CardPin")
        await closing.close(connection, question, OWNER, NOW)
        await post.made(delivery, composed)
        await post.all_arrive()
        assert "disable_notification" not in post.told("CardPin")[-1], "released"
        assert (await questions.get_question(connection, question.id)).pinned_message_id is None


async def test_nothing_is_pinned_in_a_group_without_topics_or_without_the_right(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection, forum=False)
        await asked(post)
        assert post.told("CardPin") == []
        await postings.put_chat(connection, STAFF, {"kind": "supergroup", "is_forum": True, "read_at": NOW})
        await asking.ask(connection, BOB, None, says(21), NOW)
        await arrive_until(post, "CardPin")
        await post.fail("CardPin", "failed", "no_rights")
        chat = await postings.find_chat(connection, STAFF)
        assert chat is not None
        assert not chat.can_pin
        await asked(post, 22, BOB)
        assert post.told("CardPin") == [], "not tried again"


async def test_a_name_given_by_hand_stays_when_the_topic_has_to_be_opened_anew(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        thread = await questions.find_thread_of(connection, ALICE)
        assert thread is not None
        await questions.update_thread(connection, thread.id, {"given_name": "Alice (press)"})
        await carrying.topic_gone(connection, question.id, thread.topic_id, NOW)
        await post.all_arrive()
        assert [topic["name"] for topic in post.told("TopicCreation")] == ["Alice", "Alice (press)"]


async def test_a_topic_deleted_again_within_a_minute_is_not_opened_again(database: Database) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        question = await asked(post)
        for seconds in (0, 20, 40):
            post.now = NOW + timedelta(seconds=seconds)
            await asking.add_to(connection, question, says(20 + seconds), post.now)
            await post.fail("QuestionCopy", "failed", "topic_gone")
            await post.all_arrive()
        assert len(post.told("TopicCreation")) == 2, "the first, and one in its place"
        assert post.copied()[-1] == 60, "nothing is lost: it is in the chat itself"
        assert "message_thread_id" not in post.told("QuestionCopy")[-1]
        post.now = NOW + 2 * MINUTE
        await asked(post, 90)
        assert len(post.told("TopicCreation")) == 3


async def test_a_topic_that_others_share_shows_nothing_of_a_question_that_was_erased(
    database: Database,
) -> None:
    async with database.writing() as connection:
        post = await glancing(connection)
        first = await asked(post)
        await closing.close(connection, first, OWNER, NOW)
        await post.all_arrive()
        second = await asked(post, 21)
        await post.all_arrive()
        assert shown(post)[-1] == "id-waiting"
        await erasure.erase(connection, second, OWNER, NOW, report_to=STAFF)
        await post.all_arrive()
        assert shown(post)[-1] == "id-closed"
