"""When each kind of reminder of an event is due, and until when it is still of use."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from hopdrinks.wall_time import first_valid_instant

#: In the order in which they fall due; "own" is at the lead time a member chose.
ReminderKind = Literal["nudge", "decide", "day_before", "still_waiting", "three_hours", "own"]

REMINDER_KINDS: tuple[ReminderKind, ...] = get_args(ReminderKind)

#: The hour of what is due on a day before the evening.
REMINDED_AT = time(11, 0)
SHORTEST_LEAD = timedelta(minutes=15)
LONGEST_LEAD = timedelta(days=7)
_DAYS_BEFORE: dict[ReminderKind, int] = {"decide": 2, "day_before": 1, "still_waiting": 1}
_NUDGED_DAYS_BEFORE = 7
_LEAD = timedelta(hours=3)
_NUDGE_IS_GOOD_FOR = timedelta(hours=24)
_VOID_BEFORE_START: dict[ReminderKind, timedelta] = {
    "nudge": timedelta(days=_NUDGED_DAYS_BEFORE) - _NUDGE_IS_GOOD_FOR,
    "decide": timedelta(hours=24),
    "day_before": timedelta(hours=6),
    "still_waiting": timedelta(hours=6),
    "three_hours": timedelta(minutes=30),
    "own": timedelta(0),
}


def due_at(
    kind: ReminderKind,
    local_date: date,
    local_time: time,
    time_zone: str,
    *,
    lead: timedelta = LONGEST_LEAD,
) -> datetime:
    """Say when a reminder is due, from the live start of its event.

    `nudge` is a week before on the wall clock of the event's zone, at the hour of the start; `decide` is
    11:00 two days before, `day_before` and `still_waiting` 11:00 on the day before, whatever the clocks do
    that night. `three_hours` is the instant three elapsed hours before the start, and `own` so much before
    it as `lead` says, by default the longest there is.

    Args:
        kind: One of `REMINDER_KINDS`.
        local_date: The date on which the event starts, in its zone.
        local_time: The wall time at which it starts.
        time_zone: The IANA name of the event's zone.
        lead: How long before the start `own` is due.

    Returns:
        The instant, aware, in UTC. It never raises for a wall time the clocks skip: zone rules may change
        after an event was accepted, and people must still be reminded.
    """
    if kind in _DAYS_BEFORE:
        day = local_date - timedelta(days=_DAYS_BEFORE[kind])
        return first_valid_instant(day, REMINDED_AT, time_zone)
    if kind == "nudge":
        return first_valid_instant(local_date - timedelta(days=_NUDGED_DAYS_BEFORE), local_time, time_zone)
    starts_at = first_valid_instant(local_date, local_time, time_zone)
    return starts_at - (lead if kind == "own" else _LEAD)


def void_at(kind: ReminderKind, starts_at: datetime) -> datetime:
    """Say from when a reminder that was not sent (after downtime) is of no use any more.

    `starts_at` is the event's start, aware; the result is in UTC. `nudge` is void six days before the start,
    `decide` one day, `day_before` and `still_waiting` 6 h, `three_hours` 30 min; `own` when the event begins.
    """
    if starts_at.utcoffset() is None:
        raise ValueError("an instant must be aware of its time zone")
    # In UTC, because subtracting from a zoned datetime moves its wall clock, not the instant.
    return starts_at.astimezone(UTC) - _VOID_BEFORE_START[kind]
