"""Quiet hours: when a member does not want to be woken."""

from datetime import datetime, time, timedelta

from hopdrinks.wall_time import first_valid_instant, to_local
from storage.records import Event, Member

#: So near to its start what concerns an evening reaches whoever sleeps as well, without a sound.
_WORTH_SENDING = timedelta(hours=12)


def is_quiet(member: Member, time_zone: str, now: datetime) -> bool:
    """Tell whether a member is not to be woken at an instant.

    Quiet hours stand on the wall clock of the member's own zone, or else of `time_zone`, the chapter's. They
    may span midnight; where both ends are equal there are none.
    """
    at = to_local(now, member.time_zone or time_zone).time().replace(tzinfo=None)
    return _within(at, member.quiet_from, member.quiet_until)


def must_wait(member: Member, event: Event, now: datetime) -> bool:
    """Tell whether news of an evening waits until a member is up: they sleep, and it is not near yet."""
    return event.starts_at - now > _WORTH_SENDING and is_quiet(member, event.time_zone, now)


def quiet_ends_at(member: Member, time_zone: str, now: datetime) -> datetime:
    """Give the instant from which a member may be woken: `now` itself outside of the quiet hours."""
    if not is_quiet(member, time_zone, now):
        return now
    zone = member.time_zone or time_zone
    local = to_local(now, zone)
    later = local.time().replace(tzinfo=None) >= member.quiet_until
    day = local.date() + timedelta(days=1 if later else 0)
    return first_valid_instant(day, member.quiet_until, zone)


def _within(at: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends
