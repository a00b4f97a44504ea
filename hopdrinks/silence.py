"""What a silence cost. Telegram keeps messages for a day, but taps for two minutes and a half only."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.calls import OwnerAlert
from hopdrinks.seats.waitlist import refresh_postings
from hopdrinks.staff import surface
from storage import chapters, events, facts

TAPS_ARE_KEPT = timedelta(seconds=150)
MESSAGES_ARE_KEPT = timedelta(hours=24)

_HEARD_AT = "heard_at"


async def find_heard_at(connection: AsyncConnection) -> datetime | None:
    """Give the instant Telegram was last known to be heard."""
    value = await facts.find_fact(connection, _HEARD_AT)
    return None if value is None else datetime.fromisoformat(value)


async def heard(connection: AsyncConnection, now: datetime) -> None:
    """Remember that Telegram is heard now."""
    await facts.put_fact(connection, _HEARD_AT, now.isoformat())


async def make_good(connection: AsyncConnection, silence: timedelta, now: datetime) -> None:
    """Draw the conclusions from not having heard Telegram for so long.

    Whoever tapped in vain sees the cards true again; the owners learn that messages may be lost.
    """
    if silence > TAPS_ARE_KEPT:
        ids = [chapter.id for chapter in await chapters.list_chapters(connection)]
        for event in await events.list_upcoming_events(connection, ids, now, ("announced",)):
            await refresh_postings(connection, event.id, now)
    if silence > MESSAGES_ARE_KEPT:
        hours = str(int(silence.total_seconds() // 3600))
        await surface.alert_owners(connection, OwnerAlert(alert="gap", detail=hours), now)
