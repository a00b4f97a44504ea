"""The nightly trial of where the staff are, and its line in the morning's list."""

from collections.abc import Mapping

import pytest
from relay_post import NOW, STAFF, Post
from sqlalchemy.ext.asyncio import AsyncConnection
from waiting import ROBIN, answered, asks, at, moves_to, staffed

from hopdrinks.notices.calls import ChatReading
from hopdrinks.outcomes import record_sent
from hopdrinks.results import Sent
from hopdrinks.staff import digest, self_test, surface
from storage import facts, postings
from storage.database import Database

RIGHTS = ("can_manage_topics", "can_delete_messages", "can_pin_messages")


async def reads(post: Post, rights: Mapping[str, object]) -> None:
    """Have the bot's place in the staff chat be read."""
    notice = ChatReading(chat_id=STAFF, what="rights", bot_id=None)
    sent = Sent(delivery_id=1, chat_id=STAFF, read={"status": "administrator", **rights})
    await record_sent(post.connection, notice, sent, post.now)


async def at_night(connection: AsyncConnection, *, lacks: str = "", forum: bool = True) -> Post:
    """Have the trial of a night, and what it finds."""
    post = await staffed(connection, forum=forum)
    await moves_to(post, "tue 04:29")
    await reads(post, {right: right != lacks for right in RIGHTS})
    await moves_to(post, "tue 04:30")
    return post


async def test_every_night_the_staff_chat_is_read_and_a_call_tried_there_once(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection, forum=True)
        await moves_to(post, "tue 04:29")
        assert post.told("SurfaceTrial") == []
        await moves_to(post, "tue 04:30")
        await moves_to(post, "tue 05:00")
        assert post.told("SurfaceTrial", STAFF) == [{"action": "typing"}]
        assert len(post.told("ChatReading", STAFF)) == 2
        assert len(post.told("TopicIconsReading")) == 1
        await moves_to(post, "wed 04:30")
        assert len(post.told("SurfaceTrial")) == 2


async def test_the_morning_list_ends_with_one_green_line_where_everything_arrives(database: Database) -> None:
    async with database.writing() as connection:
        post = await at_night(connection)
        assert await moves_to(post, "tue 09:30") == [], "nothing waits, and nothing is missing"
        question = await asks(post, "tue 10:00")
        await moves_to(post, "wed 04:30")
        await moves_to(post, "wed 09:30")
        told = post.told("StaffDigest", STAFF)[0]["text"]
        assert told.splitlines()[-1].startswith("🟢")
        assert "sujets" in told
        await answered(post, question, "wed 10:00")


@pytest.mark.parametrize("wakes", ["tue 09:40", "tue 11:20"])
async def test_a_machine_that_slept_through_the_night_tries_first_and_says_it_in_the_morning_list(
    database: Database, wakes: str
) -> None:
    async with database.writing() as connection:
        post = await staffed(connection, forum=True)
        await asks(post, "mon 17:00")
        await reads(post, dict.fromkeys(RIGHTS, True))
        post.sent.clear()
        assert "StaffDigest" in await moves_to(post, wakes)
        assert len(post.told("SurfaceTrial")) == 1
        assert post.told("StaffDigest", STAFF)[0]["text"].splitlines()[-1].startswith("🟢")


async def test_the_morning_list_waits_no_longer_than_minutes_for_the_outcome(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection, forum=True)
        await asks(post, "mon 17:00")
        for local, is_owed in (("tue 09:40", False), ("tue 09:44", False), ("tue 09:45", True)):
            await self_test.try_due(connection, at(local))  # it is owed, and nothing arrives
            await digest.send_due(connection, at(local))
            assert (await facts.find_fact(connection, "staff_digest") is not None) == is_owed, local


async def test_a_right_taken_away_is_named_once_even_where_nothing_waits(database: Database) -> None:
    async with database.writing() as connection:
        post = await at_night(connection, lacks="can_pin_messages")
        assert await moves_to(post, "tue 09:30") == ["StaffDigest"]
        told = post.told("StaffDigest", STAFF)[0]["text"]
        assert "⚠️" in told
        assert "épingler" in told
        assert "supprimer" not in told
        await moves_to(post, "wed 04:30")
        assert await moves_to(post, "wed 09:30") == [], "they know"


async def test_a_trial_that_telegram_refused_is_no_green_line(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection, forum=True)
        await reads(post, dict.fromkeys(RIGHTS, True))
        await self_test.tried(connection, NOW, arrived=False)
        outcome = await self_test.find_outcome(connection, NOW)
        assert outcome is not None
        assert outcome[1] == ["trip"]
        assert await self_test.find_outcome(connection, NOW.replace(hour=22)) is None, "too long ago to tell"


async def test_a_group_without_topics_lacks_nothing_that_belongs_to_them(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        await reads(post, {"can_delete_messages": True})
        await self_test.tried(connection, NOW, arrived=True)
        outcome = await self_test.find_outcome(connection, NOW)
        assert outcome is not None
        assert outcome[1] == []
        assert await self_test.find_lacks(connection, STAFF) == ["forum", "topics", "pin"], (
            "as /staffsetup says"
        )


async def test_where_questions_go_to_a_representative_nothing_is_tried(database: Database) -> None:
    async with database.writing() as connection:
        post = await staffed(connection)
        await postings.put_chat(
            connection, STAFF, {"kind": "supergroup", "bot_status": "left", "read_at": NOW}
        )
        assert await surface.find_place_id(connection) == ROBIN
        await moves_to(post, "tue 04:30")
        assert post.told("SurfaceTrial") == []
        assert await facts.find_fact(connection, "staff_self_test.tried") is None
