import subprocess
import sys
from datetime import date, timedelta

import pytest

from hopdrinks.planning.thursdays import is_bridge_day, next_thursdays, public_holiday


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 12, 3)),
        (date(2026, 11, 27), date(2026, 12, 3)),
        (date(2026, 12, 31), date(2027, 1, 7)),
    ],
)
def test_the_first_thursday_proposed_is_after_today(today: date, first: date) -> None:
    assert next_thursdays(today)[0] == first


def test_four_thursdays_are_proposed_a_week_apart() -> None:
    assert next_thursdays(date(2026, 11, 23)) == [
        date(2026, 11, 26),
        date(2026, 12, 3),
        date(2026, 12, 10),
        date(2026, 12, 17),
    ]


def test_ascension_is_left_out_and_the_week_after_takes_its_place() -> None:
    assert next_thursdays(date(2027, 4, 24), 3) == [date(2027, 4, 29), date(2027, 5, 13), date(2027, 5, 20)]


def test_the_holidays_are_those_of_the_country() -> None:
    # 24 December 2026 is an ordinary Thursday in France; Thanksgiving is one in none but the United States.
    assert next_thursdays(date(2026, 11, 23), 1, country="US") == [date(2026, 12, 3)]


@pytest.mark.parametrize("count", [0, -1])
def test_no_thursday_is_proposed_where_none_is_asked_for(count: int) -> None:
    assert next_thursdays(date(2026, 11, 23), count) == []


def test_every_thursday_from_2026_to_2037_is_proposed_unless_it_is_a_holiday() -> None:
    proposed = next_thursdays(date(2025, 12, 31), 600)
    every = [date(2026, 1, 1) + timedelta(weeks=week) for week in range(626)]
    assert every[-1] == date(2037, 12, 24)
    left_out = set(every) - set(proposed)
    assert {date(2026, 5, 14), date(2027, 5, 6), date(2027, 11, 11), date(2028, 5, 25)} <= left_out
    assert all(public_holiday(day) for day in left_out if day <= proposed[-1])
    assert not any(public_holiday(day) for day in proposed)


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2027, 5, 6), "Ascension", "Ascension Day"),
        (date(2027, 7, 14), "Fête nationale", "National Day"),
        (date(2026, 11, 26), None, None),
        (date(2026, 12, 24), None, None),
    ],
)
def test_a_public_holiday_has_its_name_in_both_languages(
    day: date, french: str | None, english: str | None
) -> None:
    assert public_holiday(day) == french
    assert public_holiday(day, language="en") == english


def test_a_country_nobody_knows_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        public_holiday(date(2027, 5, 6), "XX")


@pytest.mark.parametrize(
    ("day", "is_bridge"),
    [
        (date(2027, 5, 7), True),  # Friday after Ascension
        (date(2026, 7, 13), True),  # Monday before Tuesday 14 July
        (date(2027, 5, 6), False),  # Ascension itself
        (date(2027, 5, 8), False),  # a Saturday
        (date(2027, 3, 28), False),  # Easter Sunday, between a Saturday and a holiday
        (date(2026, 12, 24), False),  # the Thursday before Christmas, a Friday
        (date(2026, 11, 26), False),
    ],
)
def test_a_bridge_day_is_a_single_working_day_between_days_off(day: date, is_bridge: bool) -> None:
    assert is_bridge_day(day) is is_bridge


def test_the_holidays_are_loaded_on_use_and_not_at_start() -> None:
    program = "import sys, hopdrinks.planning.thursdays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - our own words
