"""A whole season through the sweep, twice: every automatic message accounted for, and the same both times."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from evenings import NOW, ORGANISER, add_chapter, add_members, choose, plan_event, say, take_evenings
from migrated import prepare_database
from sqlalchemy import select

from bot.sweep import STEPS
from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composed, Composer
from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.people import members
from storage import chapters, event_mutes, skipped_messages
from storage.database import Database
from storage.records import Delivery, Event
from storage.tables import deliveries

ALICE, BOB, CAROL, DAVE, EVE, FAY, GUS = range(1, 8)
EVERYBODY = [ALICE, BOB, CAROL, DAVE, EVE, FAY, GUS]
#: Four evenings, each announced sixteen days before: one as it should be, a full one, one that is moved by a
#: week on the day before, and one that is called off the night before.
PLAIN, FULL, MOVED, OFF = (date(2026, 12, 17), date(2027, 1, 7), date(2027, 1, 28), date(2027, 2, 25))
MOVED_TO = MOVED + timedelta(days=7)
#: At which hours, in UTC, the sweep passes so many days before an evening.
HOURS = {16: (18,), 7: (18,), 6: (8,), 2: (10,), 1: (10, 16), 0: (15, 22)}
DAY = timedelta(days=1)

EXPECTED: dict[tuple[int, str], int] = {
    # Comes to each: reminded the day before, twice of the one that moved, and three hours before.
    (ALICE, "Announcement"): 4,
    (ALICE, "day_before"): 5,
    (ALICE, "three_hours"): 3,
    (ALICE, "EventChange"): 1,
    (ALICE, "EventCancellation"): 1,
    # May come: asked each time, and once more after the move; three hours before where a seat is left.
    (BOB, "Announcement"): 4,
    (BOB, "decide"): 5,
    (BOB, "three_hours"): 2,
    (BOB, "EventChange"): 1,
    (BOB, "EventCancellation"): 1,
    # Comes, but waits for the full one; has muted the plain one.
    (CAROL, "Announcement"): 4,
    (CAROL, "day_before"): 3,
    (CAROL, "still_waiting"): 1,
    (CAROL, "three_hours"): 1,
    (CAROL, "EventChange"): 1,
    (CAROL, "EventCancellation"): 1,
    # Never answers: nudged but where it is full or left out.
    (DAVE, "Announcement"): 4,
    (DAVE, "Nudge"): 2,
    # Wants one reminder, a day and two hours before; said no to the full one.
    (EVE, "Announcement"): 4,
    (EVE, "own"): 4,
    (EVE, "EventChange"): 1,
    (EVE, "EventCancellation"): 1,
}


class Told(NamedTuple):
    at: datetime
    chat_id: int
    kind: str
    text: str


class Season:
    """A database of its own, its clock, and all that was told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.composer = Composer(Languages("fr"), COMPOSING, "hopdrinks_bot", 1)
        self.told: list[Told] = []

    async def pass_day(self, evening: date, before: int) -> None:
        """Let a day pass that lies so many days before an evening."""
        for hour in HOURS[before]:
            now = datetime.combine(evening - before * DAY, time(hour), UTC)
            async with self.database.writing() as connection:
                await take_evenings(connection, now)
            more = True
            while more:
                more = False
                async with self.database.writing() as connection:
                    for step in STEPS:
                        more = bool(await step(connection, now)) or more
            await self._deliver(now)

    async def _deliver(self, now: datetime) -> None:
        """Send what is owed as delivery does, without a network."""
        async with self.database.writing() as connection:
            queued = select(deliveries).where(deliveries.c.state == "queued").order_by(deliveries.c.id)
            rows = [Delivery.of(row) for row in (await connection.execute(queued)).mappings()]
            for delivery, call in zip(rows, await self.composer.compose(connection, rows, now), strict=True):
                done = {"state": "sent" if isinstance(call, Composed) else "skipped", "settled_at": now}
                await connection.execute(
                    deliveries.update().where(deliveries.c.id == delivery.id).values(done)
                )
                if isinstance(call, Composed):
                    kind = getattr(call.notice, "kind", None) or delivery.notice
                    self.told.append(Told(now, delivery.chat_id, kind, str(call.parameters["text"])))


async def plan(season: Season) -> dict[date, Event]:
    async with season.database.writing() as connection:
        await add_members(connection, EVERYBODY)
        chapter = await add_chapter(connection)
        for member_id in EVERYBODY:
            await chapters.add_follow(connection, chapter.id, member_id, NOW)
        planned = {}
        for day in (PLAIN, FULL, MOVED, OFF):
            event = await plan_event(connection, chapter, local_date=day, capacity=1 if day == FULL else 20)
            await events.schedule(connection, ORGANISER, event.id, event.starts_at - 16 * DAY, NOW)
            planned[day] = event
        await skipped_messages.add_skip(connection, planned[MOVED].id, "nudge", ORGANISER.member_id, NOW)
        await members.stop(connection, GUS, NOW, everything=True)
    await choose(season.database, EVE, reminders="own", remind_minutes=26 * 60)
    await choose(season.database, FAY, paused_until=datetime(2027, 6, 1, tzinfo=UTC))
    return planned


async def answer(season: Season, event: Event, day: date) -> None:
    """Answer on the morning after the announcement."""
    now = datetime.combine(day, time(7), UTC)
    for member_id, wish in ((ALICE, "going"), (CAROL, "going"), (BOB, "maybe")):
        await say(season.database, event, member_id, wish, now)
    await say(season.database, event, EVE, "declined" if event.capacity == 1 else "going", now)


async def live_through(database: Database) -> list[Told]:
    season = Season(database)
    planned = await plan(season)
    for day, event in planned.items():
        await season.pass_day(day, 16)
        await answer(season, event, day - 15 * DAY)
        if day == PLAIN:
            async with database.writing() as connection:
                await event_mutes.add_mute(connection, event.id, CAROL, NOW)
        for before in (7, 6, 2, 1):
            await season.pass_day(day, before)
        now = datetime.combine(day - DAY, time(23), UTC)
        async with database.writing() as connection:
            if day == OFF:
                await events.cancel(connection, ORGANISER, event.id, now)
            elif day == MOVED:
                await event_edits.edit(connection, ORGANISER, event.id, EventEdit(local_date=MOVED_TO), now)
        await season.pass_day(day, 0)
        if day == MOVED:
            for before in (2, 1, 0):
                await season.pass_day(MOVED_TO, before)
    return season.told


async def test_a_season_tells_everybody_what_is_theirs_and_twice_the_same(database_url: str) -> None:
    seasons = []
    for _ in range(2):
        await prepare_database(database_url)
        database = Database(database_url)
        try:
            seasons.append(await live_through(database))
        finally:
            await database.close()
    first, second = seasons
    counted = Counter((told.chat_id, told.kind) for told in first)
    assert counted == EXPECTED
    assert first == second
