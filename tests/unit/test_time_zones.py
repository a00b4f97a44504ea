"""Time zones by the names people type."""

from datetime import UTC, datetime

import pytest

from hopdrinks.planning.thursdays import public_holiday
from hopdrinks.typed.time_zones import USUAL, country_of, find_zones
from hopdrinks.wall_time import to_local


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Brussels", "Europe/Brussels"),
        ("europe/brussels", "Europe/Brussels"),
        (" brussels ", "Europe/Brussels"),
        ("Montréal", "America/Montreal"),
        ("new york", "America/New_York"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, meant: str) -> None:
    assert find_zones(typed) == (meant,)


@pytest.mark.parametrize("typed", ["", "Etc/GMT+3", "zzz", "../../etc/passwd", "posix/Europe/Paris", "é"])
def test_what_is_no_place_is_no_zone(typed: str) -> None:
    assert find_zones(typed) == ()


def test_what_may_be_several_is_offered_in_a_list_short_enough_for_buttons() -> None:
    assert 1 < len(find_zones("indiana")) <= 6
    assert "Europe/Brussels" in find_zones("bruxels") or find_zones("brusels") == ("Europe/Brussels",)


@pytest.mark.parametrize("zone", USUAL)
def test_the_usual_zones_exist_and_the_holidays_of_their_countries_can_be_kept(zone: str) -> None:
    assert find_zones(zone) == (zone,)
    assert len(zone.replace("/", ":")) <= 40
    new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
    for language in ("fr", "en"):
        assert public_holiday(to_local(new_year, zone).date(), country_of(zone), language=language)
