"""Two hundred people want fifty seats at the same instant."""

import asyncio

from evenings import NOW, an_evening, come, standings, tap, told

from hopdrinks.seats.rsvps import Answer
from storage.database import Database
from storage.rsvps import get_counts, list_line

CROWD = list(range(1, 201))
SEATS = 50


async def test_of_two_hundred_taps_at_once_fifty_get_seats_and_the_rest_wait_in_order(
    database: Database,
) -> None:
    event = await an_evening(database, CROWD, capacity=SEATS)
    served: list[int] = []

    async def join(member_id: int) -> Answer:
        async with database.writing() as connection:
            answer = await tap(connection, event.id, member_id, "going", NOW)
            # The evening is locked until the transaction ends: this is the order in which they got through.
            served.append(member_id)
            return answer

    answers = dict(zip(CROWD, await asyncio.gather(*map(join, CROWD)), strict=True))

    async with database.reading() as connection:
        counts = await get_counts(connection, event.id)
        waiting = [party.member_id for party, _ in await list_line(connection, event.id)]
    assert (counts.going, counts.waiting, counts.seats_used) == (SEATS, 150, SEATS)
    assert waiting == served[SEATS:]
    assert {answer.verdict for answer in answers.values()} == {"changed"}
    assert [answers[member_id].position for member_id in served] == [None] * SEATS + list(range(1, 151))
    assert await told(database, "Promotion") == {}
    if database.is_sqlite:  # one writer at a time, first come first served
        assert served == CROWD


async def test_taps_that_arrive_together_are_served_in_the_order_of_arrival(database: Database) -> None:
    event = await an_evening(database, CROWD, capacity=SEATS)
    async with database.writing() as connection:
        for member_id in reversed(CROWD):
            async with connection.begin_nested():
                await tap(connection, event.id, member_id, "going", NOW)
    expected = dict.fromkeys(range(200, 150, -1), "going")
    expected |= {member_id: f"waitlisted {151 - member_id}" for member_id in range(150, 0, -1)}
    assert await standings(database, event, CROWD) == expected


async def test_one_member_who_taps_twenty_times_at_once_takes_one_seat(database: Database) -> None:
    event = await an_evening(database, [1, 2], capacity=2)
    answers = await asyncio.gather(*(come(database, event, 1) for _ in range(20)))
    assert sorted(answer.verdict for (answer,) in answers) == ["changed"] + ["unchanged"] * 19
    assert await standings(database, event, [1, 2]) == {1: "going", 2: "nowhere"}
    async with database.reading() as connection:
        assert (await get_counts(connection, event.id)).seats_used == 1


async def test_guests_brought_by_everybody_at_once_take_no_more_seats_than_there_are(
    database: Database,
) -> None:
    event = await an_evening(database, CROWD[:30], capacity=40, max_guests=1)
    await come(database, event, *CROWD[:30])

    async def bring(member_id: int) -> str:
        async with database.writing() as connection:
            return (await tap(connection, event.id, member_id, "more", NOW)).verdict

    verdicts = await asyncio.gather(*map(bring, CROWD[:30]))
    assert sorted(verdicts) == ["changed"] * 10 + ["guest_waits"] * 20
    async with database.reading() as connection:
        assert (await get_counts(connection, event.id)).seats_used == 40
