"""Reads the date an organiser types, in French or English, or says what is wrong with it.

The grammar is narrow on purpose: what has two readings is asked back, never guessed, because a wrong date
sends a chapter to a closed cellar. What it knows:

- days: `3/12`, `3/12/2026`, `3/12/26`, `3.12.2026`, `2026-12-03`, `3 décembre`, `1er déc.`,
  `3rd of December`, `December 3`, each with or without a weekday before;
- `jeudi`, `jeudi prochain`, `Thursday`, `next Thursday`;
- `aujourd'hui`, `ce soir`, `demain`, `après-demain`, `today`, `tonight`, `tomorrow`, `day after tomorrow`;
- times, after the day or before its weekday: `19h`, `19 h 30`, `19:30`, `7pm`, `7:30 p.m.`, `midi`, `noon`.

Numbers are always day first, month second. Times without am or pm are of 24 hours. A day without a year is
the next such day. `jeudi prochain` and `next Thursday` are the first Thursday after today.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hopdrinks.typed.date_phrases import (
    ImpossibleError,
    Weekday,
    calendar_day,
    split_clock,
    split_weekday,
    without_article,
)
from hopdrinks.typed.date_words import EVENINGS, RELATIVE_DAYS, plain_words
from hopdrinks.wall_time import NonexistentTimeError, to_instant, to_local

MONTHS_AHEAD = 18
DEFAULT_START = time(19, 0)
_LONGEST_PHRASE = 100
_NOON = 12
_EARLIEST_BARE_HOUR = 7  # nobody meets at 3 in the morning: a bare 3 is a day
_WEEK = timedelta(days=7)
_YEAR_OF_DAYS = 366
_NUMBERS = re.compile(r"[0-9]{1,4}(?: [0-9]{1,4}){0,2}")
_TRAILING_NUMBER = re.compile(r"(?P<day>.+) (?P<number>[0-9]{1,2})")

DateProblemKind = Literal[
    "not_understood",
    "which_day",
    "ambiguous",
    "weekday_mismatch",
    "impossible",
    "past",
    "nonexistent",
    "too_far",
]


class ReadDate(BaseModel):
    """A date and time on the wall of the zone it was read for."""

    model_config = ConfigDict(frozen=True)

    local_date: date
    local_time: time
    #: False where the default time stands in for one that was not written.
    time_given: bool


class DateProblem(BaseModel):
    """Why a phrase is no date, with what a sentence about it needs."""

    model_config = ConfigDict(frozen=True)

    kind: DateProblemKind
    #: `ambiguous`: what it may mean, soonest first, each of them acceptable as it is. `weekday_mismatch`: the
    #: date as written, then the nearest date of the written weekday; one that is past or too far is left out.
    #: `past`, `nonexistent`, `too_far`: the one reading that is refused. Empty for the other kinds.
    readings: tuple[ReadDate, ...] = ()
    #: `weekday_mismatch`: the weekday as written, 0 for Monday.
    weekday: int | None = None
    #: `impossible`: the part that cannot be, in digits: `31/11`, `29/02/2027`, `25h`.
    written: str | None = None
    #: `which_day`: the time that was written without a day.
    local_time: time | None = None
    #: `too_far`: the last day that is accepted.
    latest: date | None = None


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """What a phrase is read against."""

    now: datetime
    time_zone: str
    default_time: time
    today: date
    latest: date


def read_date(
    text: str, *, now: datetime, time_zone: str, default_time: time = DEFAULT_START
) -> ReadDate | DateProblem:
    """Read a typed date, with or without a time. Never raises for any text.

    Args:
        text: What the organiser typed.
        now: The current instant, aware.
        time_zone: IANA name of the zone the date is meant in.
        default_time: The wall time where none is written.

    Returns:
        A date and time to come, which exists in the zone and is at most 18 months ahead; or the problem.

    Raises:
        ValueError: `now` is naive.
    """
    today = to_local(now, time_zone).date()
    reader = _Reader(
        now=now,
        time_zone=time_zone,
        default_time=default_time,
        today=today,
        latest=_months_later(today, MONTHS_AHEAD),
    )
    words = plain_words(text[: _LONGEST_PHRASE + 1])
    if not words or len(text) > _LONGEST_PHRASE:
        return DateProblem(kind="not_understood")
    return _read(words, reader) or _candidates(words, reader) or DateProblem(kind="not_understood")


def _read(words: str, reader: _Reader) -> ReadDate | DateProblem | None:
    """Read words that mean one thing; None where the strict grammar has no place for them."""
    try:
        day_words, _, clock = split_clock(words)
        if not day_words:
            return DateProblem(kind="which_day", local_time=clock)
        if day_words in RELATIVE_DAYS:
            return _read_relative(day_words, clock, reader)
        weekday = split_weekday(day_words)
        if weekday is not None and not weekday.rest:
            return _read_weekday(weekday, clock, reader)
        day = calendar_day(weekday.rest if weekday else without_article(day_words), reader.today)
    except ImpossibleError as error:
        return DateProblem(kind="impossible", written=error.written)
    if day is None:
        return None
    return _judge(_reading(day, clock, reader), reader, weekday.number if weekday else None)


def _read_relative(day_words: str, clock: time | None, reader: _Reader) -> ReadDate | DateProblem:
    day = reader.today + timedelta(days=RELATIVE_DAYS[day_words])
    if day_words in EVENINGS and clock is not None and clock.hour < _NOON:
        both = (clock, clock.replace(hour=clock.hour + _NOON))
        readings = _acceptable((_reading(day, at, reader) for at in both), reader)
        if readings:
            return DateProblem(kind="ambiguous", readings=readings)
    return _judge(_reading(day, clock, reader), reader)


def _read_weekday(weekday: Weekday, clock: time | None, reader: _Reader) -> ReadDate | DateProblem:
    """Read a weekday alone. On that very weekday it may mean today or in a week, so it is asked back."""
    coming = reader.today + timedelta(days=(weekday.number - reader.today.weekday() - 1) % 7 + 1)
    in_a_week = _reading(coming, clock, reader)
    if coming - _WEEK == reader.today and not weekday.is_next:
        today = _reading(reader.today, clock, reader)
        if isinstance(_judge(today, reader), ReadDate):
            return DateProblem(kind="ambiguous", readings=(today, in_a_week))
    return _judge(in_a_week, reader)


def _reading(day: date, clock: time | None, reader: _Reader) -> ReadDate:
    return ReadDate(local_date=day, local_time=clock or reader.default_time, time_given=clock is not None)


def _judge(reading: ReadDate, reader: _Reader, weekday: int | None = None) -> ReadDate | DateProblem:
    """Accept a reading, or say why not."""
    # First by date alone: instants of the years 1 and 9999 overflow.
    if reading.local_date < reader.today:
        return DateProblem(kind="past", readings=(reading,))
    if reading.local_date > reader.latest:
        return DateProblem(kind="too_far", readings=(reading,), latest=reader.latest)
    if weekday is not None and weekday != reading.local_date.weekday():
        return DateProblem(
            kind="weekday_mismatch", weekday=weekday, readings=_either(reading, weekday, reader)
        )
    try:
        starts_at = to_instant(reading.local_date, reading.local_time, reader.time_zone)
    except NonexistentTimeError:
        return DateProblem(kind="nonexistent", readings=(reading,))
    if starts_at <= reader.now:
        return DateProblem(kind="past", readings=(reading,))
    return reading


def _either(reading: ReadDate, weekday: int, reader: _Reader) -> tuple[ReadDate, ...]:
    """Offer the date as written, and the nearest date to come that is the written weekday."""
    days_away = (weekday - reading.local_date.weekday() + 3) % 7 - 3
    nearest = reading.local_date + timedelta(days=days_away)
    by_weekday = (reading.model_copy(update={"local_date": day}) for day in (nearest, nearest + _WEEK))
    return _acceptable((reading,), reader) + _acceptable(by_weekday, reader)[:1]


def _acceptable(readings: Iterator[ReadDate] | tuple[ReadDate, ...], reader: _Reader) -> tuple[ReadDate, ...]:
    return tuple(reading for reading in readings if isinstance(_judge(reading, reader), ReadDate))


def _candidates(words: str, reader: _Reader) -> DateProblem | None:
    """Ask back where bare numbers leave open which is the day, the month or the hour.

    Each possible meaning is written out and read again; those that can be accepted are offered.
    """
    found: set[ReadDate] = set()
    for phrase in _written_out(words, reader.today):
        answer = _read(phrase, reader)
        if isinstance(answer, ReadDate):
            found.add(answer)
        elif answer is not None and answer.kind == "weekday_mismatch":
            found.update(answer.readings)
    if not found:
        return None
    soonest_first = sorted(found, key=lambda reading: (reading.local_date, reading.local_time))
    return DateProblem(kind="ambiguous", readings=tuple(soonest_first))


def _written_out(words: str, today: date) -> Iterator[str]:
    """Write out what words with bare numbers may mean, as phrases of the strict grammar."""
    day_words, clock_words, _ = split_clock(words)
    weekday = split_weekday(day_words)
    rest = weekday.rest if weekday else without_article(day_words)
    named = f"{weekday.word} " if weekday else ""
    if weekday is not None and weekday.word == "mar":
        # The grammar takes it for a Tuesday (French "mar. 3/12"), but in English "Mar 3" is a day of March.
        yield f"march {rest} {clock_words}".strip()
    if _NUMBERS.fullmatch(rest):
        yield from _numbers_written_out(rest.split(), weekday, clock_words, today)
    last = _TRAILING_NUMBER.fullmatch(rest)
    if last is not None and not clock_words:
        if int(last["number"]) >= _EARLIEST_BARE_HOUR:
            yield f"{named}{last['day']} {last['number']}h"
        yield f"{named}{last['day']} 20{last['number']:0>2}"
        yield f"{named}{last['day']}/{last['number']}"


def _numbers_written_out(
    numbers: list[str], weekday: Weekday | None, clock_words: str, today: date
) -> Iterator[str]:
    """Write out one to three bare numbers: as day, month, year; as these and an hour; as day and hour."""
    named = f"{weekday.word} " if weekday else ""
    *before, last = numbers
    splits = [(numbers, clock_words)]
    if not clock_words and int(last) >= _EARLIEST_BARE_HOUR:
        splits.append((before, f"{last}h"))
    for days, hour in splits:
        if len(days) > 1:
            yield f"{named}{'/'.join(days)} {hour}".strip()
        elif days:
            day = _next_day_of_month(int(days[0]), weekday, today)
            yield f"{day.isoformat()} {hour}".strip() if day else ""
        else:
            yield f"{named}{hour}"


def _next_day_of_month(number: int, weekday: Weekday | None, today: date) -> date | None:
    for ahead in range(_YEAR_OF_DAYS):
        day = today + timedelta(days=ahead)
        if day.day == number and (weekday is None or day.weekday() == weekday.number):
            return day
    return None


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
