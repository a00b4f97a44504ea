"""A broadcast that is to leave later, and what comes between: clocks, moves, growth, people who go."""

from datetime import date, datetime, timedelta

import pytest
from casting import (
    AUTHOR,
    ORGANISER,
    a_draft,
    add_followers,
    as_it_is,
    get,
    run_out,
    sweep,
    words_to_author,
)
from evenings import NOW, START, add_chapter, announce_event, tap
from sqlalchemy import select

from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composed, Composer
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import second_look
from hopdrinks.broadcasts.scheduled import find_due_at
from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.people.roles import Actor
from hopdrinks.wall_time import to_local
from storage import broadcasts, chapters, roles
from storage import deliveries as stored_deliveries
from storage.broadcast_records import Broadcast
from storage.database import Database
from storage.tables import deliveries

DAY = 24 * 60
COLLEAGUE = Actor(member_id=2)


async def scheduled(database: Database, minutes: int = -DAY, **audience: object) -> Broadcast:
    """Have a broadcast scheduled before an evening, to 1 and 2, who organises as well."""
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2, 3])
        await roles.add_role(
            connection, member_id=2, role="organiser", chapter_id=chapter.id, granted_by=None, now=NOW
        )
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id, **audience)
        assert await rules.schedule(connection, ORGANISER, draft, NOW, anchor="start", offset_minutes=minutes)
        return await get(connection, draft.id)


async def move(database: Database, broadcast: Broadcast, day: date) -> None:
    async with database.writing() as connection:
        edit = EventEdit(local_date=day)
        await event_edits.edit(connection, ORGANISER, broadcast.event_id or 0, edit, NOW, tell=False)


async def told(database: Database) -> list[int]:
    async with database.reading() as connection:
        rows = select(deliveries.c.chat_id).where(deliveries.c.notice == "BroadcastAlert")
        return list((await connection.execute(rows.order_by(deliveries.c.id))).scalars())


@pytest.mark.parametrize("day", [date(2027, 3, 29), date(2027, 11, 1)])
async def test_days_before_an_evening_it_is_as_late_on_the_clock_whatever_clocks_do(
    database: Database, day: date
) -> None:
    broadcast = await scheduled(database, -2 * DAY)
    await move(database, broadcast, day)
    async with database.reading() as connection:
        due_at = await find_due_at(connection, broadcast)
    assert due_at is not None
    local = to_local(due_at, "Europe/Paris").replace(tzinfo=None)
    assert local == datetime.combine(day - timedelta(days=2), to_local(START, "Europe/Paris").time())


async def test_the_warning_comes_again_where_the_evening_moved_after_it(database: Database) -> None:
    broadcast = await scheduled(database)
    due = START - timedelta(days=1)
    await sweep(database, due - timedelta(minutes=4))
    await move(database, broadcast, START.date() + timedelta(days=7))
    await sweep(database, due)
    assert (await as_it_is(database, broadcast.id)).state == "scheduled"
    await sweep(database, due + timedelta(days=7) - timedelta(minutes=4))
    assert await words_to_author(database) == ["soon", "soon"]


async def test_what_was_to_come_before_an_evening_that_has_begun_is_called_off(database: Database) -> None:
    broadcast = await scheduled(database)
    await sweep(database, START + timedelta(minutes=1))
    assert (await as_it_is(database, broadcast.id)).state == "cancelled"
    assert await words_to_author(database) == ["begun"]


@pytest.mark.parametrize("why", ["begun", "event_cancelled"])
async def test_whoever_is_told_in_place_of_its_author_does_not_read_that_it_is_theirs(
    database: Database, why: str
) -> None:
    broadcast = await scheduled(database)
    now = START + timedelta(minutes=1)
    async with database.writing() as connection:
        await roles.delete_role(connection, AUTHOR, "organiser", broadcast.chapter_id)
        if why == "event_cancelled":
            assert await events.cancel(connection, ORGANISER, broadcast.event_id or 0, NOW + timedelta(1))
            now = NOW + timedelta(1)
    await sweep(database, now)
    assert (await words_to_author(database), await told(database)) == ([why], [2])
    async with database.writing() as connection:
        (delivery,) = await stored_deliveries.list_of_notices(connection, ["BroadcastAlert"])
        (alert,) = await Composer(Languages("fr"), COMPOSING).compose(connection, [delivery], now)
    assert isinstance(alert, Composed)
    assert "Une diffusion programmée de votre ville" in alert.parameters["text"]


async def test_what_has_grown_very_large_since_it_was_scheduled_waits_for_a_second_person(
    database: Database,
) -> None:
    broadcast = await scheduled(database, answers=("going",))
    async with database.writing() as connection:
        await second_look.keep_size(connection, 2)
        for member_id in (1, 3):
            await tap(connection, broadcast.event_id or 0, member_id, "going", NOW)
    due = START - timedelta(days=1)
    assert await run_out(database, due) == []
    paused = await as_it_is(database, broadcast.id)
    assert (paused.state, paused.pause_reason) == ("paused", "unseen")
    assert second_look.is_wanting(paused)


async def test_what_somebody_scheduled_who_organises_no_more_is_left_to_the_others(
    database: Database,
) -> None:
    broadcast = await scheduled(database)
    async with database.writing() as connection:
        await roles.delete_role(connection, AUTHOR, "organiser", broadcast.chapter_id)
    due = START - timedelta(days=1)
    await sweep(database, due - timedelta(minutes=4))
    assert await run_out(database, due) == []
    assert (await words_to_author(database), await told(database)) == (["soon", "author"], [2, 2])
    async with database.writing() as connection:
        assert await rules.resume(connection, COLLEAGUE, await get(connection, broadcast.id), due)
    assert sorted(await run_out(database, due)) == [1, 2, 3]
    assert (await as_it_is(database, broadcast.id)).author_id == 2


async def test_what_is_scheduled_about_an_evening_called_off_before_leaves(database: Database) -> None:
    later = NOW + timedelta(hours=3)
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        await add_followers(connection, chapter, [1, 2])
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id)
        assert await events.cancel(connection, ORGANISER, event.id, NOW)
        after = NOW + timedelta(minutes=1)
        assert await rules.schedule(connection, ORGANISER, draft, after, send_at=later)
    await sweep(database, after)
    assert (await as_it_is(database, draft.id)).state == "scheduled"
    assert sorted(await run_out(database, later)) == [1, 2, AUTHOR]


async def test_what_is_scheduled_stays_within_reach_however_much_is_written_after_it(
    database: Database,
) -> None:
    broadcast = await scheduled(database)
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, broadcast.chapter_id)
        later = [await a_draft(connection, chapter) for _ in range(9)]
        listed = await broadcasts.list_broadcasts(connection, [chapter.id], limit=8)
    assert [one.id for one in listed] == [broadcast.id, *(one.id for one in later[:1:-1])]
