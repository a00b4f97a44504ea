"""Reads how long something lasts, as it is typed in French or English: "3h", "2 h 30", "90 min"."""

import re
from datetime import timedelta

from hopdrinks.typed.date_words import plain_words

_HOURS = re.compile(
    r"(?P<hours>[0-9]{1,3}) ?(?:h|heures?|hours?|:)(?: ?(?P<minutes>[0-5]?[0-9])(?: ?(?:m|min|minutes?))?)?"
)
_HALVES = re.compile(r"(?P<hours>[0-9]{1,3})[.,]5 ?(?:h|heures?|hours?)")
_MINUTES = re.compile(r"(?P<minutes>[0-9]{1,5}) ?(?:m|min|mn|minutes?)")
_DAYS = re.compile(r"(?P<days>[0-9]{1,3}) ?(?:j|jours?|d|days?)")


def read_length(text: str) -> timedelta | None:
    """Read a length of time; None where the words are none. Never raises for any text."""
    words = plain_words(text[:100])
    if (match := _HALVES.fullmatch(words)) is not None:
        return timedelta(hours=int(match["hours"]), minutes=30)
    if (match := _HOURS.fullmatch(words)) is not None:
        return timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if (match := _MINUTES.fullmatch(words)) is not None:
        return timedelta(minutes=int(match["minutes"]))
    if (match := _DAYS.fullmatch(words)) is not None:
        return timedelta(days=int(match["days"]))
    return None
