from datetime import timedelta

from evenings import NOW, add_chapter, plan_event
from sqlalchemy import select

from hopdrinks import silence
from hopdrinks.evenings import events
from hopdrinks.people.chapters import ensure_owners
from hopdrinks.people.roles import Actor
from storage import postings
from storage.database import Database
from storage.tables import deliveries


async def notices_after(database: Database, away: timedelta) -> list[str]:
    """Give what is owed after a silence, with one card posted in a group."""
    async with database.writing() as connection:
        await ensure_owners(connection, [1], NOW)
        chapter = await add_chapter(connection)
        event = await plan_event(connection, chapter)
        await events.announce(connection, Actor(member_id=1), event.id, NOW)
        await postings.add_posting(
            connection, event_id=event.id, chat_id=-100, message_id=5, digest="", now=NOW
        )
        await silence.make_good(connection, away, NOW)
        rows = await connection.execute(select(deliveries.c.notice).order_by(deliveries.c.id))
        return [notice for notice in rows.scalars() if notice in ("PostingRefresh", "OwnerAlert")]


async def test_a_short_silence_costs_nothing(database: Database) -> None:
    assert await notices_after(database, timedelta(seconds=100)) == []


async def test_after_taps_were_lost_the_cards_are_made_true(database: Database) -> None:
    assert await notices_after(database, timedelta(minutes=10)) == ["PostingRefresh"]


async def test_after_messages_may_be_lost_the_owner_is_told_too(database: Database) -> None:
    assert await notices_after(database, timedelta(hours=30)) == ["PostingRefresh", "OwnerAlert"]


async def test_when_telegram_was_heard_is_remembered(database: Database) -> None:
    async with database.writing() as connection:
        assert await silence.find_heard_at(connection) is None
        await silence.heard(connection, NOW)
        assert await silence.find_heard_at(connection) == NOW
