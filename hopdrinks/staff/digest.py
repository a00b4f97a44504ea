"""The morning's list of what waits for an answer, once on each day the team is there."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.waiting import StaffDigest
from hopdrinks.outbox import owe
from hopdrinks.staff import hours as staff_hours
from hopdrinks.staff import self_test, surface
from hopdrinks.staff.opening_hours import OpeningHours
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import facts, questions

_AT = time(9, 30)
#: Later than this it is no morning any more: who was down for so long waits for the next day.
_LATE_BY = timedelta(hours=2)
_FACT = "staff_digest"
#: No team is away for longer.
_DAYS_AHEAD = 60


async def send_due(connection: AsyncConnection, now: datetime) -> None:
    """Owe the morning's list where it is time for it and something waits, or is missing since last night."""
    hours = await staff_hours.get_hours(connection)
    today = to_local(now, hours.time_zone).date()
    at = _at(hours, today)
    if at is None or not at <= now < at + _LATE_BY:
        return
    if await facts.find_fact(connection, _FACT) == today.isoformat():
        return
    if await self_test.is_under_way(connection, now):
        return  # its outcome is the list's last line
    await facts.put_fact(connection, _FACT, today.isoformat())
    place_id = await surface.find_place_id(connection)
    has_news = await self_test.is_news(connection, now)
    waits = await questions.count_waiting_for_staff(connection)
    if place_id is not None and (waits or has_news):
        await owe(connection, StaffDigest(), place_id, now, expires_at=at + _LATE_BY)


async def find_next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give when the next morning's list is due, as long as something waits."""
    if not await questions.count_waiting_for_staff(connection):
        return None
    hours = await staff_hours.get_hours(connection)
    today = to_local(now, hours.time_zone).date()
    coming = (_at(hours, today + timedelta(days=ahead)) for ahead in range(_DAYS_AHEAD))
    return next((at for at in coming if at is not None and at > now), None)


def _at(hours: OpeningHours, day: date) -> datetime | None:
    """Give when a day's list is due: not before the team is there; None where it is not that day."""
    if not hours.is_open_on(day):
        return None
    return first_valid_instant(day, max(_AT, hours.opens), hours.time_zone)
