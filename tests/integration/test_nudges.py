"""A follower who did not answer is nudged once, a week before, and by no means oftener; on both databases."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from evenings import (
    ORGANISER,
    START,
    add_chapter,
    add_members,
    announce_event,
    block,
    choose,
    come,
    owed,
    say,
    told,
)

from hopdrinks.evenings import event_edits, events, reminders
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.notices.base import Lane, Notice
from hopdrinks.notices.evenings import Announcement
from hopdrinks.notices.reminders import Nudge
from hopdrinks.outbox import owe
from hopdrinks.people import members
from hopdrinks.seats import rsvps
from storage import chapters, event_mutes, skipped_messages
from storage import roles as stored_roles
from storage.database import Database
from storage.records import Chapter, Event
from storage.tables import deliveries, follows

ALICE, BOB, CAROL = 1, 2, 3
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
#: Two weeks and a bit before the evening.
ANNOUNCED = START - 16 * DAY
#: A week before, at the hour of the start.
NUDGE = START - 7 * DAY


async def sweep(database: Database, now: datetime) -> None:
    more = True
    while more:
        async with database.writing() as connection:
            more = await reminders.remind_due(connection, now)


async def an_evening(
    database: Database, *, capacity: int | None = 20, announced: datetime = ANNOUNCED
) -> tuple[Chapter, Event]:
    """Announce an evening in a chapter that Alice follows."""
    async with database.writing() as connection:
        await add_members(connection, [ALICE, BOB, CAROL], ANNOUNCED)
        chapter = await add_chapter(connection)
        await chapters.add_follow(connection, chapter.id, ALICE, ANNOUNCED)
        return chapter, await announce_event(connection, chapter, capacity=capacity, now=announced)


async def nudged(database: Database) -> dict[int, int]:
    return dict(await told(database, "Nudge"))


async def test_a_follower_who_did_not_answer_is_nudged_once_a_week_before(database: Database) -> None:
    _, event = await an_evening(database)
    await sweep(database, NUDGE - timedelta(seconds=1))
    assert await nudged(database) == {}
    for hours in range(0, 24 * 7, 6):
        await sweep(database, NUDGE + hours * HOUR)
    assert await nudged(database) == {ALICE: 1}
    assert await owed(database, ALICE) == [Nudge(event_id=event.id)]


async def test_an_evening_moved_to_another_week_nudges_nobody_again(database: Database) -> None:
    _, event = await an_evening(database)
    await sweep(database, NUDGE)
    async with database.writing() as connection:
        change = EventEdit(local_date=date(2026, 12, 17))
        await event_edits.edit(connection, ORGANISER, event.id, change, NUDGE + HOUR)
    await sweep(database, NUDGE + 14 * DAY)
    assert await nudged(database) == {ALICE: 1}


async def answered(database: Database, _chapter: Chapter, event: Event) -> None:
    await say(database, event, ALICE, "declined", ANNOUNCED)


async def stopped(database: Database, _chapter: Chapter, _event: Event) -> None:
    async with database.writing() as connection:
        await members.stop(connection, ALICE, ANNOUNCED)


async def paused(database: Database, _chapter: Chapter, _event: Event) -> None:
    await choose(database, ALICE, paused_until=START)


async def muted(database: Database, _chapter: Chapter, event: Event) -> None:
    async with database.writing() as connection:
        await event_mutes.add_mute(connection, event.id, ALICE, ANNOUNCED)


async def unfollowed(database: Database, chapter: Chapter, _event: Event) -> None:
    async with database.writing() as connection:
        await members.unfollow(connection, ALICE, chapter.id)


async def gone_home(database: Database, _chapter: Chapter, _event: Event) -> None:
    async with database.writing() as connection:
        await connection.execute(follows.update().values(until=NUDGE - HOUR))


async def blocked(database: Database, _chapter: Chapter, _event: Event) -> None:
    await block(database, ALICE)


async def organises(database: Database, chapter: Chapter, _event: Event) -> None:
    async with database.writing() as connection:
        await stored_roles.add_role(
            connection, member_id=ALICE, role="organiser", chapter_id=chapter.id, granted_by=None,
            now=ANNOUNCED,
        )  # fmt: skip


async def skipped(database: Database, _chapter: Chapter, event: Event) -> None:
    async with database.writing() as connection:
        await skipped_messages.add_skip(connection, event.id, "nudge", ORGANISER.member_id, ANNOUNCED)


async def cancelled(database: Database, _chapter: Chapter, event: Event) -> None:
    async with database.writing() as connection:
        await events.cancel(connection, ORGANISER, event.id, ANNOUNCED)


@pytest.mark.parametrize(
    "prevent",
    [answered, stopped, paused, muted, unfollowed, gone_home, blocked, organises, skipped, cancelled],
)
async def test_nobody_is_nudged_who(
    database: Database, prevent: Callable[[Database, Chapter, Event], Awaitable[None]]
) -> None:
    chapter, event = await an_evening(database)
    await prevent(database, chapter, event)
    await sweep(database, NUDGE)
    assert await nudged(database) == {}


async def test_a_full_evening_nudges_nobody(database: Database) -> None:
    _, event = await an_evening(database, capacity=1)
    await come(database, event, BOB, now=ANNOUNCED)
    await sweep(database, NUDGE)
    assert await nudged(database) == {}
    await say(database, event, BOB, "declined", NUDGE + HOUR)
    await sweep(database, NUDGE + 2 * HOUR)
    assert await nudged(database) == {}, "it is nine in the evening by then"
    await sweep(database, NUDGE + 14 * HOUR)
    assert await nudged(database) == {ALICE: 1}


async def test_an_evening_announced_less_than_a_week_before_the_nudge_has_none(database: Database) -> None:
    await an_evening(database, announced=NUDGE - 6 * DAY + HOUR)
    for hours in range(0, 48, 4):
        await sweep(database, NUDGE + hours * HOUR)
    assert await nudged(database) == {}


async def test_after_downtime_a_nudge_is_of_use_for_a_day(database: Database) -> None:
    await an_evening(database)
    await sweep(database, NUDGE + DAY)
    assert await nudged(database) == {}
    await sweep(database, NUDGE + DAY - timedelta(seconds=1))
    assert await nudged(database) == {ALICE: 1}


async def sent(database: Database, notice: Notice, at: datetime, state: str = "sent") -> None:
    async with database.writing() as connection:
        await owe(connection, notice, ALICE, at)
        settled = {"state": state, "settled_at": None if state == "queued" else at}
        await connection.execute(deliveries.update().where(deliveries.c.state == "queued").values(settled))


@pytest.mark.parametrize(
    ("ages", "state", "expected"),
    [
        ([DAY, 2 * DAY], "sent", {}),
        ([DAY, 2 * DAY], "uncertain", {}),
        ([DAY, 2 * DAY], "failed", {ALICE: 1}),
        ([DAY], "sent", {ALICE: 1}),
        ([DAY, 7 * DAY], "sent", {ALICE: 1}),
    ],
)
async def test_nobody_gets_more_than_two_unasked_messages_in_a_week(
    database: Database, ages: list[timedelta], state: str, expected: dict[int, int]
) -> None:
    await an_evening(database)
    for number, age in enumerate(ages):
        await sent(database, Announcement(event_id=900 + number), NUDGE - age, state)
    await sweep(database, NUDGE)
    assert await nudged(database) == expected
    assert Nudge.lane is Lane.BULK, "it counts itself"


async def test_two_nudges_of_different_cities_stand_an_hour_apart(database: Database) -> None:
    await an_evening(database)
    async with database.writing() as connection:
        paris = await add_chapter(connection, slug="paris")
        await chapters.add_follow(connection, paris.id, ALICE, ANNOUNCED)
        await announce_event(connection, paris, now=ANNOUNCED, local_time=time(19))
    await sweep(database, NUDGE)
    assert await nudged(database) == {ALICE: 1}
    await sweep(database, NUDGE + HOUR)
    assert await nudged(database) == {ALICE: 2}


async def test_who_comes_and_goes_by_the_nudge_has_answered(database: Database) -> None:
    _, event = await an_evening(database)
    await sweep(database, NUDGE)
    async with database.writing() as connection:
        answer = await rsvps.answer(connection, event.id, ALICE, "going", NUDGE + HOUR)
    assert answer.verdict == "changed"
    assert datetime(2026, 11, 26, 18, tzinfo=UTC) == NUDGE
