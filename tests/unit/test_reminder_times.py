from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hopdrinks.evenings.reminder_times import REMINDER_KINDS, ReminderKind, due_at, void_at
from hopdrinks.wall_time import to_instant

PARIS = "Europe/Paris"
SEVEN = time(19, 0)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "start", "zone", "due"),
    [
        ("day_before", "2026-12-03T19:00", PARIS, "2026-12-02T10:00"),
        ("three_hours", "2026-12-03T19:00", PARIS, "2026-12-03T15:00"),
        ("day_before", "2026-07-02T19:00", PARIS, "2026-07-01T09:00"),
        ("three_hours", "2026-07-02T19:00", PARIS, "2026-07-02T14:00"),
        # The clocks change in the night between the reminder and the event: 11:00 stays 11:00.
        ("day_before", "2027-03-28T19:00", PARIS, "2027-03-27T10:00"),
        ("day_before", "2026-10-25T19:00", PARIS, "2026-10-24T09:00"),
        # Three hours are three elapsed hours, also across the change.
        ("three_hours", "2027-03-28T04:00", PARIS, "2027-03-27T23:00"),
        ("three_hours", "2026-10-25T04:00", PARIS, "2026-10-25T00:00"),
        # A start that new zone rules made impossible: counted from the jump.
        ("three_hours", "2027-03-28T02:30", PARIS, "2027-03-27T22:00"),
        # A day before that a zone skipped altogether.
        ("day_before", "2011-12-31T19:00", "Pacific/Apia", "2011-12-30T10:00"),
        ("day_before", "2026-12-03T19:00", "Indian/Reunion", "2026-12-02T07:00"),
        ("day_before", "2027-01-01T00:30", PARIS, "2026-12-31T10:00"),
        # A week before, at the hour of the start, on the wall: the clocks changed in between.
        ("nudge", "2026-10-29T19:00", PARIS, "2026-10-22T17:00"),
        ("nudge", "2027-04-01T19:00", PARIS, "2027-03-25T18:00"),
        ("decide", "2026-12-03T19:00", PARIS, "2026-12-01T10:00"),
        ("decide", "2026-10-26T19:00", PARIS, "2026-10-24T09:00"),
        ("still_waiting", "2026-12-03T19:00", PARIS, "2026-12-02T10:00"),
    ],
)
def test_a_reminder_is_due_by_the_rule_of_its_kind(
    kind: ReminderKind, start: str, zone: str, due: str
) -> None:
    local = datetime.fromisoformat(start)
    assert due_at(kind, local.date(), local.time(), zone) == utc(due)


@pytest.mark.parametrize(
    ("kind", "void"),
    [
        ("nudge", "2026-11-27T18:00"),
        ("decide", "2026-12-02T18:00"),
        ("day_before", "2026-12-03T12:00"),
        ("still_waiting", "2026-12-03T12:00"),
        ("three_hours", "2026-12-03T17:30"),
        ("own", "2026-12-03T18:00"),
    ],
)
def test_a_late_reminder_is_void_by_the_rule_of_its_kind(kind: ReminderKind, void: str) -> None:
    assert void_at(kind, utc("2026-12-03T18:00")) == utc(void)


def test_the_void_time_counts_elapsed_hours_also_from_a_zoned_start() -> None:
    start = datetime(2026, 10, 25, 5, 0, tzinfo=ZoneInfo(PARIS))
    assert void_at("day_before", start) == utc("2026-10-24T22:00")


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        void_at("day_before", datetime.fromisoformat("2026-12-03T18:00"))


def test_every_thursday_from_2026_to_2037_reminds_at_eleven_the_day_before_and_three_hours_before() -> None:
    zone = ZoneInfo(PARIS)
    thursday = date(2026, 1, 1)
    while thursday.year <= 2037:
        day_before = due_at("day_before", thursday, SEVEN, PARIS)
        assert day_before.astimezone(zone).replace(tzinfo=None) == datetime.combine(
            thursday - timedelta(days=1), time(11, 0)
        )
        three_hours = due_at("three_hours", thursday, SEVEN, PARIS)
        assert three_hours.astimezone(zone).replace(tzinfo=None) == datetime.combine(thursday, time(16, 0))
        thursday += timedelta(weeks=1)


@pytest.mark.parametrize("zone", [PARIS, "America/New_York", "Indian/Reunion", "Australia/Lord_Howe"])
@pytest.mark.parametrize("hour", [0, 2, 11, 19, 23])
def test_each_reminder_is_due_before_it_is_void_and_void_before_the_start(zone: str, hour: int) -> None:
    # Every day of a year, so both changes of the clocks; hour:45 exists in each zone but in a skipped hour.
    for ahead in range(366):
        day = date(2027, 1, 1) + timedelta(days=ahead)
        starts_at = due_at("three_hours", day, time(hour, 45), zone) + timedelta(hours=3)
        for kind in REMINDER_KINDS:
            assert due_at(kind, day, time(hour, 45), zone) < void_at(kind, starts_at) <= starts_at


def test_three_hours_before_is_counted_from_the_instant_of_the_start() -> None:
    for day in (date(2026, 10, 25), date(2027, 3, 28), date(2026, 12, 3)):
        assert to_instant(day, SEVEN, PARIS) - due_at("three_hours", day, SEVEN, PARIS) == timedelta(hours=3)
