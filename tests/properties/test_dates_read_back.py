"""A date an organiser writes in a supported way reads back as that date; whatever else never raises."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hopdrinks.typed.dates import DateProblem, ReadDate, read_date
from hopdrinks.wall_time import NonexistentTimeError, to_instant

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

days = st.dates(TODAY + timedelta(days=1), date(2028, 4, 23))
days_within_a_year = st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=364))
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
spaces = st.sampled_from([" ", "  ", "\u00a0", "\u202f"])

Way = Callable[[date], str]


def by_babel(pattern: str, locale: str) -> Way:
    return lambda day: format_date(day, pattern, locale=locale)


def with_ordinal(day: date) -> str:
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    return f"{day.day}{ending} of {format_date(day, 'MMMM y', locale='en')}"


WITH_YEAR: dict[str, Way] = {
    "ISO": date.isoformat,
    "slashes": lambda day: f"{day.day}/{day.month}/{day.year}",
    "two-digit year": lambda day: f"{day:%d/%m/%y}",
    "points": lambda day: f"{day:%d.%m.%Y}",
    "weekday and slashes": by_babel("EEEE dd/MM/y", "fr"),
    "full French": by_babel("EEEE d MMMM y", "fr"),
    "short French": by_babel("EEE d MMM y", "fr"),
    "le, in French": by_babel("'le' d MMMM y", "fr"),
    "full British": by_babel("EEEE d MMMM y", "en"),
    "short British": by_babel("EEE d MMM y", "en"),
    "full American": by_babel("EEEE, MMMM d, y", "en"),
    "ordinal": with_ordinal,
}
WITHOUT_YEAR: dict[str, Way] = {
    "slashes": lambda day: f"{day.day}/{day.month}",
    "weekday and slashes": by_babel("EEEE d/M", "fr"),
    "full French": by_babel("EEEE d MMMM", "fr"),
    "short French": by_babel("EEE d MMM", "fr"),
    "day and month in French": by_babel("d MMMM", "fr"),
    "short British": by_babel("EEE d MMM", "en"),
    "full American": by_babel("MMMM d", "en"),
}
CLOCKS: dict[str, Callable[[time], str]] = {
    "19h30": lambda at: f"{at.hour}h{at.minute:02}",
    "19 h 30": lambda at: f"à {at.hour} h {at.minute:02}",
    "19:30": lambda at: f"{at:%H:%M}",
    "at 7:30 pm": lambda at: f"at {at.hour % 12 or 12}:{at.minute:02} {'pm' if at.hour >= 12 else 'am'}",
    "7.30 p.m.": lambda at: f"{at.hour % 12 or 12}.{at.minute:02} {'p.m.' if at.hour >= 12 else 'a.m.'}",
}
clocks = st.sampled_from(sorted(CLOCKS))


def dressed(phrase: str, space: str, shout: bool) -> str:
    phrase = phrase.replace(" ", space)
    return phrase.upper() if shout else phrase


def assert_reads_back(phrase: str, day: date, at: time) -> None:
    try:
        to_instant(day, at, PARIS)
    except NonexistentTimeError:
        assume(False)
    answer = read_date(phrase, now=NOW, time_zone=PARIS)
    assert answer == ReadDate(local_date=day, local_time=at, time_given=True), phrase


@pytest.mark.parametrize("way", WITH_YEAR)
@given(clock=clocks, day=days, at=times, space=spaces, shout=st.booleans())
def test_a_date_written_with_its_year_reads_back(
    way: str, clock: str, day: date, at: time, space: str, shout: bool
) -> None:
    assert_reads_back(dressed(f"{WITH_YEAR[way](day)} {CLOCKS[clock](at)}", space, shout), day, at)


@pytest.mark.parametrize("way", WITHOUT_YEAR)
@given(clock=clocks, day=days_within_a_year, at=times, space=spaces, shout=st.booleans())
def test_a_date_of_the_next_twelve_months_written_without_a_year_reads_back(
    way: str, clock: str, day: date, at: time, space: str, shout: bool
) -> None:
    assert_reads_back(dressed(f"{WITHOUT_YEAR[way](day)} {CLOCKS[clock](at)}", space, shout), day, at)


@pytest.mark.parametrize("way", WITH_YEAR)
@given(day=days)
def test_a_date_written_without_a_time_reads_back_at_the_default_time(way: str, day: date) -> None:
    answer = read_date(WITH_YEAR[way](day), now=NOW, time_zone=PARIS, default_time=time(18, 15))
    assert answer == ReadDate(local_date=day, local_time=time(18, 15), time_given=False)


PIECES = (
    "jeudi mar thursday next prochain le the 3 12 19 2026 29 3/12 31/11 décembre mars march à at 19h 25h 7 "
    "pm 19:30 demain ce soir tonight 1er 3rd of - . , / : 9999 0000 24h midi"
)
words = st.sampled_from([*PIECES.split(), "\u202f", "\u200f"])


@given(st.one_of(st.text(), st.lists(words, max_size=9).map(" ".join), st.text("0123456789/ h:.-")))
@example("\ud800")
@example("9999-12-31 24h")
@example("0" * 5000)
def test_no_text_raises_and_all_that_is_offered_is_to_come(text: str) -> None:
    answer = read_date(text, now=NOW, time_zone=PARIS)
    offered = answer.readings if isinstance(answer, DateProblem) else (answer,)
    if isinstance(answer, DateProblem):
        assert (answer.written is not None) == (answer.kind == "impossible")
        if answer.kind in {"past", "too_far", "nonexistent"}:
            assert len(offered) == 1
            return
    for reading in offered:
        assert to_instant(reading.local_date, reading.local_time, PARIS) > NOW
        assert reading.local_date <= date(2028, 5, 23)


@given(
    text=st.lists(words, max_size=6).map(" ".join),
    now=moments,
    zone=st.sampled_from([PARIS, "America/New_York", "Pacific/Apia", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_no_text_raises_at_any_moment_in_any_zone(text: str, now: datetime, zone: str) -> None:
    answer = read_date(text, now=now, time_zone=zone)
    if isinstance(answer, ReadDate):
        assert now < to_instant(answer.local_date, answer.local_time, zone)
