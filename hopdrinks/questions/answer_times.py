"""How soon a question should be answered: in open hours, and by the evening's own clock on its day."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from hopdrinks.staff.opening_hours import OpeningHours
from storage.records import Event

FIRST_REPLY = timedelta(hours=2)
NEXT_REPLY = timedelta(hours=4)
#: Who asks where the entrance is cannot wait for two hours.
ON_THE_DAY = timedelta(minutes=15)
DAY_BEGINS_BEFORE = timedelta(hours=6)
DAY_ENDS_AFTER = timedelta(hours=1)
#: Nobody is nudged more often for one wait.
MOST_NUDGES = 3


class Wait(BaseModel):
    """Somebody waits for an answer."""

    model_config = ConfigDict(frozen=True)

    #: When they wrote what is unanswered; what they write after that does not begin a new wait.
    since: datetime
    #: Whether this question was never answered before.
    is_first: bool
    #: What the question is about.
    event: Event | None = None


def is_by_the_event(wait: Wait, at: datetime) -> bool:
    """Tell whether the evening's own clock counts at an instant: day and night, from six hours before it."""
    begins, ends = _day_of(wait)
    return begins is not None and ends is not None and begins <= at < ends


def on_its_day(wait: Wait, at: datetime) -> Wait | None:
    """Give a wait from before the evening's day as one that began with it; None where that is not now."""
    begins, _ = _day_of(wait)
    if begins is None or wait.since >= begins or not is_by_the_event(wait, at):
        return None
    return wait.model_copy(update={"since": begins})


def due_at(wait: Wait, hours: OpeningHours) -> datetime:
    """Give the instant by which an answer should be there."""
    return _after_so_many_targets(wait, hours, 1)


def nudge_at(wait: Wait, hours: OpeningHours, nudges: int) -> datetime | None:
    """Give when the next of the nudges should come, after so many; None where there are enough.

    The first when the answer is due, the others after as much time again: outside of open hours only where
    the evening's own clock counts.
    """
    return None if nudges >= MOST_NUDGES else _after_so_many_targets(wait, hours, nudges + 1)


def _after_so_many_targets(wait: Wait, hours: OpeningHours, targets: int) -> datetime:
    target = FIRST_REPLY if wait.is_first else NEXT_REPLY
    usual = hours.after(wait.since, target * targets)
    begins, ends = _day_of(wait)
    if begins is None or ends is None or wait.since >= ends:
        return usual
    by_the_event = max(wait.since, begins) + ON_THE_DAY * targets
    return min(usual, by_the_event) if by_the_event < ends else usual


def _day_of(wait: Wait) -> tuple[datetime, datetime] | tuple[None, None]:
    if wait.event is None or wait.event.state != "announced":
        return None, None
    return wait.event.starts_at - DAY_BEGINS_BEFORE, wait.event.starts_at + DAY_ENDS_AFTER
