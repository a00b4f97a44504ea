"""What came of a broadcast among those who got it: answers to its evening, mutes, blocks."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcast_records import Broadcast
from storage.tables import broadcast_mutes, members, recipients, rsvps

#: What happens later is hardly the broadcast's doing.
CAUSED_WITHIN = timedelta(hours=24)


async def count_answers(connection: AsyncConnection, broadcast: Broadcast) -> dict[str, int]:
    """Count the answers to its evening that were given or changed after it was received, by state."""
    rows = await connection.execute(
        select(rsvps.c.state, func.count())
        .join(recipients, recipients.c.chat_id == rsvps.c.member_id)
        .where(
            *_got(broadcast),
            rsvps.c.event_id == broadcast.event_id,
            rsvps.c.state_since > recipients.c.settled_at,
        )
        .group_by(rsvps.c.state)
    )
    return {state: int(count) for state, count in rows}


async def count_mutes(connection: AsyncConnection, broadcast: Broadcast) -> int:
    """Count who has wanted no more such broadcasts since they received it, within a day of its end."""
    counted = await connection.execute(
        select(func.count())
        .select_from(broadcast_mutes)
        .join(recipients, recipients.c.chat_id == broadcast_mutes.c.member_id)
        .where(
            *_got(broadcast),
            broadcast_mutes.c.chapter_id == broadcast.chapter_id,
            broadcast_mutes.c.category == broadcast.category,
            broadcast_mutes.c.muted_at > recipients.c.settled_at,
            broadcast_mutes.c.muted_at <= _until(broadcast),
        )
    )
    return counted.scalar_one()


async def count_blocks(connection: AsyncConnection, broadcast: Broadcast) -> int:
    """Count who has blocked the bot since they received it, within a day of its end."""
    counted = await connection.execute(
        select(func.count())
        .select_from(members)
        .join(recipients, recipients.c.chat_id == members.c.id)
        .where(
            *_got(broadcast),
            members.c.reach == "blocked",
            members.c.reach_since > recipients.c.settled_at,
            members.c.reach_since <= _until(broadcast),
        )
    )
    return counted.scalar_one()


def _got(broadcast: Broadcast) -> tuple[ColumnElement[bool], ...]:
    return (recipients.c.broadcast_id == broadcast.id, recipients.c.state == "sent")


def _until(broadcast: Broadcast) -> datetime:
    ended_at = broadcast.ended_at or broadcast.begun_at or broadcast.created_at
    return ended_at + CAUSED_WITHIN
