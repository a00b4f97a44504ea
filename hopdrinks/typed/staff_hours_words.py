"""Reads when a team is there, as it is typed in French or English: "lun-ven 9h-18h", "Mon, Tue 9-17:30"."""

import re

from hopdrinks.staff.hours import Window
from hopdrinks.staff.opening_hours import EVERY_DAY, MONDAY_TO_FRIDAY
from hopdrinks.typed.clock_hours import read_hours
from hopdrinks.typed.date_words import WEEKDAYS, one_of

_DAY = rf"(?:{one_of(WEEKDAYS)})"
_RANGE = re.compile(rf"(?:du |from )?(?P<first>{_DAY})s?\.? ?(?:-|–|au|à|a|to) ?(?P<last>{_DAY})s?\.?")
_LIST = re.compile(rf"{_DAY}s?\.?(?:(?: ?[,/&+] ?| et | and | ){_DAY}s?\.?)*")
_EVERY_DAY = frozenset({"tous les jours", "every day", "daily"})
#: What stands between the days and the hours.
_JOINS = re.compile(r"[,:]?(?: de| from)? *$")


def read_window(text: str) -> Window | None:
    """Read days and hours; without days the working days are meant. None where it cannot be. Never raises."""
    words = " ".join(text[:100].lower().split())
    first_digit = re.search(r"[0-9]", words)
    hours = None if first_digit is None else read_hours(words[first_digit.start() :])
    days = None if first_digit is None else _read_days(_JOINS.sub("", words[: first_digit.start()]))
    if hours is None or not days:
        return None
    opens, closes = hours
    is_always = days == EVERY_DAY and opens == closes and not opens.hour and not opens.minute
    return Window(weekdays=days, opens=opens, closes=closes) if opens < closes or is_always else None


def _read_days(words: str) -> frozenset[int]:
    if not words:
        return MONDAY_TO_FRIDAY
    if words in _EVERY_DAY:
        return EVERY_DAY
    if (match := _RANGE.fullmatch(words)) is not None:
        first, last = WEEKDAYS[match["first"]], WEEKDAYS[match["last"]]
        return frozenset(range(first, last + 1))
    if _LIST.fullmatch(words) is None:
        return frozenset()
    return frozenset(WEEKDAYS[day] for day in re.findall(_DAY, words))
