"""Years of a chapter's rhythm: which Thursdays it gives, whatever is planned, skipped or called off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopdrinks.planning.rhythm import WEEK, next_date
from hopdrinks.planning.templates import RHYTHMS
from hopdrinks.planning.thursdays import THURSDAY, is_bridge_day, public_holiday

FIRST, LAST = date(2026, 1, 1), date(2037, 12, 31)
DAYS = st.dates(FIRST, LAST)
BY_HAND = st.frozensets(DAYS, max_size=8)


def assert_suits(day: date, every_weeks: int, known: set[date]) -> None:
    assert day.weekday() == THURSDAY
    assert public_holiday(day) is None
    assert not is_bridge_day(day)
    assert (day.month, day.day) not in ((12, 24), (12, 31))
    assert all(abs(day - other) >= WEEK for other in known)
    before = [other for other in known if other <= day]
    assert not before or day - max(before) >= every_weeks * WEEK


@pytest.mark.parametrize("every_weeks", RHYTHMS)
def test_twelve_years_give_thursdays_in_the_rhythm_and_never_a_day_off(every_weeks: int) -> None:
    """Each date is held, or skipped, on the day it comes to be next: both are known from then on."""
    today, known = FIRST, set[date]()
    while today < LAST:
        day = next_date(every_weeks, known, today, "FR")
        assert_suits(day, every_weeks, known)
        # Nobody misses an evening for long: a day off costs a week, and two in a row hardly occur.
        assert day - today <= (every_weeks + 4) * WEEK
        known.add(day)
        today = day
    assert len(known) >= 11 * 52 // (every_weeks + 1)


@given(every_weeks=st.sampled_from(RHYTHMS), today=DAYS, by_hand=BY_HAND, skips=st.integers(1, 6))
def test_whatever_was_planned_by_hand_a_date_is_new_suits_and_stays_skipped(
    every_weeks: int, today: date, by_hand: frozenset[date], skips: int
) -> None:
    known, given_before = set(by_hand), set[date]()
    for _ in range(skips):
        day = next_date(every_weeks, known, today, "FR")
        assert day - today >= WEEK
        assert day not in given_before
        assert_suits(day, every_weeks, known)
        given_before.add(day)
        known.add(day)


@given(today=DAYS, days_later=st.integers(0, 6), every_weeks=st.sampled_from(RHYTHMS))
def test_a_chapter_that_paused_for_long_starts_again_from_today(
    today: date, days_later: int, every_weeks: int
) -> None:
    long_ago = today - timedelta(days=300 + days_later)
    day = next_date(every_weeks, {long_ago}, today, "FR")
    assert WEEK <= day - today <= 4 * WEEK


def test_ascension_which_is_always_a_thursday_moves_the_rhythm_by_a_week() -> None:
    ascension = date(2026, 5, 14)
    assert next_date(2, {ascension - 2 * WEEK}, ascension - WEEK, "FR") == ascension + WEEK


def test_the_holidays_are_those_of_the_chapters_country() -> None:
    fete_nationale = date(2033, 7, 14)
    assert next_date(1, {fete_nationale - WEEK}, fete_nationale - WEEK, "BE") == fete_nationale
    assert next_date(1, {fete_nationale - WEEK}, fete_nationale - WEEK, "FR") == date(2033, 7, 21)


def test_a_country_whose_holidays_nobody_knows_has_ordinary_thursdays() -> None:
    assert next_date(1, set(), date(2026, 5, 7), "XX") == date(2026, 5, 14)
