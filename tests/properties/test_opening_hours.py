"""Open time, counted: against the plainest way to count it, step by step."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopdrinks.staff.opening_hours import EVERY_DAY, MONDAY_TO_FRIDAY, OpeningHours

PARIS = OpeningHours(time_zone="Europe/Paris")
ALWAYS = OpeningHours(time_zone="Europe/Paris", weekdays=EVERY_DAY, opens=time(0), closes=time(0))
STEP = timedelta(minutes=20)


def instants() -> st.SearchStrategy[datetime]:
    """Instants on a step, around both changes of the clocks and the holidays of the new year."""
    spring, autumn = datetime(2027, 3, 26, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)
    begins = st.sampled_from([spring, autumn, datetime(2026, 12, 23, tzinfo=UTC)])
    return st.builds(lambda begin, steps: begin + steps * STEP, begins, st.integers(0, 12 * 24 * 3))


@given(instants(), st.integers(0, 60))
def test_so_much_open_time_has_passed_then(at: datetime, steps: int) -> None:
    then = PARIS.after(at, steps * STEP)
    counted = sum(PARIS.is_open(at + n * STEP) for n in range((then - at) // STEP))
    assert counted == steps
    assert then == at or steps == 0 or PARIS.is_open(then - STEP)


@given(instants())
def test_the_next_opening_is_open_and_nothing_before_it_is(at: datetime) -> None:
    opening = PARIS.next_opening(at)
    assert PARIS.is_open(opening)
    assert not any(PARIS.is_open(at + n * STEP) for n in range((opening - at) // STEP))


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-26T08:59+01:00", "2026-11-26T09:00+01:00"),
        ("2026-11-26T17:59+01:00", "2026-11-26T17:59+01:00"),
        ("2026-11-26T18:00+01:00", "2026-11-27T09:00+01:00"),
        ("2026-11-27T18:00+01:00", "2026-11-30T09:00+01:00"),  # over the weekend
        ("2026-12-24T19:00+01:00", "2026-12-28T09:00+01:00"),  # over Christmas, a Friday
        ("2027-03-26T18:30+01:00", "2027-03-30T09:00+02:00"),  # over the change of the clocks and Easter
    ],
)
def test_it_opens_on_working_days(at: str, opening: str) -> None:
    assert PARIS.next_opening(datetime.fromisoformat(at)) == datetime.fromisoformat(opening)


def test_two_open_hours_before_the_weekend_end_after_it() -> None:
    friday = datetime.fromisoformat("2026-11-27T17:00+01:00")
    assert PARIS.after(friday, timedelta(hours=2)) == datetime.fromisoformat("2026-11-30T10:00+01:00")
    assert ALWAYS.after(friday, timedelta(hours=2)) == friday + timedelta(hours=2)
    assert ALWAYS.is_open(friday)


@pytest.mark.parametrize(
    ("weekdays", "opens", "closes"),
    [
        (frozenset[int](), time(9), time(18)),
        (frozenset({7}), time(9), time(18)),
        (MONDAY_TO_FRIDAY, time(18), time(9)),
    ],
)
def test_hours_that_are_never_open_are_refused(weekdays: frozenset[int], opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match=r"open"):
        OpeningHours(time_zone="Europe/Paris", weekdays=weekdays, opens=opens, closes=closes)
