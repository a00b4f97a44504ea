"""The lists around an evening, on both databases."""

from datetime import date, timedelta

from evenings import NOW, START, add_chapter, an_evening, announce_event, come, say

from storage import chapters, guests
from storage.database import Database
from storage.records import Event
from storage.tables import events as event_table

ALICE, BOB, CAROL, DAVE, EVE = 1, 2, 3, 4, 5
ALL = [ALICE, BOB, CAROL, DAVE, EVE]
PAST = 2


async def parties(database: Database, event: Event) -> list[tuple[int, str, bool]]:
    async with database.reading() as connection:
        listed = await guests.list_parties(connection, event)
    return [(party.member.id, party.rsvp.state, party.is_first_time) for party in listed]


async def another(database: Database, event: Event, local_date: date) -> Event:
    """Announce an evening in the same chapter as one there is."""
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        return await announce_event(connection, chapter, local_date=local_date)


async def test_a_list_is_by_state_and_the_line_in_its_order(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await say(database, event, EVE, "declined", NOW)
    await say(database, event, DAVE, "maybe", NOW + timedelta(minutes=1))
    await come(database, event, ALICE, CAROL, BOB)
    assert [(who, state) for who, state, _ in await parties(database, event)] == [
        (ALICE, "going"), (CAROL, "waitlisted"), (BOB, "waitlisted"), (DAVE, "maybe"), (EVE, "declined"),
    ]  # fmt: skip


async def test_a_guest_who_waits_does_not_move_their_member_in_the_list(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await say(database, event, ALICE, "going", NOW)
    await say(database, event, BOB, "going", NOW + timedelta(minutes=1))
    await say(database, event, ALICE, "more", NOW + timedelta(minutes=2))
    assert [who for who, _, _ in await parties(database, event)] == [ALICE, BOB]


async def test_only_an_earlier_evening_of_the_chapter_one_was_going_to_ends_the_first_time(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    earlier = await another(database, event, date(2026, 11, 26))
    later = await another(database, event, date(2026, 12, 10))
    async with database.writing() as connection:
        elsewhere = await announce_event(
            connection, await add_chapter(connection, slug="nantes"), local_date=date(2026, 11, 25)
        )
    await come(database, event, *ALL)
    await come(database, earlier, ALICE)
    await say(database, earlier, BOB, "maybe")
    await come(database, elsewhere, CAROL)
    await come(database, later, DAVE)
    assert {who for who, _, first in await parties(database, event) if first} == {BOB, CAROL, DAVE, EVE}
    async with database.writing() as connection:
        await connection.execute(
            event_table.update().where(event_table.c.id == earlier.id).values(state="cancelled")
        )
    assert {who for who, _, first in await parties(database, event) if first} == set(ALL)


async def test_evenings_are_those_coming_soonest_first_and_then_the_last_few(database: Database) -> None:
    event = await an_evening(database, ALL)
    dates = [date(2026, 12, 17), date(2026, 11, 26), date(2026, 12, 10), date(2026, 12, 24)]
    made = {event.local_date: event.id, **{day: (await another(database, event, day)).id for day in dates}}
    after = START + timedelta(days=8)
    async with database.reading() as connection:
        found = await guests.list_evenings(connection, [event.chapter_id], after, past=PAST)
        none = await guests.list_evenings(connection, [event.chapter_id + 1], after, past=PAST)
    wanted = [date(2026, 12, 17), date(2026, 12, 24), date(2026, 12, 10), date(2026, 12, 3)]
    assert [one.id for one in found] == [made[day] for day in wanted]
    assert none == []


async def test_own_answers_are_those_to_what_is_coming_and_then_the_last_few(database: Database) -> None:
    event = await an_evening(database, ALL)
    later = await another(database, event, date(2026, 12, 10))
    await say(database, later, ALICE, "declined")
    await come(database, event, ALICE, BOB)
    async with database.reading() as connection:
        before = await guests.list_answered(connection, ALICE, NOW, past=PAST)
        between = await guests.list_answered(connection, ALICE, START + timedelta(days=1), past=PAST)
        bobs = await guests.list_answered(connection, BOB, NOW, past=PAST)
    assert [(one.id, rsvp.state) for one, rsvp in before] == [(event.id, "going"), (later.id, "declined")]
    assert [one.id for one, _ in between] == [later.id, event.id]
    assert [(one.id, rsvp.member_id) for one, rsvp in bobs] == [(event.id, BOB)]
