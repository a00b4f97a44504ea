"""When an answer should be there, and when somebody is nudged for it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hopdrinks.questions.answer_times import Wait, due_at, is_by_the_event, nudge_at
from hopdrinks.staff.opening_hours import OpeningHours
from storage.records import Event, EventState

PARIS = OpeningHours(time_zone="Europe/Paris")


def evening(state: EventState = "announced") -> Event:
    """Give one on Thursday 3 December at 19:00 in Paris."""
    starts_at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    return Event(
        id=1, chapter_id=1, venue_id=1, state=state, local_date=date(2026, 12, 3), local_time=time(19),
        time_zone="Europe/Paris", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), capacity=20,
        max_guests=1, text="", announce_at=None, announced_at=None, cancelled_at=None, created_by=1,
        version=1, changed_at=starts_at,
    )  # fmt: skip


def at(local: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{local}+01:00")


def waits(since: str, *, is_first: bool = True, event: Event | None = None) -> Wait:
    return Wait(since=at(since), is_first=is_first, event=event)


@pytest.mark.parametrize(
    ("wait", "due"),
    [
        (waits("02T10:00"), "02T12:00"),
        (waits("02T10:00", is_first=False), "02T14:00"),
        (waits("02T17:00"), "03T10:00"),  # over the night
        (waits("04T17:00"), "07T10:00"),  # over the weekend
        (waits("02T10:00", event=evening()), "02T12:00"),  # the day before is no hurry
        (waits("03T18:10", event=evening()), "03T18:25"),  # where is the entrance?
        (waits("03T12:30", event=evening()), "03T13:15"),  # its clock begins at 13:00
        (waits("03T08:30", event=evening()), "03T11:00"),  # and is no later than the usual one
        (waits("03T19:50", event=evening()), "04T11:00"),  # too late for a quarter of an hour of it
        (waits("03T21:00", event=evening()), "04T11:00"),  # it has ended
        (waits("03T18:10", event=evening("cancelled")), "04T11:00"),
    ],
)
def test_an_answer_is_due_in_open_hours_and_by_the_evenings_clock_on_its_day(wait: Wait, due: str) -> None:
    assert due_at(wait, PARIS) == at(due)


def test_three_nudges_come_for_one_wait_and_none_at_night() -> None:
    wait = waits("02T15:00")
    nudges = [nudge_at(wait, PARIS, done) for done in range(4)]
    assert nudges == [at("02T17:00"), at("03T10:00"), at("03T12:00"), None]
    assert all(PARIS.is_open(nudge - timedelta(minutes=1)) for nudge in nudges if nudge is not None)


def test_on_the_day_nudges_come_every_quarter_of_an_hour() -> None:
    wait = waits("03T18:10", event=evening())
    assert [nudge_at(wait, PARIS, done) for done in range(3)] == [
        at("03T18:25"),
        at("03T18:40"),
        at("03T18:55"),
    ]
    assert is_by_the_event(wait, at("03T18:25"))
    assert not is_by_the_event(wait, at("03T12:59"))
    assert not is_by_the_event(waits("03T18:10"), at("03T18:25"))
