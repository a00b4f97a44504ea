"""A time zone as a calendar file describes it (VTIMEZONE): every change of clock about the evenings.

icalendar can derive one from a zone too, but puts a spring's change an hour late.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def describe_zone(name: str, first: date, last: date) -> Component:
    """Describe a zone from the year before a day to the year after another."""
    zone = ZoneInfo(name)
    begins = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    ends = datetime(last.year + 2, 1, 1, tzinfo=UTC)
    described = Timezone()
    described.add("tzid", name)
    described.add_component(_observance(begins, begins, zone))
    for change in _changes(zone, begins, ends):
        described.add_component(_observance(change - _SECOND, change, zone))
    return described


def _observance(before: datetime, after: datetime, zone: ZoneInfo) -> Component:
    """Describe what holds from an instant on, which is told on the clock that held before."""
    was, now = before.astimezone(zone), after.astimezone(zone)
    observance: Component = TimezoneDaylight() if now.dst() else TimezoneStandard()
    on_old_clock = after + (was.utcoffset() or timedelta(0))
    observance.add("dtstart", on_old_clock.replace(tzinfo=None))
    observance.add("tzoffsetfrom", was.utcoffset())
    observance.add("tzoffsetto", now.utcoffset())
    observance.add("tzname", now.tzname())
    return observance


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Find the first second of each new offset: day by day, then by halves."""
    day = begins
    while day < ends:
        if _offset(day, zone) != _offset(day + _DAY, zone):
            early, late = day, day + _DAY
            while late - early > _SECOND:
                middle = early + (late - early) // 2
                middle = middle.replace(microsecond=0)
                if _offset(middle, zone) == _offset(early, zone):
                    early = middle
                else:
                    late = middle
            yield late
        day += _DAY


def _offset(instant: datetime, zone: ZoneInfo) -> tuple[timedelta | None, timedelta | None]:
    local = instant.astimezone(zone)
    return local.utcoffset(), local.dst()
