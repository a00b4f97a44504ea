"""An album sent without a question: its author is asked once, and decides about the whole of it."""

from datetime import timedelta

from relay_post import ALICE, BOB, NOW, part, prepare, says
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import undecided
from storage import undecided_parts as stored
from storage.database import Database
from storage.tables import undecided_parts


async def count(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(func.count()).select_from(undecided_parts))).scalar_one())


async def test_the_first_part_of_an_album_asks_and_no_other_does(database: Database) -> None:
    async with database.writing() as connection:
        await prepare(connection)
        asked = [
            await undecided.should_be_asked(connection, ALICE, one, NOW)
            for one in (part(11, "a"), part(12, "a"), part(11, "a"), part(13, "b"), says(14), says(15))
        ]
        assert asked == [True, False, False, True, True, True]
        assert await undecided.should_be_asked(connection, BOB, part(11, "a"), NOW), "their own album"
        assert await count(connection) == 4, "what is no album is not kept"


async def test_an_album_is_taken_whole_and_once_by_its_author_alone(database: Database) -> None:
    async with database.writing() as connection:
        await prepare(connection)
        for one in (part(12, "a"), part(11, "a"), part(13, "b")):
            await undecided.should_be_asked(connection, ALICE, one, NOW)
        assert await undecided.take_album(connection, BOB, 11) == []
        assert await undecided.take_album(connection, ALICE, 14) == []
        assert await undecided.take_album(connection, ALICE, 12) == [part(11, "a"), part(12, "a")]
        assert await undecided.take_album(connection, ALICE, 12) == []
        assert await count(connection) == 1


async def test_what_nobody_decides_about_is_forgotten_after_a_month(database: Database) -> None:
    async with database.writing() as connection:
        await prepare(connection)
        await undecided.should_be_asked(connection, ALICE, part(11, "a"), NOW)
        await stored.delete_old_parts(connection, NOW + timedelta(days=30))
        assert await count(connection) == 1
        await stored.delete_old_parts(connection, NOW + timedelta(days=31))
        assert await count(connection) == 0
