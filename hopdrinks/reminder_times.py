"""When each kind of reminder of an event is due, and until when it is still of use."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from hopdrinks.wall_time import first_valid_instant

ReminderKind = Literal["day_before", "three_hours"]

REMINDER_KINDS: tuple[ReminderKind, ...] = get_args(ReminderKind)

DAY_BEFORE_AT = time(11, 0)
_LEAD = timedelta(hours=3)
_VOID_BEFORE_START: dict[ReminderKind, timedelta] = {
    "day_before": timedelta(hours=6),
    "three_hours": timedelta(minutes=30),
}


def due_at(kind: ReminderKind, local_date: date, local_time: time, time_zone: str) -> datetime:
    """Say when a reminder is due, from the live start of its event.

    `day_before` is 11:00 on the wall clock of the event's zone on the day before, whatever the clocks do that
    night. `three_hours` is the instant three elapsed hours before the start.

    Args:
        kind: One of `REMINDER_KINDS`.
        local_date: The date on which the event starts, in its zone.
        local_time: The wall time at which it starts.
        time_zone: The IANA name of the event's zone.

    Returns:
        The instant, aware, in UTC. It never raises for a wall time the clocks skip: zone rules may change
        after an event was accepted, and people must still be reminded.
    """
    if kind == "day_before":
        return first_valid_instant(local_date - timedelta(days=1), DAY_BEFORE_AT, time_zone)
    return first_valid_instant(local_date, local_time, time_zone) - _LEAD


def void_at(kind: ReminderKind, starts_at: datetime) -> datetime:
    """Say from when a reminder that was not sent (after downtime) is of no use any more.

    `starts_at` is the event's start, aware; the result is in UTC. `day_before` is void 6 h before the start,
    `three_hours` 30 min before it.
    """
    if starts_at.utcoffset() is None:
        raise ValueError("an instant must be aware of its time zone")
    # In UTC, because subtracting from a zoned datetime moves its wall clock, not the instant.
    return starts_at.astimezone(UTC) - _VOID_BEFORE_START[kind]
