"""The grammar of a typed date: plain words split into time, weekday and calendar day, without judgement."""

import re
from dataclasses import dataclass
from datetime import date, time

from hopdrinks.typed.date_words import MONTHS, RELATIVE_DAYS, WEEKDAYS, one_of

_HOURS_OF_HALF_DAY = 12
_LEAP_YEAR = 2000  # to ask whether a day without a year exists at all

_CLOCK = (
    r"(?:midi|noon|(?P<hour>[0-9]{1,2})(?:"
    r" ?h(?:rs?|eures?)?(?: ?(?P<after_h>[0-9]{2}))?"  # 19h, 19 h 30, 19 heures
    r"|(?:[:.](?P<after_dot>[0-9]{2}))? ?(?P<half>[ap]) ?m"  # 7pm, 7:30 pm, 7.30 p.m.
    r"|:(?P<after_colon>[0-9]{2})))"  # 19:30
)
_DAY_WORDS = f"le|the|on|ce|this|next|{one_of(WEEKDAYS)}|{one_of(RELATIVE_DAYS)}"
_CLOCK_LAST = re.compile(rf"(?:^|(?<= ))(?:@ ?|(?:a|at|des|from) )?{_CLOCK}$")
_CLOCK_FIRST = re.compile(rf"^(?:@ ?|(?:a|at|des|from) )?{_CLOCK} (?=(?:{_DAY_WORDS})\b)")

_WEEKDAY_FIRST = re.compile(
    rf"(?:(?:le|the|on|ce|this) )?(?P<next>next )?(?P<weekday>{one_of(WEEKDAYS)})(?P<prochain> prochain)?"
    r"(?: (?P<rest>.+))?"
)
_ARTICLE = re.compile(r"^(?:le|the|on|du) ")
_MONTH = one_of(MONTHS)
_ORDINAL = "(?: ?(?:er|st|nd|rd|th))?"
_CALENDAR_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9]{2}))?",
        r"(?P<day>[0-9]{1,2})(?P<mark>[-.])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"(?P<day>[0-9]{{1,2}}){_ORDINAL} ?(?:of )?(?P<month>{_MONTH})(?: (?P<year>[0-9]{{4}}))?",
        rf"(?P<month>{_MONTH}) (?P<day>[0-9]{{1,2}}){_ORDINAL}(?: (?P<year>[0-9]{{4}}))?",
    )
)


class ImpossibleError(ValueError):
    """A phrase names a day no calendar has or a time no clock shows."""

    def __init__(self, written: str) -> None:
        super().__init__(written)
        #: The impossible part in digits, such as `31/11`, `29/02/2027` or `25h`.
        self.written = written


@dataclass(frozen=True, kw_only=True)
class Weekday:
    """The weekday a phrase begins with."""

    word: str
    number: int
    is_next: bool
    rest: str


def split_clock(words: str) -> tuple[str, str, time | None]:
    """Split plain words into those of the day, those of the time, and the time (None where none is written).

    Raises:
        ImpossibleError: The time is none, such as 25h or 19pm.
    """
    match = _CLOCK_LAST.search(words) or _CLOCK_FIRST.search(words)
    if match is None:
        return words, "", None
    day_words = (words[: match.start()] + words[match.end() :]).strip()
    return day_words, match[0].strip(), _clock_time(match)


def split_weekday(words: str) -> Weekday | None:
    """Take the weekday off the front of plain words, with its article and `next` or `prochain`."""
    match = _WEEKDAY_FIRST.fullmatch(words)
    if match is None:
        return None
    word = match["weekday"]
    is_next = bool(match["next"] or match["prochain"])
    return Weekday(
        word=word, number=WEEKDAYS[word], is_next=is_next, rest=without_article(match["rest"] or "")
    )


def without_article(words: str) -> str:
    """Drop `le`, `the`, `on` or `du` from the front of plain words."""
    return _ARTICLE.sub("", words)


def calendar_day(words: str, today: date) -> date | None:
    """Read a day and month, with or without year; None where the words are no such thing.

    Numbers are day first, month second, always; only a four-digit year may stand in front (ISO 8601).
    Without a year it is the next such day, today included.

    Raises:
        ImpossibleError: No calendar has the day. 29 February without a year is refused unless the February
            to come has one: somebody who types it has most probably mistaken the month's length.
    """
    for pattern in _CALENDAR_DAYS:
        match = pattern.fullmatch(words)
        if match is not None:
            break
    else:
        return None
    day, month = int(match["day"]), MONTHS.get(match["month"]) or int(match["month"])
    if match["year"] is not None:
        written_year = int(match["year"])
        return _existing(day, month, written_year + 2000 if len(match["year"]) == len("26") else written_year)
    _existing(day, month, _LEAP_YEAR, year_is_written=False)
    year = today.year if (month, day) >= (today.month, today.day) else today.year + 1
    return _existing(day, month, year)


def _existing(day: int, month: int, year: int, *, year_is_written: bool = True) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        written = f"{day:02}/{month:02}"
        raise ImpossibleError(f"{written}/{year:04}" if year_is_written else written) from error


def _clock_time(match: re.Match[str]) -> time:
    if match["hour"] is None:
        return time(_HOURS_OF_HALF_DAY)
    hour, minute = (
        int(match["hour"]),
        int(match["after_h"] or match["after_dot"] or match["after_colon"] or 0),
    )
    if match["half"] is not None:
        if not 1 <= hour <= _HOURS_OF_HALF_DAY:
            raise ImpossibleError(f"{hour}{match['half']}m")
        hour = hour % _HOURS_OF_HALF_DAY + (_HOURS_OF_HALF_DAY if match["half"] == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise ImpossibleError(f"{hour}h{minute:02}" if minute else f"{hour}h") from error
