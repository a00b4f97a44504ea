"""What is owed because of one's own answer, or because there is none yet."""

from datetime import datetime

from hopdrinks.evenings.reminder_times import ReminderKind
from hopdrinks.notices.base import Lane, Notice


class Nudge(Notice):
    """A follower who has not answered hears once more of an evening that is a week away."""

    lane = Lane.BULK
    reliability = "must_not_double"

    event_id: int


class Reminder(Notice):
    """A member is reminded of an evening, because of their own answer to it."""

    lane = Lane.PERSONAL
    reliability = "must_not_double"

    event_id: int
    kind: ReminderKind
    #: The start it was due for: an event moved since makes it void.
    starts_at: datetime


REMINDERS: tuple[type[Notice], ...] = (
    Nudge,
    Reminder,
)
