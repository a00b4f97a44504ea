"""When somebody of the platform is there to answer, and how time is counted while they are."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, model_validator

from hopdrinks.planning.thursdays import public_holiday
from hopdrinks.wall_time import first_valid_instant, to_local

#: Nobody is away for longer without saying so; also what keeps a search from going on for ever.
_LONGEST_SEARCH_DAYS = 60
#: A working week, counted as `date.weekday()` does.
MONDAY_TO_FRIDAY = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


class OpeningHours(BaseModel):
    """A window of the day, on some days of the week, never on a public holiday.

    Opening and closing at midnight, every day, means that somebody is always there, on holidays too.
    """

    model_config = ConfigDict(frozen=True)

    #: IANA name of the zone whose wall clock counts.
    time_zone: str
    #: ISO 3166 code of the country whose public holidays are kept.
    country: str = "FR"
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(9, 0)
    closes: time = time(18, 0)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "OpeningHours":
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError("some days of the week, from 0 to 6, must be open")
        if not self.is_always and self.opens >= self.closes:
            raise ValueError("it must open before it closes")
        return self

    @property
    def is_always(self) -> bool:
        """Whether somebody is there around the clock."""
        return self.opens == self.closes == time(0) and self.weekdays == EVERY_DAY

    def is_open(self, at: datetime) -> bool:
        """Tell whether somebody is there at an instant (aware)."""
        return self.is_always or self.next_opening(at) == at

    def is_open_on(self, day: date) -> bool:
        """Tell whether somebody is there on a day, be it for a few hours."""
        ordinary = day.weekday() in self.weekdays and public_holiday(day, self.country) is None
        return self.is_always or ordinary

    def next_opening(self, at: datetime) -> datetime:
        """Give the first instant from `at` on (aware) when somebody is there; `at` itself if it is one."""
        if self.is_always:
            return at
        for opens, closes in self._windows(at):
            if at < closes:
                return max(at, opens)
        raise LookupError("not open on any of the coming days")

    def after(self, at: datetime, lasting: timedelta) -> datetime:
        """Give the instant at which so much open time has passed since `at` (aware)."""
        if self.is_always:
            return at + lasting
        left = lasting
        for opens, closes in self._windows(at):
            begins = max(at, opens)
            if begins >= closes:
                continue
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
        raise LookupError("so much open time does not come in the coming days")

    def _windows(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the open windows of the coming days, that of the day of `at` included, in UTC."""
        today = to_local(at, self.time_zone).date()
        for ahead in range(_LONGEST_SEARCH_DAYS):
            day = today + timedelta(days=ahead)
            if self.is_open_on(day):
                yield (
                    first_valid_instant(day, self.opens, self.time_zone),
                    first_valid_instant(day, self.closes, self.time_zone),
                )
