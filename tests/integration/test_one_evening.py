"""One seat per evening across cities, on both databases."""

import asyncio
from datetime import date, timedelta

from evenings import (
    NOW,
    ORGANISER,
    START,
    add_chapter,
    an_evening,
    announce_event,
    change_seats,
    come,
    say,
    standing,
    standings,
    told,
)

from hopdrinks.evenings import events
from hopdrinks.seats import one_evening
from hopdrinks.seats.rsvps import Answer
from storage.database import Database
from storage.records import Event

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
THURSDAY = date(2026, 12, 3)


async def two_cities(
    database: Database, *, seats: int = 20, seats_in_montreal: int = 20, day: date = THURSDAY
) -> tuple[Event, Event]:
    """Announce an evening in Tours and one in Montréal, each at 19:00 of its own zone."""
    tours = await an_evening(database, [ALICE, BOB, CAROL, DAVE], capacity=seats)
    async with database.writing() as connection:
        chapter = await add_chapter(connection, slug="montreal", time_zone="America/Toronto")
        montreal = await announce_event(connection, chapter, capacity=seats_in_montreal, local_date=day)
    return tours, montreal


async def go(database: Database, event: Event, member_id: int, *, leave: bool = False) -> Answer:
    async with database.writing() as connection:
        return await one_evening.come(connection, event.id, member_id, NOW, leave=leave)


async def test_a_second_going_on_the_same_evening_asks_and_changes_nothing(database: Database) -> None:
    tours, montreal = await two_cities(database)
    assert (await go(database, tours, ALICE)).verdict == "changed"
    asked = await go(database, montreal, ALICE)
    assert (asked.verdict, asked.elsewhere) == ("elsewhere", tours.id)
    assert await standing(database, montreal, ALICE) == "nowhere"
    assert await standing(database, tours, ALICE) == "going"


async def test_whoever_leaves_one_city_for_another_moves_at_once_and_the_seat_is_given_on(
    database: Database,
) -> None:
    tours, montreal = await two_cities(database, seats=1)
    await come(database, tours, ALICE, BOB)
    moved = await go(database, montreal, ALICE, leave=True)
    assert (moved.verdict, moved.elsewhere) == ("changed", tours.id)
    assert await standing(database, montreal, ALICE) == "going"
    assert await standings(database, tours, [ALICE, BOB]) == {ALICE: "declined", BOB: "going"}
    assert await told(database, "Promotion", tours) == {BOB: 1}


async def test_a_place_in_line_counts_as_a_seat_does(database: Database) -> None:
    tours, montreal = await two_cities(database, seats=1, seats_in_montreal=1)
    await come(database, tours, ALICE, BOB)
    await come(database, montreal, CAROL)
    assert (await go(database, montreal, BOB)).verdict == "elsewhere"
    await go(database, montreal, BOB, leave=True)
    assert await standing(database, montreal, BOB) == "waitlisted 1"
    assert await standing(database, tours, BOB) == "declined"


async def test_maybe_is_free_and_so_is_another_evening(database: Database) -> None:
    tours, montreal = await two_cities(database)
    await say(database, tours, ALICE, "maybe")
    assert (await go(database, montreal, ALICE)).verdict == "changed"
    await say(database, tours, ALICE, "maybe")
    assert await standing(database, tours, ALICE) == "maybe"
    async with database.writing() as connection:
        lyon = await add_chapter(connection, slug="lyon")
        friday = await announce_event(connection, lyon, local_date=THURSDAY + timedelta(days=1))
    assert (await go(database, friday, ALICE)).verdict == "changed"


async def test_nobody_leaves_a_seat_for_an_evening_that_takes_no_answers(database: Database) -> None:
    tours, montreal = await two_cities(database)
    await go(database, tours, ALICE)
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, montreal.id, NOW)
    outcome = await go(database, montreal, ALICE, leave=True)
    assert outcome.verdict == "cancelled"
    assert await standing(database, tours, ALICE) == "going"


async def test_a_seat_offered_while_another_city_is_on_asks_as_well(database: Database) -> None:
    tours, montreal = await two_cities(database, seats=1)
    await come(database, tours, ALICE, BOB)
    await come(database, montreal, BOB)  # an organiser seated him there
    await change_seats(database, tours, 2, START - timedelta(hours=10))
    assert await standing(database, tours, BOB) == "offered"
    async with database.writing() as connection:
        asked = await one_evening.come(connection, tours.id, BOB, START - timedelta(hours=10))
    assert asked.verdict == "elsewhere"


async def test_two_who_move_in_opposite_directions_at_once_both_arrive(database: Database) -> None:
    tours, montreal = await two_cities(database)
    for _ in range(5):
        await say(database, montreal, ALICE, "declined")
        await say(database, tours, BOB, "declined")
        await come(database, tours, ALICE)
        await come(database, montreal, BOB)
        await asyncio.gather(go(database, montreal, ALICE, leave=True), go(database, tours, BOB, leave=True))
        assert await standings(database, tours, [ALICE, BOB]) == {ALICE: "declined", BOB: "going"}
        assert await standings(database, montreal, [ALICE, BOB]) == {ALICE: "going", BOB: "declined"}
