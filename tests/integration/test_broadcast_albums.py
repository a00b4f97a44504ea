"""An album that an organiser writes to many: shown once, whole, when no further part has come for a while."""

from datetime import datetime, timedelta

from casting import AUTHOR, HELLO, ORGANISER, a_draft, as_it_is, get, sweep
from evenings import NOW, add_chapter
from sqlalchemy import select

from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import run
from hopdrinks.broadcasts.previews import show_as_new
from storage.broadcast_records import Broadcast, Content, Part
from storage.database import Database
from storage.tables import deliveries

SECOND = timedelta(seconds=1)
REST = timedelta(seconds=1.2)
#: A preview, the line with the buttons that an album cannot carry, and the card beneath.
WHOLE = ["BroadcastPreview", "BroadcastTail", "BroadcastScreen"]


def a_picture(number: int) -> Content:
    return Content(parts=(Part(kind="photo", file_id=f"f{number}"),), album="a")


async def first_part(database: Database) -> Broadcast:
    async with database.writing() as connection:
        draft = await a_draft(connection, await add_chapter(connection))
        await rules.rewrite(connection, ORGANISER, draft, "fr", a_picture(0), NOW)
        await show_as_new(connection, draft.id, "fr", AUTHOR, NOW)
        return await get(connection, draft.id)


async def further_part(database: Database, draft: Broadcast, number: int, now: datetime) -> None:
    async with database.writing() as connection:
        await rules.add_part(connection, await get(connection, draft.id), "fr", a_picture(number))
        await show_as_new(connection, draft.id, "fr", AUTHOR, now)


async def owed(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute(select(deliveries.c.notice).order_by(deliveries.c.id))
        return list(rows.scalars())


async def next_due_at(database: Database, now: datetime) -> datetime | None:
    async with database.reading() as connection:
        return await run.find_next_due_at(connection, now)


async def test_parts_that_come_a_second_apart_are_shown_once_and_whole(database: Database) -> None:
    draft = await first_part(database)
    for number in range(1, 5):
        await sweep(database, NOW + number * SECOND)
        await further_part(database, draft, number, NOW + number * SECOND)
    last = NOW + 4 * SECOND
    await sweep(database, last + SECOND)
    assert await owed(database) == []
    assert await next_due_at(database, last) == last + REST
    await sweep(database, last + REST)
    assert await owed(database) == WHOLE
    await sweep(database, last + 10 * SECOND)
    assert await owed(database) == WHOLE
    assert await next_due_at(database, last + 10 * SECOND) is None
    assert len((await as_it_is(database, draft.id)).contents["fr"].parts) == 5


async def test_words_in_the_other_language_meanwhile_take_no_album_away(database: Database) -> None:
    draft = await first_part(database)
    async with database.writing() as connection:
        await rules.rewrite(connection, ORGANISER, await get(connection, draft.id), "en", HELLO, NOW)
        await show_as_new(connection, draft.id, "en", AUTHOR, NOW)
    assert await owed(database) == ["BroadcastPreview", "BroadcastScreen"]
    await sweep(database, NOW + REST)
    assert (await owed(database)).count("BroadcastPreview") == 2


async def test_a_part_that_comes_late_has_the_album_shown_again(database: Database) -> None:
    draft = await first_part(database)
    await sweep(database, NOW + REST)
    await further_part(database, draft, 1, NOW + 5 * SECOND)
    await sweep(database, NOW + 5 * SECOND + REST)
    assert (await owed(database)).count("BroadcastPreview") == 1, "the first still waits and will be whole"
    assert len((await as_it_is(database, draft.id)).contents["fr"].parts) == 2


async def test_an_album_given_up_for_other_words_is_not_shown(database: Database) -> None:
    draft = await first_part(database)
    async with database.writing() as connection:
        await rules.rewrite(connection, ORGANISER, draft, "fr", HELLO, NOW + SECOND)
        await show_as_new(connection, draft.id, "fr", AUTHOR, NOW + SECOND)
    await sweep(database, NOW + 5 * SECOND)
    assert await owed(database) == ["BroadcastPreview", "BroadcastScreen"]


async def test_an_album_shown_is_what_it_was_before(database: Database) -> None:
    draft = await first_part(database)
    await sweep(database, NOW + REST)
    current = await as_it_is(database, draft.id)
    assert current.contents["fr"] == a_picture(0)
    assert rules.seal(current) != rules.seal(draft), "what was not whole yet is not what is sent"
