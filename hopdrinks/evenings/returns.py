"""Whoever could not be written to comes back: they hear once what became of their evenings meanwhile."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.evenings import EventCancellation, EventChange, EventStands
from hopdrinks.outbox import owe
from storage import deliveries, guests
from storage.fanouts import CONCERNED
from storage.records import Member

#: What somebody may have been owed when it turned out that they cannot be written to.
_NEWS = (EventChange.__name__, EventCancellation.__name__)


async def tell_what_was_missed(connection: AsyncConnection, member: Member, now: datetime) -> None:
    """Owe a member who was unreachable the truth of their evenings to come that were changed or called off.

    `member` is as they were known until now: since when they could not be written to.
    """
    since = member.reach_since
    unread = await deliveries.list_unread_events(connection, member.id, _NEWS, since)
    for event, rsvp in await guests.list_answered(connection, member.id, now, past=0):
        changed = event.changed_at > max(since, rsvp.state_since)
        if rsvp.state not in CONCERNED or not (changed or event.id in unread):
            continue
        if event.state == "cancelled":
            await owe(connection, EventCancellation(event_id=event.id), member.id, now)
        else:
            await owe(connection, EventStands(event_id=event.id), member.id, now)
