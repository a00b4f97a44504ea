"""Twelve years of Thursdays, and clocks that step, jump and are put back: each reminder once, at its time."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from evenings import add_chapter, add_members, announce_event, tap
from hypothesis import given, settings
from hypothesis import strategies as st
from migrated import prepare_database
from sqlalchemy import select

from hopdrinks.evenings import reminders
from hopdrinks.evenings.reminder_times import ReminderKind, due_at, void_at
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.reminders import Reminder
from hopdrinks.wall_time import to_instant
from storage import chapters
from storage.database import Database
from storage.records import Chapter, Event
from storage.tables import deliveries, members

ZONES = ["Europe/Paris", "America/New_York", "Asia/Tokyo"]
SEVEN = time(19)
SWEEP = timedelta(seconds=15)
HOUR = timedelta(hours=1)
LONG_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
EXPECTED: dict[ReminderKind, tuple[int, time]] = {
    "nudge": (-7, SEVEN),
    "decide": (-2, time(11)),
    "day_before": (-1, time(11)),
    "still_waiting": (-1, time(11)),
    "three_hours": (0, time(16)),
}
KINDS = tuple(EXPECTED)


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
    dues = {(day, kind): due_at(kind, day, SEVEN, zone) for day in days for kind in KINDS}
    shown: defaultdict[tuple[date, ReminderKind], list[datetime]] = defaultdict(list)
    for index, day in enumerate(days):
        near = days[max(0, index - 1) : index + 2]
        for now in (now for kind in KINDS for now in ticks(dues[day, kind])):
            for other in near:
                for kind in KINDS:
                    due = dues[other, kind] <= now < void_at(kind, starts[other])
                    if due and (other, kind) not in shown:
                        shown[other, kind].append(now)
    assert len(days) == 627
    for day in days:
        for kind in KINDS:
            check_wall_time(day, zone, kind, shown[day, kind])


@pytest.mark.parametrize("zone", ZONES)
def test_ones_own_lead_time_is_elapsed_time_before_every_thursday(zone: str) -> None:
    for day in thursdays(2026, 2037):
        start = to_instant(day, SEVEN, zone)
        for minutes in (15, 90, 24 * 60, 7 * 24 * 60):
            lead = timedelta(minutes=minutes)
            assert due_at("own", day, SEVEN, zone, lead=lead) == start - lead < void_at("own", start)


@dataclass
class Season:
    """A database in which evenings are held in two cities.

    In the first, which is small, Alice comes, Dave waits and Bob may come; of the second Carol hears, and
    never answers.
    """

    database: Database
    small: Chapter
    large: Chapter
    #: The last delivery that was looked at.
    last_id: int = 0

    async def add_evening(self, day: date) -> tuple[Event, Event]:
        async with self.database.writing() as connection:
            small = await announce_event(connection, self.small, local_date=day, now=LONG_BEFORE, capacity=1)
            for member_id, wish in ((ALICE, "going"), (DAVE, "going"), (BOB, "maybe")):
                await tap(connection, small.id, member_id, wish, LONG_BEFORE)
            large = await announce_event(connection, self.large, local_date=day, now=LONG_BEFORE)
            return small, large

    async def sweep(self, now: datetime) -> list[tuple[int, ReminderKind, int]]:
        """Sweep as the program does; give event, kind and member of what this sweep owed and sent at once."""
        async with self.database.writing() as connection:
            while await reminders.remind_due(connection, now):
                pass
            rows = await connection.execute(
                select(deliveries.c.id, deliveries.c.notice, deliveries.c.payload, deliveries.c.chat_id)
                .where(deliveries.c.id > self.last_id, deliveries.c.notice.in_(("Reminder", "Nudge")))
                .order_by(deliveries.c.id)
            )
            found = list(rows)
            if found:
                fresh = deliveries.c.id > self.last_id
                await connection.execute(
                    deliveries.update().where(fresh).values(state="sent", settled_at=now)
                )
        self.last_id = max([self.last_id, *(row.id for row in found)])
        owed = [(read_notice(row.notice, row.payload), row.chat_id) for row in found]
        return [
            (notice.concerns or 0, notice.kind if isinstance(notice, Reminder) else "nudge", chat_id)
            for notice, chat_id in owed
        ]


async def a_season(directory: Path, zone: str = "Europe/Paris") -> Season:
    url = f"sqlite+aiosqlite:///{directory}/season.db"
    await prepare_database(url)
    database = Database(url)
    async with database.writing() as connection:
        await add_members(connection, [ALICE, BOB, CAROL, DAVE], LONG_BEFORE)
        never = {"quiet_from": time(0), "quiet_until": time(0)}  # a clock that jumps wakes people at any hour
        await connection.execute(members.update().values(never))
        small = await add_chapter(connection, time_zone=zone)
        large = await add_chapter(connection, slug="large", time_zone=zone)
        await chapters.add_follow(connection, large.id, CAROL, LONG_BEFORE)
    return Season(database, small, large)


WHOSE: dict[ReminderKind, int] = {
    "nudge": CAROL,
    "decide": BOB,
    "day_before": ALICE,
    "still_waiting": DAVE,
    "three_hours": ALICE,
}
#: Both changes of the clocks, in two zones, with the evening on either side.
AROUND = [
    (ZONES[0], date(2026, 3, 26), date(2026, 4, 2)),
    (ZONES[0], date(2026, 10, 22), date(2026, 10, 29)),
    (ZONES[1], date(2028, 3, 9), date(2028, 3, 16)),
    (ZONES[1], date(2028, 11, 2), date(2028, 11, 9)),
]


@pytest.mark.parametrize(("zone", "first", "last"), AROUND)
async def test_the_rules_remind_of_every_thursday_once_at_the_right_wall_time(
    tmp_path: Path, zone: str, first: date, last: date
) -> None:
    season = await a_season(tmp_path, zone)
    days = [day for day in thursdays(first.year, last.year) if first <= day <= last]
    ids = {event.id: day for day in days for event in await season.add_evening(day)}
    shown: defaultdict[tuple[date, ReminderKind, int], list[datetime]] = defaultdict(list)
    for due in sorted({due_at(kind, day, SEVEN, zone) for day in days for kind in KINDS}):
        for now in ticks(due):
            for event_id, kind, member_id in await season.sweep(now):
                shown[ids[event_id], kind, member_id].append(now)
    await season.database.close()
    assert set(shown) == {(day, kind, WHOSE[kind]) for day in days for kind in KINDS}
    for (day, kind, _), at in shown.items():
        check_wall_time(day, zone, kind, at)


#: What somebody who comes is reminded with.
ALICES: tuple[ReminderKind, ...] = ("day_before", "three_hours")
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
            event, _ = runner.run(season.add_evening(day))
            now = event.starts_at - timedelta(hours=36)
            expected: list[ReminderKind] = []
            sent: list[ReminderKind] = []
            for seconds in steps:
                now += timedelta(seconds=seconds)
                for kind in ALICES:
                    due = due_at(kind, day, SEVEN, event.time_zone)
                    if kind not in expected and due <= now < void_at(kind, event.starts_at):
                        expected.append(kind)
                swept = runner.run(season.sweep(now))
                sent += [kind for event_id, kind, who in swept if (event_id, who) == (event.id, ALICE)]
            assert sent == expected

        try:
            check()
        finally:
            runner.run(season.database.close())
