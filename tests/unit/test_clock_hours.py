from datetime import time

import pytest

from hopdrinks.typed.clock_hours import read_hours
from hopdrinks.wall_time import find_time_zone


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22h30-7h30", (time(22, 30), time(7, 30))),
        ("22:30 - 7:30", (time(22, 30), time(7, 30))),
        ("de 22 h à 7 h", (time(22), time(7))),
        ("from 23 to 8", (time(23), time(8))),
        ("21-24", (time(21), time(0))),
        ("25-7", None),
        ("22h", None),
        ("late", None),
        ("", None),
        ("9" * 500, None),
    ],
)
def test_two_hours_are_read_or_refused(typed: str, hours: tuple[time, time] | None) -> None:
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Nouméa", "Pacific/Noumea"),
        ("new york", "America/New_York"),
        ("europe/paris", "Europe/Paris"),
        ("GMT+1", None),
        ("Atlantis", None),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_a_time_zone_is_found_by_name_or_city(typed: str, zone: str | None) -> None:
    assert find_time_zone(typed) == zone
