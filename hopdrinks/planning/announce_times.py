"""When a planned evening is best announced: at a good hour, and not once it has begun."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.events import UNANNOUNCED
from hopdrinks.planning.templates import get_template
from hopdrinks.wall_time import first_valid_instant, to_local
from storage.records import Chapter, Event

#: The hour at which people like to be told of something new.
ANNOUNCED_AT = time(10)
#: So long before an evening its announcement is proposed, beside tomorrow.
_PROPOSED_BEFORE = (timedelta(days=14), timedelta(days=7))


async def find_usual_moment(
    connection: AsyncConnection, chapter: Chapter, event: Event, now: datetime
) -> datetime | None:
    """Give when its chapter's template would have a draft announced; None where that has passed."""
    template = await get_template(connection, chapter)
    day = event.local_date - timedelta(days=template.announce_days_before)
    at = first_valid_instant(day, ANNOUNCED_AT, event.time_zone)
    return at if event.state in UNANNOUNCED and now < at < event.starts_at else None


def propose_days(local_date: date, starts_at: datetime, time_zone: str, now: datetime) -> list[date]:
    """Propose tomorrow, and one and two weeks before the evening; those of them that are still to come."""
    tomorrow = to_local(now, time_zone).date() + timedelta(days=1)
    days = {tomorrow, *(local_date - before for before in _PROPOSED_BEFORE)}
    return [
        day for day in sorted(days) if now < first_valid_instant(day, ANNOUNCED_AT, time_zone) < starts_at
    ]
