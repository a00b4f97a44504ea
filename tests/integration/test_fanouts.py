"""A notice owed to many, expanded a chunk at a time: nobody twice, none missed."""

import pytest
from evenings import NOW, add_chapter, add_members, announce_event, come, told
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks import outbox
from hopdrinks.notices.evenings import EventCancellation
from storage.database import Database
from storage.fanouts import CHUNK, list_fanouts
from storage.records import Event
from storage.tables import follows, members

FOLLOWERS = list(range(1, 1_301))


class KilledError(Exception):
    """Stands for a process that dies before it commits."""


async def announced(database: Database, member_ids: list[int]) -> Event:
    async with database.writing() as connection:
        await add_members(connection, member_ids)
        chapter = await add_chapter(connection)
        await connection.execute(
            follows.insert(),
            [{"chapter_id": chapter.id, "member_id": one, "followed_at": NOW} for one in member_ids],
        )
        return await announce_event(connection, chapter)


async def expand(database: Database) -> bool:
    async with database.writing() as connection:
        return await outbox.expand(connection, NOW)


async def expand_and_die(database: Database) -> None:
    async with database.writing() as connection:
        await outbox.expand(connection, NOW)
        raise KilledError


async def expand_all(database: Database) -> int:
    chunks = 1
    while await expand(database):
        chunks += 1
    return chunks


async def pending(database: Database) -> int:
    async with database.reading() as connection:
        return len(await list_fanouts(connection))


async def test_thirteen_hundred_followers_hear_once_each_in_three_chunks(database: Database) -> None:
    await announced(database, FOLLOWERS)
    reached = []
    for _ in range(3):
        more = await expand(database)
        reached.append((sum((await told(database, "Announcement")).values()), more))
    assert reached == [(CHUNK, True), (2 * CHUNK, True), (1_300, False)]
    assert await told(database, "Announcement") == dict.fromkeys(FOLLOWERS, 1)
    assert await pending(database) == 0
    assert await expand(database) is False


async def test_an_audience_of_exactly_two_chunks_is_reached_once_and_ends(database: Database) -> None:
    await announced(database, FOLLOWERS[: 2 * CHUNK])
    await expand_all(database)
    assert await told(database, "Announcement") == dict.fromkeys(FOLLOWERS[: 2 * CHUNK], 1)
    assert await pending(database) == 0


async def test_a_process_that_dies_between_or_within_chunks_misses_nobody_and_tells_nobody_twice(
    database: Database,
) -> None:
    await announced(database, FOLLOWERS)
    for _ in range(3):
        with pytest.raises(KilledError):
            await expand_and_die(database)
        again = Database(database.url)  # what comes up after the kill knows only what is stored
        await expand(again)
        await again.close()
    assert await told(database, "Announcement") == dict.fromkeys(FOLLOWERS, 1)
    assert await pending(database) == 0


async def test_who_cannot_be_written_to_or_wants_nothing_is_left_out(database: Database) -> None:
    await announced(database, list(range(1, 8)))
    async with database.writing() as connection:
        for member_id, reach in {1: "blocked", 2: "never_started", 3: "deactivated"}.items():
            await connection.execute(update(members).where(members.c.id == member_id).values(reach=reach))
        await connection.execute(update(members).where(members.c.id == 4).values(stopped_at=NOW))
        await connection.execute(delete(follows).where(follows.c.member_id == 5))
    await expand_all(database)
    assert await told(database, "Announcement") == {6: 1, 7: 1}


async def test_the_oldest_audience_is_expanded_first(database: Database) -> None:
    event = await announced(database, FOLLOWERS[:3])
    await come(database, event, 2)
    async with database.writing() as connection:
        await outbox.owe_audience(
            connection, EventCancellation(event_id=event.id), "concerned", NOW,
            chapter_id=event.chapter_id, event_id=event.id,
        )  # fmt: skip
    assert await expand(database) is True
    assert await told(database, "EventCancellation") == {}
    assert await expand(database) is False
    assert await told(database, "EventCancellation") == {2: 1}


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_an_audience_that_changes_while_a_chunk_is_queued_loses_nobody(database: Database) -> None:
    # A trigger stands for another transaction that commits in between: two statements see two audiences.
    await announced(database, FOLLOWERS[: CHUNK + 1])
    async with database.writing() as connection:
        await _unfollow_upon_first_delivery(connection)
    await expand_all(database)
    assert await told(database, "Announcement") == dict.fromkeys(FOLLOWERS[: CHUNK + 1], 1)


async def _unfollow_upon_first_delivery(connection: AsyncConnection) -> None:
    await connection.execute(
        text(
            "CREATE FUNCTION unfollow() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN DELETE FROM follows WHERE member_id = 1; RETURN NULL; END'"
        )
    )
    await connection.execute(
        text(
            "CREATE TRIGGER unfollows AFTER INSERT ON deliveries FOR EACH STATEMENT"
            " EXECUTE FUNCTION unfollow()"
        )
    )
