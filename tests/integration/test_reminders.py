"""The right people are reminded, once, in time or not at all; on both databases."""

from datetime import date, datetime, time, timedelta

import pytest
from evenings import (
    NOW,
    ORGANISER,
    START,
    add_chapter,
    add_members,
    an_evening,
    announce_event,
    block,
    choose,
    come,
    owed,
    say,
    told,
)
from sqlalchemy import func, select

from hopdrinks.evenings import event_edits, event_news, events, reminders
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.notices.reminders import Reminder
from hopdrinks.people import members
from storage import event_mutes, skipped_messages
from storage import members as stored_members
from storage.database import Database
from storage.records import Event
from storage.tables import deliveries, rsvps
from storage.tables import members as table
from storage.tables import reminders as ledger

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
ALL = [ALICE, BOB, CAROL, DAVE]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
#: Eleven in the morning of Wednesday, in Paris.
DAY_BEFORE = START - 32 * HOUR
DECIDE = DAY_BEFORE - 24 * HOUR
THREE_HOURS = START - 3 * HOUR


async def sweep(database: Database, now: datetime) -> int:
    """Remind as the sweep does; give the number of transactions that reminded somebody."""
    chunks = 0
    more = True
    while more:
        async with database.writing() as connection:
            more = await reminders.remind_due(connection, now)
        chunks += more
    return chunks


async def reminded(database: Database, member_id: int) -> list[str]:
    notices = await owed(database, member_id)
    return [notice.kind for notice in notices if isinstance(notice, Reminder)]


async def edit(database: Database, event: Event, change: EventEdit, now: datetime = NOW) -> None:
    async with database.writing() as connection:
        assert await event_edits.edit(connection, ORGANISER, event.id, change, now) is not None


