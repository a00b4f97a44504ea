"""Those who come hear of a correction: once for each, only those who have it, and only where it changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from casting import (
    AUTHOR,
    HELLO,
    LEAVES,
    ORGANISER,
    a_draft,
    add_followers,
    as_it_is,
    get,
    run_out,
    send,
    sweep,
)
from evenings import NOW, START, add_chapter, announce_event, tap
from sqlalchemy import select, update

from hopdrinks.broadcasts import corrections
from hopdrinks.broadcasts import life as rules
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.tables import deliveries, members

LATER = LEAVES + timedelta(days=1)
OTHERWISE = Content(parts=(Part(kind="text", text="Otherwise"),))


async def a_sent_one(database: Database, english: Sequence[int] = ()) -> Broadcast:
    """Have a broadcast about an evening that 1, 2, 3 have, in English where they read it; 1 and 2 come."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2, 3, AUTHOR])
        await connection.execute(update(members).where(members.c.id.in_(english)).values(locale="en"))
        event = await announce_event(connection, chapter)
        for member_id in (1, 2, AUTHOR):
            await tap(connection, event.id, member_id, "going", NOW)
        draft = await a_draft(connection, chapter, event_id=event.id)
        if english:
            await rules.rewrite(connection, ORGANISER, draft, "en", HELLO, NOW)
            draft = await get(connection, draft.id)
    await send(database, draft)
    await run_out(database, LEAVES)
    return await as_it_is(database, draft.id)


async def reword(database: Database, broadcast: Broadcast, now: datetime = LATER, locale: str = "fr") -> None:
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        assert await rules.rewrite(connection, ORGANISER, current, locale, OTHERWISE, now)
    await sweep(database, now)


async def tell(database: Database, broadcast: Broadcast, now: datetime = LATER) -> int:
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        offered = await corrections.count_concerned(connection, current, now)
        told = await corrections.tell(connection, ORGANISER, current, now)
        assert told == offered
        return told


async def list_told(database: Database) -> list[int]:
    async with database.reading() as connection:
        told = select(deliveries.c.chat_id).where(deliveries.c.notice == "BroadcastCorrection")
        return sorted((await connection.execute(told)).scalars())


async def test_each_version_is_told_once_to_those_who_come(database: Database) -> None:
    broadcast = await a_sent_one(database)
    assert await tell(database, broadcast) == 0, "nothing was corrected"
    await reword(database, broadcast)
    assert await tell(database, broadcast) == 2
    assert await tell(database, broadcast) == 0
    hour_later = LATER + timedelta(hours=1)
    await reword(database, broadcast, hour_later)
    assert await tell(database, broadcast, hour_later) == 2
    assert await list_told(database) == [1, 1, 2, 2]


async def test_only_those_are_told_whose_language_was_corrected(database: Database) -> None:
    broadcast = await a_sent_one(database, english=[2])
    await reword(database, broadcast)
    assert await tell(database, broadcast) == 1
    hour_later = LATER + timedelta(hours=1)
    await reword(database, broadcast, hour_later, "en")
    assert await tell(database, broadcast, hour_later) == 1
    assert await list_told(database) == [1, 2]


@pytest.mark.parametrize("why", ["over", "taken back", "not everybody sees it yet"])
async def test_nobody_is_told_of_what_is_over_gone_or_on_its_way(database: Database, why: str) -> None:
    broadcast = await a_sent_one(database)
    await reword(database, broadcast)
    async with database.writing() as connection:
        current = await get(connection, broadcast.id)
        if why == "taken back":
            assert await rules.recall(connection, ORGANISER, current, LATER)
        elif why != "over":
            assert await rules.rewrite(connection, ORGANISER, current, "fr", OTHERWISE, LATER)
    now = START + timedelta(days=1) if why == "over" else LATER
    assert await tell(database, broadcast, now) == 0
