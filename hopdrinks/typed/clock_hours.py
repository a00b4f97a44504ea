"""Reads two hours of a day as they are typed in French or English: "22h30-7h", "from 22:30 to 7:00"."""

import re
from datetime import time

_HOUR = r"(?P<hour{n}>[01]?[0-9]|2[0-4]) ?(?:(?:h|:) ?(?P<minute{n}>[0-5][0-9])?)?"
_BETWEEN = r" ?(?:-|–|à|a|to|until|et|and|/) ?"
_HOURS = re.compile(r"(?:de |from |entre |between )?" + _HOUR.format(n=1) + _BETWEEN + _HOUR.format(n=2))


def read_hours(text: str) -> tuple[time, time] | None:
    """Read when something begins and ends; None where the words are no two hours. Never raises."""
    match = _HOURS.fullmatch(" ".join(text[:100].lower().split()))
    if match is None:
        return None
    return _time(match["hour1"], match["minute1"]), _time(match["hour2"], match["minute2"])


def _time(hour: str, minute: str | None) -> time:
    return time(int(hour) % 24, int(minute or 0))
