"""What an organiser is asked to think of once more about a date."""

from datetime import date, time, timedelta

import pytest
from evenings import CELLAR, NOW, ORGANISER, add_chapter

from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan
from hopdrinks.planning.second_thoughts import list_second_thoughts
from storage.database import Database

THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2026, 12, 17), []),
        (date(2026, 12, 16), ["no_thursday"]),
        (date(2026, 12, 25), ["no_thursday", "holiday"]),
        (date(2026, 12, 9), ["no_thursday", "close_to_another"]),
        (date(2026, 11, 27), ["no_thursday", "close_to_another"]),
        # A weekly chapter is not asked each time.
        (date(2026, 12, 10), []),
        (date(2026, 11, 26), []),
        (THURSDAY, ["close_to_another"]),
    ],
)
async def test_an_unusual_date_is_noticed(database: Database, day: date, kinds: list[str]) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        plan = EventPlan(local_date=THURSDAY, local_time=time(19), venue=CELLAR, capacity=20)
        await events.add_draft(connection, ORGANISER, chapter, plan, NOW)
        thoughts = await list_second_thoughts(connection, chapter, day, NOW, language="fr")
    assert [thought.kind for thought in thoughts] == kinds


async def test_an_evening_is_not_near_itself_nor_to_a_cancelled_one_nor_to_another_chapters(
    database: Database,
) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        elsewhere = await add_chapter(connection, slug="lyon")
        plan = EventPlan(local_date=THURSDAY, local_time=time(19), venue=CELLAR, capacity=20)
        itself = await events.add_draft(connection, ORGANISER, chapter, plan, NOW)
        cancelled = await events.add_draft(connection, ORGANISER, chapter, plan, NOW)
        await events.announce(connection, ORGANISER, cancelled.id, NOW)
        await events.cancel(connection, ORGANISER, cancelled.id, NOW)
        await events.add_draft(connection, ORGANISER, elsewhere, plan, NOW)
        day = THURSDAY + timedelta(days=6)
        thoughts = await list_second_thoughts(
            connection, chapter, day, NOW, language="fr", except_event=itself.id
        )
    assert [thought for thought in thoughts if thought.kind == "close_to_another"] == []


async def test_an_evening_just_held_is_near(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await add_chapter(connection)
        plan = EventPlan(local_date=THURSDAY, local_time=time(19), venue=CELLAR, capacity=20)
        held = await events.add_draft(connection, ORGANISER, chapter, plan, NOW)
        day, now = date(2026, 12, 9), held.ends_at + timedelta(days=1)
        thoughts = await list_second_thoughts(connection, chapter, day, now, language="fr")
    assert [thought.other for thought in thoughts if thought.kind == "close_to_another"] == [held]