async def test_who_comes_is_reminded_the_day_before_and_three_hours_before_and_once(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    for now, expected in [
        (DAY_BEFORE - SECOND, []),
        (DAY_BEFORE, ["day_before"]),
        (DAY_BEFORE + 15 * SECOND, ["day_before"]),
        (THREE_HOURS - SECOND, ["day_before"]),
        (THREE_HOURS, ["day_before", "three_hours"]),
        (START - MINUTE, ["day_before", "three_hours"]),
        (START + HOUR, ["day_before", "three_hours"]),
    ]:
        await sweep(database, now)
        assert await reminded(database, ALICE) == expected


async def test_a_reminder_carries_the_start_and_is_void_when_of_no_more_use(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    await sweep(database, THREE_HOURS)
    assert await owed(database, ALICE) == [
        Reminder(event_id=event.id, kind="day_before", starts_at=START),
        Reminder(event_id=event.id, kind="three_hours", starts_at=START),
    ]
    async with database.reading() as connection:
        expiries = await connection.execute(select(deliveries.c.expires_at).order_by(deliveries.c.id))
        assert list(expiries.scalars()) == [START - 6 * HOUR, START - 30 * MINUTE]


async def season(database: Database) -> None:
    """Sweep from before the first reminder to the start, not at the due instants alone."""
    for hours in (*range(9 * 24, 3, -4), 3, 2, 0):
        await sweep(database, START - hours * HOUR)


async def test_each_answer_is_reminded_in_its_own_way_and_a_refusal_not_at_all(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, CAROL, "maybe")
    await say(database, event, DAVE, "declined")
    await season(database)
    assert await reminded(database, ALICE) == ["day_before", "three_hours"]
    assert await reminded(database, BOB) == ["still_waiting"]
    assert await reminded(database, CAROL) == ["decide"], "no seat is left to remind of three hours before"
    assert await reminded(database, DAVE) == []


async def test_whoever_may_come_hears_three_hours_before_only_while_seats_are_left(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE)
    await say(database, event, CAROL, "maybe")
    await season(database)
    assert await reminded(database, CAROL) == ["decide", "three_hours"]


@pytest.mark.parametrize(
    ("choice", "going", "maybe"),
    [
        ("none", [], []),
        ("day_before", ["day_before"], ["decide"]),
        ("three_hours", ["three_hours"], ["decide", "three_hours"]),
        ("both", ["day_before", "three_hours"], ["decide", "three_hours"]),
    ],
)
async def test_who_chose_their_reminders_gets_those(
    database: Database, choice: str, going: list[str], maybe: list[str]
) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await say(database, event, BOB, "maybe")
    for member_id in (ALICE, BOB):
        await choose(database, member_id, reminders=choice)
    await season(database)
    assert (await reminded(database, ALICE), await reminded(database, BOB)) == (going, maybe)


@pytest.mark.parametrize("minutes", [15, 45, 26 * 60, 7 * 24 * 60])
async def test_ones_own_lead_time_is_one_reminder_at_that_time(database: Database, minutes: int) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await choose(
        database, ALICE, reminders="own", remind_minutes=minutes, quiet_from=time(0), quiet_until=time(0)
    )
    due = START - minutes * MINUTE
    await sweep(database, due - SECOND)
    assert await reminded(database, ALICE) == []
    await sweep(database, due)
    await season(database)
    assert await reminded(database, ALICE) == ["own"]


async def test_who_answers_after_their_own_lead_time_had_it_from_the_card(database: Database) -> None:
    event = await an_evening(database, ALL)
    await choose(database, ALICE, reminders="own", remind_minutes=120)
    await come(database, event, ALICE, now=START - HOUR)
    await sweep(database, START - MINUTE)
    assert await reminded(database, ALICE) == []


async def test_a_muted_evening_a_pause_and_a_skipped_kind_remind_nobody(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, *ALL)
    async with database.writing() as connection:
        await event_mutes.add_mute(connection, event.id, ALICE, NOW)
        await event_mutes.add_mute(connection, event.id, ALICE, NOW)
        await skipped_messages.add_skip(connection, event.id, "three_hours", ORGANISER.member_id, NOW)
    await choose(database, BOB, paused_until=START)
    await choose(database, CAROL, paused_until=DAY_BEFORE)
    await season(database)
    assert await told(database, "Reminder") == {CAROL: 1, DAVE: 1}


async def test_what_was_skipped_and_is_wanted_after_all_is_sent_while_it_is_of_use(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    async with database.writing() as connection:
        assert await skipped_messages.add_skip(connection, event.id, "day_before", 900, NOW)
        assert not await skipped_messages.add_skip(connection, event.id, "day_before", 900, NOW)
        assert await reminders.find_next_due_at(connection, DECIDE) == DAY_BEFORE, "those who wait are told"
    await sweep(database, DAY_BEFORE)
    async with database.writing() as connection:
        assert await skipped_messages.delete_skip(connection, event.id, "day_before")
    await sweep(database, DAY_BEFORE + HOUR)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_a_reminder_waits_for_the_morning_unless_the_evening_is_near(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE, BOB)
    await choose(database, BOB, quiet_from=time(9), quiet_until=time(17), time_zone="Europe/Paris")
    await choose(database, ALICE, time_zone="America/New_York")  # five in the morning there, at 11:00
    await sweep(database, DAY_BEFORE)
    assert await told(database, "Reminder") == {}
    await sweep(database, DAY_BEFORE + 3 * HOUR)
    assert await told(database, "Reminder") == {ALICE: 1}
    await sweep(database, DAY_BEFORE + 6 * HOUR)
    assert await told(database, "Reminder") == {ALICE: 1, BOB: 1}
    await sweep(database, THREE_HOURS)
    assert await told(database, "Reminder") == {ALICE: 2, BOB: 2}, "within twelve hours it goes all the same"


async def test_whoever_sleeps_holds_up_nobody_behind_them(database: Database) -> None:
    crowd = list(range(1, 601))
    event = await an_evening(database, crowd, capacity=None)
    async with database.writing() as connection:
        answers = {"event_id": event.id, "state": "going", "state_since": NOW}
        await connection.execute(rsvps.insert(), [answers | {"member_id": one} for one in crowd])
        asleep = {"quiet_from": time(9), "quiet_until": time(17)}
        await connection.execute(table.update().where(table.c.id <= 550).values(asleep))
    await sweep(database, DAY_BEFORE)
    assert await told(database, "Reminder") == dict.fromkeys(range(551, 601), 1)


async def test_who_stopped_blocked_never_started_or_wants_no_reminders_gets_none(
    database: Database,
) -> None:
    event = await an_evening(database, [*ALL, 5])
    await come(database, event, *ALL, 5)
    await block(database, ALICE)
    async with database.writing() as connection:
        await members.stop(connection, BOB, NOW)
        await stored_members.update_member_choices(connection, CAROL, reminders="none")
        await stored_members.update_member_reach(connection, DAVE, "never_started", NOW)
    await sweep(database, DAY_BEFORE)
    assert await told(database, "Reminder") == {5: 1}


async def test_who_takes_reminders_up_again_in_time_gets_the_one_that_is_due(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    async with database.writing() as connection:
        await stored_members.update_member_choices(connection, ALICE, reminders="none")
    await sweep(database, DAY_BEFORE)
    async with database.writing() as connection:
        await stored_members.update_member_choices(connection, ALICE, reminders="both")
    await sweep(database, DAY_BEFORE + HOUR)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_who_answered_after_a_reminder_fell_due_gets_only_the_next(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE, now=DAY_BEFORE - SECOND)
    await come(database, event, BOB, now=DAY_BEFORE)
    await come(database, event, CAROL, now=THREE_HOURS + MINUTE)
    await sweep(database, DAY_BEFORE + MINUTE)
    await sweep(database, THREE_HOURS + 2 * MINUTE)
    assert await told(database, "Reminder") == {ALICE: 2, BOB: 1}
    assert await reminded(database, BOB) == ["three_hours"]


async def test_who_moved_up_after_a_reminder_fell_due_was_told_by_the_promotion(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "declined", DAY_BEFORE + HOUR)
    await sweep(database, DAY_BEFORE + 2 * HOUR)
    assert await reminded(database, BOB) == []


async def test_a_guest_more_does_not_count_as_a_new_answer(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await say(database, event, ALICE, "more", DAY_BEFORE + MINUTE)
    await sweep(database, DAY_BEFORE + 2 * MINUTE)
    assert await reminded(database, ALICE) == ["day_before"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - 6 * HOUR - SECOND, ["day_before"]),
        (START - 6 * HOUR, []),
        (START - 30 * MINUTE - SECOND, ["three_hours"]),
        (START - 30 * MINUTE, []),
        (START + MINUTE, []),
    ],
)
async def test_after_downtime_a_reminder_is_sent_while_it_is_of_use(
    database: Database, now: datetime, expected: list[str]
) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, now)
    assert await reminded(database, ALICE) == expected


async def test_a_moved_evening_reminds_anew_for_its_new_start(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    await edit(database, event, EventEdit(local_date=date(2026, 12, 10)), DAY_BEFORE + MINUTE)
    week = timedelta(days=7)
    await sweep(database, THREE_HOURS)
    assert await reminded(database, ALICE) == ["day_before"]
    await sweep(database, DAY_BEFORE + week)
    await sweep(database, THREE_HOURS + week)
    assert await reminded(database, ALICE) == ["day_before", "day_before", "three_hours"]


async def test_an_evening_moved_and_moved_back_reminds_once_per_start(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    for at in (time(21), time(19)):
        await edit(database, event, EventEdit(local_time=at), DAY_BEFORE + MINUTE)
    await sweep(database, DAY_BEFORE + 2 * HOUR)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_a_start_moved_a_little_reminds_nobody_anew(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    await edit(database, event, EventEdit(local_time=time(20, 30)), DAY_BEFORE + MINUTE)
    await sweep(database, DAY_BEFORE + 2 * HOUR)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_a_move_that_is_told_to_nobody_after_all_reminds_by_its_new_start(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    noon = DAY_BEFORE - 24 * HOUR + HOUR
    await edit(database, event, EventEdit(local_date=date(2026, 12, 2)), noon)
    async with database.writing() as connection:
        assert await event_news.tell_nobody(connection, event.id, noon + MINUTE)
    await sweep(database, noon + 2 * MINUTE)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_news_of_another_hour_stands_for_the_reminder_that_would_follow_on_its_heels(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    noon = START - 7 * HOUR
    await edit(database, event, EventEdit(local_time=time(21, 30)), noon)
    await sweep(database, noon + MINUTE)
    assert await reminded(database, ALICE) == ["day_before"]
    await sweep(database, THREE_HOURS + 2.5 * HOUR)
    assert await reminded(database, ALICE) == ["day_before", "three_hours"]


async def test_where_nobody_is_told_of_another_hour_the_reminder_says_it(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    noon = START - 7 * HOUR
    async with database.writing() as connection:
        change = EventEdit(local_time=time(21, 30))
        await event_edits.edit(connection, ORGANISER, event.id, change, noon, tell=False)
    await sweep(database, noon + MINUTE)
    assert await reminded(database, ALICE) == ["day_before", "day_before"]


async def test_an_edit_that_moves_nothing_reminds_nobody_anew(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await sweep(database, DAY_BEFORE)
    await edit(database, event, EventEdit(text="Bring cards", capacity=50), DAY_BEFORE + MINUTE)
    await sweep(database, DAY_BEFORE + 2 * HOUR)
    assert await reminded(database, ALICE) == ["day_before"]


async def test_a_cancelled_evening_reminds_nobody(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, event.id, NOW)
    await sweep(database, DAY_BEFORE)
    assert await reminded(database, ALICE) == []
    async with database.reading() as connection:
        assert await reminders.find_next_due_at(connection, NOW) is None


async def two_evenings(database: Database, first_at: time, second_at: time) -> None:
    """Make two evenings of the same Thursday in two cities, to both of which Alice comes."""
    first = await an_evening(database, ALL)
    await edit(database, first, EventEdit(local_time=first_at))
    async with database.writing() as connection:
        chapter = await add_chapter(connection, slug="paris")
        second = await announce_event(connection, chapter, local_time=second_at)
    await come(database, first, ALICE)
    await come(database, second, ALICE)


async def test_nobody_gets_two_reminders_within_sixty_minutes(database: Database) -> None:
    await two_evenings(database, time(19), time(20))
    await sweep(database, DAY_BEFORE)
    await sweep(database, DAY_BEFORE + HOUR - SECOND)
    assert await reminded(database, ALICE) == ["day_before"]
    await sweep(database, DAY_BEFORE + HOUR)
    assert await reminded(database, ALICE) == ["day_before", "day_before"]
    await sweep(database, THREE_HOURS)
    await sweep(database, THREE_HOURS + HOUR)
    assert await told(database, "Reminder") == {ALICE: 4}


async def test_a_clock_put_forward_by_mistake_and_back_does_not_silence_the_next_reminder(
    database: Database,
) -> None:
    first = await an_evening(database, ALL)
    async with database.writing() as connection:
        chapter = await add_chapter(connection, slug="paris")
        second = await announce_event(connection, chapter, local_date=date(2026, 12, 10))
    await come(database, first, ALICE)
    await come(database, second, ALICE)
    await sweep(database, DAY_BEFORE + timedelta(days=7))  # for an instant the clock was a week ahead
    await sweep(database, DAY_BEFORE)
    kinds = [notice.event_id for notice in await owed(database, ALICE) if isinstance(notice, Reminder)]
    assert kinds == [second.id, first.id]


async def test_many_are_reminded_in_chunks_each_once_also_when_a_chunk_is_lost(database: Database) -> None:
    crowd = list(range(1, 1_201))
    async with database.writing() as connection:
        await add_members(connection, crowd)
        chapter = await add_chapter(connection)
        event = await announce_event(connection, chapter, capacity=None)
        answers = {"event_id": event.id, "state": "going", "state_since": NOW}
        await connection.execute(rsvps.insert(), [answers | {"member_id": one} for one in crowd])
    async with database.writing() as connection:
        assert await reminders.remind_due(connection, DAY_BEFORE)
        assert (await connection.execute(select(func.count()).select_from(ledger))).scalar_one() == 500
        await connection.rollback()
    assert await told(database, "Reminder") == {}
    assert await sweep(database, DAY_BEFORE) == 3
    assert await sweep(database, DAY_BEFORE + MINUTE) == 0
    assert await told(database, "Reminder") == dict.fromkeys(crowd, 1)


async def test_the_next_instant_a_reminder_falls_due_is_known_ahead(database: Database) -> None:
    await an_evening(database, ALL)
    async with database.reading() as connection:
        assert await reminders.find_next_due_at(connection, NOW) == DECIDE, (
            "announced ten days before: no nudge"
        )
        assert await reminders.find_next_due_at(connection, DECIDE) == DAY_BEFORE
        assert await reminders.find_next_due_at(connection, DAY_BEFORE) == THREE_HOURS
        assert await reminders.find_next_due_at(connection, THREE_HOURS) is None


async def test_the_next_instant_somebody_is_reminded_passes_over_reminders_for_nobody(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    async with database.reading() as connection:
        assert await reminders.find_next_said_at(connection, NOW, ALL) is None, "nobody has answered"
    await come(database, event, ALICE)
    async with database.reading() as connection:
        assert await reminders.find_next_said_at(connection, NOW, ALL) == DAY_BEFORE, "nobody has to decide"
        assert await reminders.find_next_said_at(connection, NOW, [BOB]) is None
        assert await reminders.find_next_said_at(connection, DAY_BEFORE, ALL) == THREE_HOURS
    await choose(database, ALICE, reminders="own", remind_minutes=60)
    async with database.reading() as connection:
        assert await reminders.find_next_said_at(connection, NOW, ALL) == START - HOUR
