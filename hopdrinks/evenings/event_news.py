"""News of changes: edits made within a few minutes are told once, as people knew it and as it is now."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.events import EventPlan
from hopdrinks.notices.evenings import EventChange
from hopdrinks.outbox import owe_audience
from hopdrinks.people.roles import Actor
from storage import events, pending_changes
from storage.records import Event, PendingChange, Venue

#: Edits within this time are told together.
MERGED_FOR = timedelta(minutes=5)
#: So near to the start news leaves at once.
URGENT = timedelta(hours=3)
#: What of an event people are told when it changes; that fewer seats are left, and not that more are.
_TOLD = ("local_date", "local_time", "ends_at", "venue_id", "capacity")


def matters(before: Event, after: Event) -> bool:
    """Tell whether a change is one that people should hear of: start, end, place, fewer seats."""
    return bool(_changed(before, after) - {"capacity"}) or has_fewer_seats(before.capacity, after.capacity)


def would_matter(event: Event, venue: Venue, plan: EventPlan) -> bool:
    """Tell whether an evening would change, by a plan, in what people should hear of."""
    values: dict[str, object] = plan.model_dump(include={"local_date", "local_time", "capacity"})
    if plan.minutes is not None:
        values["ends_at"] = event.starts_at + timedelta(minutes=plan.minutes)
    if (plan.venue.name, plan.venue.address) != (venue.name, venue.address):
        values["venue_id"] = None  # another than now, whichever
    return event.state == "announced" and matters(event, event.model_copy(update=values))


def has_fewer_seats(before: int | None, after: int | None) -> bool:
    """Tell whether there are fewer seats than before; None is no limit."""
    return after is not None and (before is None or after < before)


async def tell_of_change(
    connection: AsyncConnection, actor: Actor, before: Event, after: Event, now: datetime
) -> None:
    """Have people told soon what changed; at once where the evening is near. Who edits alone is not told."""
    pending = await pending_changes.find_pending_change(connection, after.id)
    if pending is None:
        known = {name: getattr(before, name) for name in _TOLD}
        due_at = now + MERGED_FOR
        editor_id: int | None = actor.member_id
    else:
        known = {name: getattr(pending, name) for name in _TOLD}
        due_at = pending.due_at
        editor_id = actor.member_id if pending.editor_id == actor.member_id else None
    if min(before.starts_at, after.starts_at) - now < URGENT:
        due_at = now
    row = PendingChange(event_id=after.id, editor_id=editor_id, due_at=due_at, **known)
    await pending_changes.put_pending_change(connection, row)


async def keep_silent_about(connection: AsyncConnection, before: Event, after: Event) -> None:
    """Leave a change out of news that is on its way, where that was not to tell of the same thing."""
    pending = await pending_changes.find_pending_change(connection, after.id)
    if pending is None:
        return
    unheard = {
        name: getattr(after, name)
        for name in _changed(before, after)
        if getattr(pending, name) == getattr(before, name)
    }
    await pending_changes.put_pending_change(connection, pending.model_copy(update=unheard))


async def tell_now(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Tell at once what is to be told soon."""
    pending = await pending_changes.find_pending_change(connection, event_id)
    if pending is not None:
        await _tell(connection, pending, now)


async def tell_nobody(connection: AsyncConnection, event_id: int, now: datetime) -> bool:
    """Take back that a change is told; True where it was not told yet.

    No news says then what a reminder of the new start would: those that are due by it are sent.
    """
    if not await pending_changes.delete_pending_change(connection, event_id):
        return False
    await events.update_event(connection, event_id, {"start_moved_at": None}, now)
    return True


async def list_due(connection: AsyncConnection, now: datetime) -> list[int]:
    """Give the ids of the events of whose changes it is time to tell, in the order in which they lock.

    A clock put back makes none of them wait longer.
    """
    return await pending_changes.list_due_changes(connection, now, now + MERGED_FOR)


async def tell_due(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Tell of an event's changes whose time has come."""
    pending = await pending_changes.find_pending_change(connection, event_id)
    if pending is not None and not now < pending.due_at <= now + MERGED_FOR:  # an edit may have put it off
        await _tell(connection, pending, now)


async def _tell(connection: AsyncConnection, pending: PendingChange, now: datetime) -> None:
    event = await events.lock_event(connection, pending.event_id)
    if not await pending_changes.delete_pending_change(connection, pending.event_id):
        return
    if event is None or event.state != "announced" or event.ends_at <= now:
        return
    if not is_news(pending, event):
        return
    await owe_audience(
        connection,
        EventChange(**pending.model_dump(include={"event_id", *_TOLD})),
        "concerned",
        now,
        chapter_id=event.chapter_id,
        event_id=event.id,
        except_id=pending.editor_id,
    )


def is_news(known: PendingChange | EventChange, event: Event) -> bool:
    """Tell whether an event is otherwise than people know it, in what they should hear of."""
    changed = {name for name in _TOLD if getattr(known, name) != getattr(event, name)}
    return bool(changed - {"capacity"}) or has_fewer_seats(known.capacity, event.capacity)


def _changed(before: Event, after: Event) -> set[str]:
    return {name for name in _TOLD if getattr(before, name) != getattr(after, name)}
