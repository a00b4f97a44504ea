"""A broadcast that is to leave later: when that is, a word before it, and what may come between."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import life, second_look
from hopdrinks.broadcasts.alerts import alert, organises
from hopdrinks.notices.broadcasts import BroadcastScreen, BroadcastWord
from hopdrinks.outbox import owe
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import broadcasts, events, recipients, roles
from storage.broadcast_records import Anchor, Broadcast
from storage.records import Event

#: A scheduled broadcast that is so late is not begun without asking.
STILL_PUNCTUAL = timedelta(minutes=15)
WARNED_BEFORE = timedelta(minutes=5)
_DAY = 24 * 60


async def find_due_at(connection: AsyncConnection, broadcast: Broadcast) -> datetime | None:
    """Give the instant a scheduled broadcast is due, as its evening stands now."""
    if broadcast.anchor is None or broadcast.offset_minutes is None:
        return broadcast.send_at
    event = await events.find_event(connection, broadcast.event_id or 0)
    return None if event is None else moment_of(event, broadcast.anchor, broadcast.offset_minutes)


def moment_of(event: Event, anchor: Anchor, minutes: int) -> datetime:
    """Give the instant so many minutes from an evening; whole days later it is as late on the clock."""
    moment = event.starts_at if anchor == "start" else event.ends_at
    days, rest = divmod(minutes, _DAY)
    if rest:
        return moment + timedelta(minutes=minutes)
    local = to_local(moment, event.time_zone)
    return first_valid_instant(
        local.date() + timedelta(days=days), local.time().replace(tzinfo=None), event.time_zone
    )


async def begin_if_due(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """Begin a scheduled broadcast in time, ask, or call it off; True where it began."""
    due_at = await find_due_at(connection, broadcast)
    pointless = await _is_pointless(connection, broadcast, due_at, now)
    if pointless is not None:
        await life.cancel(connection, None, broadcast, now)
        await alert(connection, broadcast, pointless, now)
        return False
    if due_at is None:
        return False
    if now < due_at:
        await _warn(connection, broadcast, due_at, now)
        return False
    doubt = await _find_doubt(connection, broadcast, due_at, now)
    if doubt is not None:
        values: dict[str, object] = {"state": "paused", "pause_reason": doubt}
        await broadcasts.claim_broadcast_state(connection, broadcast.id, ("scheduled",), values)
        await alert(connection, broadcast, doubt, now)
        return False
    await broadcasts.claim_broadcast_state(connection, broadcast.id, ("scheduled",), life.starting(now))
    await recipients.add_recipient(connection, broadcast.id, broadcast.author_id)
    screen = BroadcastScreen(broadcast_id=broadcast.id, as_new=True)
    await owe(connection, screen, broadcast.author_id, now, reliability="must_arrive")
    return True


async def _is_pointless(
    connection: AsyncConnection, broadcast: Broadcast, due_at: datetime | None, now: datetime
) -> BroadcastWord | None:
    """Say why nobody wants it any more: its evening was called off, or began before this could leave."""
    if broadcast.event_id is None:
        return None
    event = await events.find_event(connection, broadcast.event_id)
    if event is None or await _was_called_off(connection, broadcast, event):
        return "event_cancelled"
    return "begun" if due_at is not None and due_at < event.starts_at <= now else None


async def _was_called_off(connection: AsyncConnection, broadcast: Broadcast, event: Event) -> bool:
    """Tell whether an evening was called off since a broadcast was scheduled: before, its author knew."""
    if event.cancelled_at is None:
        return event.state == "cancelled"
    knew = await roles.is_audited(connection, "broadcast.schedule", broadcast.subject, "", event.cancelled_at)
    return event.state == "cancelled" and not knew


async def _warn(connection: AsyncConnection, broadcast: Broadcast, due_at: datetime, now: datetime) -> None:
    """Say shortly before it leaves that it does; once more where it was put off since."""
    if now < due_at - WARNED_BEFORE:
        if broadcast.warned_at is not None:
            await broadcasts.update_broadcast(connection, broadcast.id, {"warned_at": None})
    elif broadcast.warned_at is None:
        await broadcasts.update_broadcast(connection, broadcast.id, {"warned_at": now})
        await alert(connection, broadcast, "soon", now)


async def _find_doubt(
    connection: AsyncConnection, broadcast: Broadcast, due_at: datetime, now: datetime
) -> BroadcastWord | None:
    """Say why what is due must not leave by itself."""
    if not await organises(connection, broadcast):
        return "author"
    if await second_look.is_due(connection, broadcast, now):
        return "unseen"
    return "late" if now >= due_at + STILL_PUNCTUAL else None
