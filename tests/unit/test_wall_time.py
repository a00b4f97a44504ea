from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from hopdrinks.wall_time import (
    NonexistentTimeError,
    first_valid_instant,
    known_time_zone,
    to_instant,
    to_local,
)

PARIS = "Europe/Paris"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-12-03T19:00", PARIS, "2026-12-03T18:00"),
        ("2026-07-02T19:00", PARIS, "2026-07-02T17:00"),
        ("2027-03-27T19:00", PARIS, "2027-03-27T18:00"),
        ("2027-03-28T01:59", PARIS, "2027-03-28T00:59"),
        ("2027-03-28T03:00", PARIS, "2027-03-28T01:00"),
        ("2027-03-28T19:00", PARIS, "2027-03-28T17:00"),
        ("2026-10-25T01:59", PARIS, "2026-10-24T23:59"),
        ("2026-10-25T02:00", PARIS, "2026-10-25T00:00"),
        ("2026-10-25T02:30", PARIS, "2026-10-25T00:30"),
        ("2026-10-25T03:00", PARIS, "2026-10-25T02:00"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-12-03T19:00", "Asia/Kolkata", "2026-12-03T13:30"),
        ("2026-12-03T19:00", "Indian/Reunion", "2026-12-03T15:00"),
        ("2027-04-04T01:45", "Australia/Lord_Howe", "2027-04-03T14:45"),
    ],
)
def test_a_wall_time_is_its_first_instant(wall: str, zone: str, instant: str) -> None:
    local = datetime.fromisoformat(wall)
    assert to_instant(local.date(), local.time(), zone) == utc(instant)
    assert first_valid_instant(local.date(), local.time(), zone) == utc(instant)


@pytest.mark.parametrize(
    ("wall", "zone", "jump"),
    [
        ("2027-03-28T02:00", PARIS, "2027-03-28T01:00"),
        ("2027-03-28T02:30", PARIS, "2027-03-28T01:00"),
        ("2027-03-28T02:59:59.999999", PARIS, "2027-03-28T01:00"),
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T07:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2011-12-30T11:00", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_the_clocks_skip_is_refused_or_is_the_instant_of_the_jump(
    wall: str, zone: str, jump: str
) -> None:
    local = datetime.fromisoformat(wall)
    with pytest.raises(NonexistentTimeError) as refused:
        to_instant(local.date(), local.time(), zone)
    assert (refused.value.local_date, refused.value.local_time) == (local.date(), local.time())
    assert refused.value.time_zone == zone
    assert first_valid_instant(local.date(), local.time(), zone) == utc(jump)


def test_an_instant_is_in_utc() -> None:
    assert to_instant(date(2026, 12, 3), time(19, 0), PARIS).tzinfo is UTC
    assert first_valid_instant(date(2027, 3, 28), time(2, 30), PARIS).tzinfo is UTC


def test_the_second_occurrence_of_a_wall_time_is_not_what_a_fold_asks_for() -> None:
    assert to_instant(date(2026, 10, 25), time(2, 30, fold=1), PARIS) == utc("2026-10-25T00:30")


def test_the_local_time_of_an_instant_is_that_of_the_zone() -> None:
    local = to_local(utc("2026-12-03T18:00"), PARIS)
    assert (local.date(), local.time(), local.utcoffset()) == (
        date(2026, 12, 3),
        time(19, 0),
        timedelta(hours=1),
    )


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        to_local(datetime.fromisoformat("2026-12-03T18:00"), PARIS)


def test_a_local_time_with_a_zone_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        to_instant(date(2026, 12, 3), time(19, 0, tzinfo=timezone(timedelta(hours=5))), PARIS)


@pytest.mark.parametrize("name", [PARIS, "UTC", "America/Argentina/Ushuaia", "Indian/Reunion"])
def test_an_iana_name_is_a_known_zone(name: str) -> None:
    assert known_time_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Paris",
        "europe/paris",
        "Europe",
        "Europe/",
        "../etc/passwd",
        "/etc/localtime",
        "localtime",
        "right/Europe/Paris",
        "UTC+1",
        "a\x00b",
        "\ud800",
        "Europe/Paris ",
        "x" * 5000,
    ],
)
def test_any_other_name_is_no_zone(name: str) -> None:
    assert not known_time_zone(name)
