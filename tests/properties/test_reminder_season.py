"""Twelve years of Thursdays, and clocks that step, jump and are put back: each reminder once, at its time."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from evenings import add_chapter, add_members, announce_event
from hypothesis import given, settings
from hypothesis import strategies as st
from migrated import prepare_database
from sqlalchemy import select

from hopdrinks import reminders, rsvps
from hopdrinks.notices import Reminder
from hopdrinks.reminder_times import REMINDER_KINDS, ReminderKind, due_at, void_at
from hopdrinks.wall_time import to_instant
from storage.database import Database
from storage.records import Chapter, Event
from storage.tables import deliveries

ZONES = ["Europe/Paris", "America/New_York", "Asia/Tokyo"]
SEVEN = time(19)
SWEEP = timedelta(seconds=15)
HOUR = timedelta(hours=1)
LONG_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
ALICE = 1
EXPECTED: dict[ReminderKind, tuple[int, time]] = {"day_before": (-1, time(11)), "three_hours": (0, time(16))}


def thursdays(first: int, last: int) -> list[date]:
    day, found = date(first, 1, 1), []
    while day.year <= last:
        if day.weekday() == 3:
            found.append(day)
        day += timedelta(days=1)
    return found


def ticks(due: datetime) -> Iterator[datetime]:
    """Give the instants of the sweeps around a due time.

    By jumps of hours, then every 15 s (never on the second itself), once back by three hours, and on by two.
    """
    yield from (due - 5 * HOUR, due - 1 * HOUR)
    steps = [due + timedelta(seconds=7) + number * SWEEP for number in range(-2, 3)]
    yield from steps
    yield from (due - 3 * HOUR, due - SWEEP)
    yield from steps
    yield due + 2 * HOUR


def check_wall_time(day: date, zone: str, kind: ReminderKind, shown: Sequence[datetime]) -> None:
    assert len(shown) == 1, f"{kind} of {day} in {zone} was shown {len(shown)} times"
    ahead, wall = EXPECTED[kind]
    local = shown[0].astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    right = datetime.combine(day + timedelta(days=ahead), wall)
    assert right <= local < right + SWEEP


@pytest.mark.parametrize("zone", ZONES)
def test_twelve_years_of_thursdays_are_each_reminded_once_at_the_right_wall_time(zone: str) -> None:
    days = thursdays(2026, 2037)
    starts = {day: to_instant(day, SEVEN, zone) for day in days}
    dues = {(day, kind): due_at(kind, day, SEVEN, zone) for day in days for kind in REMINDER_KINDS}
    shown: defaultdict[tuple[date, ReminderKind], list[datetime]] = defaultdict(list)
    for index, day in enumerate(days):
        near = days[max(0, index - 1) : index + 2]
        for now in (now for kind in REMINDER_KINDS for now in ticks(dues[day, kind])):
            for other in near:
                for kind in REMINDER_KINDS:
                    due = dues[other, kind] <= now < void_at(kind, starts[other])
                    if due and (other, kind) not in shown:
                        shown[other, kind].append(now)
    assert len(days) == 627
    for day in days:
        for kind in REMINDER_KINDS:
            check_wall_time(day, zone, kind, shown[day, kind])


@dataclass
class Season:
    """A database in which Alice comes to evenings."""

    database: Database
    chapter: Chapter
    #: The last delivery that was looked at.
    last_id: int = 0

    async def add_evening(self, day: date) -> Event:
        async with self.database.writing() as connection:
            event = await announce_event(connection, self.chapter, local_date=day, now=LONG_BEFORE)
            answer = await rsvps.answer(connection, event.id, ALICE, "going", LONG_BEFORE)
            assert answer.verdict == "changed"
            return event

    async def sweep(self, now: datetime) -> list[Reminder]:
        """Sweep as the program does; give the reminders that this sweep owed."""
        async with self.database.writing() as connection:
            while await reminders.remind_due(connection, now):
                pass
            rows = await connection.execute(
                select(deliveries.c.id, deliveries.c.payload)
                .where(deliveries.c.id > self.last_id, deliveries.c.notice == "Reminder")
                .order_by(deliveries.c.id)
            )
            found = list(rows)
        self.last_id = max([self.last_id, *(delivery_id for delivery_id, _ in found)])
        return [Reminder.model_validate_json(payload) for _, payload in found]


async def a_season(directory: Path, zone: str = "Europe/Paris") -> Season:
    url = f"sqlite+aiosqlite:///{directory}/season.db"
    await prepare_database(url)
    database = Database(url)
    async with database.writing() as connection:
        await add_members(connection, [ALICE], LONG_BEFORE)
        chapter = await add_chapter(connection, time_zone=zone)
    return Season(database, chapter)


@pytest.mark.parametrize(("zone", "first", "last"), [(ZONES[0], 2026, 2027), (ZONES[1], 2028, 2028)])
async def test_the_rules_remind_of_every_thursday_once_at_the_right_wall_time(
    tmp_path: Path, zone: str, first: int, last: int
) -> None:
    season = await a_season(tmp_path, zone)
    days = thursdays(first, last)
    ids = {(await season.add_evening(day)).id: day for day in days}
    shown: defaultdict[tuple[date, ReminderKind], list[datetime]] = defaultdict(list)
    for day in days:
        for due_kind in REMINDER_KINDS:
            for now in ticks(due_at(due_kind, day, SEVEN, zone)):
                for reminder in await season.sweep(now):
                    shown[ids[reminder.event_id], reminder.kind].append(now)
    await season.database.close()
    assert len(shown) == 2 * len(days)
    for (day, kind), at in shown.items():
        check_wall_time(day, zone, kind, at)


#: How the clock moves from one sweep to the next, in seconds: it steps, jumps, and is put back.
moves = st.lists(
    st.one_of(
        st.integers(1, 60).map(lambda minutes: minutes * 60),
        st.integers(1, 20).map(lambda hours: hours * 3600),
        st.sampled_from([15, 15, -15, -3600, -6 * 3600]),
    ),
    min_size=1,
    max_size=25,
)


def test_however_the_clock_jumps_a_reminder_goes_once_if_any_sweep_found_it_of_use(tmp_path: Path) -> None:
    days = iter(thursdays(2026, 2200))
    with asyncio.Runner() as runner:
        season = runner.run(a_season(tmp_path))

        @settings(max_examples=60)
        @given(moves)
        def check(steps: list[int]) -> None:
            day = next(days)
            event = runner.run(season.add_evening(day))
            now = event.starts_at - timedelta(hours=36)
            expected: list[ReminderKind] = []
            sent: list[ReminderKind] = []
            for seconds in steps:
                now += timedelta(seconds=seconds)
                for kind in REMINDER_KINDS:
                    due = due_at(kind, day, SEVEN, event.time_zone)
                    if kind not in expected and due <= now < void_at(kind, event.starts_at):
                        expected.append(kind)
                sent += [one.kind for one in runner.run(season.sweep(now)) if one.event_id == event.id]
            assert sent == expected

        try:
            check()
        finally:
            runner.run(season.database.close())
