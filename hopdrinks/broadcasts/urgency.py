"""Which broadcasts sound at night as well: those without which people stand before the wrong door."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import events, roles
from storage.broadcast_records import Broadcast

#: A change of place is news so long.
_NEWS_FOR = timedelta(days=3)


async def is_urgent(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether a broadcast is about an evening to come that was called off, or whose place changed."""
    event = await events.find_event(connection, broadcast.event_id or 0)
    if event is None or event.ends_at <= now:
        return False
    if event.state == "cancelled":
        return True
    if event.announced_at is None:
        return False
    since = max(now - _NEWS_FOR, event.announced_at)
    return await roles.is_audited(connection, "event.edit", f"event:{event.id}", "venue_id", since)
