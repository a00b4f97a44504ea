"""A broadcast that was sent: who joins its evening later gets it too; its author sees what came of it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import life
from hopdrinks.broadcasts.second_look import is_wanting
from hopdrinks.notices.broadcasts import BroadcastScreen
from hopdrinks.outbox import owe
from storage import broadcasts, recipients
from storage.broadcast_records import Broadcast

#: So long after it began its author is shown what came of it.
SHOWN_AFTER = timedelta(hours=24)
#: After so long nobody is interested any more, as when the program was away.
_FORGOTTEN_AFTER = timedelta(days=3)


async def follow_up(connection: AsyncConnection, now: datetime) -> None:
    """Have late joiners wait for what was sent about their evening; show what came of it the day after."""
    for broadcast in await broadcasts.list_open_to_late_joiners(connection, now):
        if is_wanting(broadcast):
            continue
        if await recipients.add_late_joiners(connection, broadcast, now) and broadcast.state == "done":
            await life.go_on(connection, broadcast, now)
    due = await broadcasts.list_with_effects_due(connection, now - SHOWN_AFTER, now - _FORGOTTEN_AFTER)
    for broadcast in due:
        await broadcasts.update_broadcast(connection, broadcast.id, {"effects_shown_at": now})
        if broadcast.card_message_id is not None:
            await owe(connection, BroadcastScreen(broadcast_id=broadcast.id), broadcast.author_id, now)


async def find_next_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give the next instant at which an author is shown what came of their broadcast."""
    begun_at = await broadcasts.find_next_effects_at(connection, now - SHOWN_AFTER)
    return None if begun_at is None else begun_at + SHOWN_AFTER


def has_effects(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether it is long enough since to say what came of it."""
    return broadcast.begun_at is not None and now >= broadcast.begun_at + SHOWN_AFTER


async def include_late_joiners(connection: AsyncConnection, broadcast: Broadcast, *, wanted: bool) -> bool:
    """Say of a draft about an evening whether whoever joins later gets it too."""
    if broadcast.event_id is None:
        return False
    values = {"for_later": wanted}
    return await broadcasts.claim_broadcast_state(connection, broadcast.id, ("draft",), values)
