"""The reminders' ledger: who was reminded of what, for which start."""

from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Event
from storage.tables import members, reminders, rsvps
from storage.upserts import insert_into


async def list_to_remind(
    connection: AsyncConnection,
    event: Event,
    kind: str,
    due_at: datetime,
    quiet: tuple[datetime, datetime],
    limit: int,
) -> list[int]:
    """Give ids of members to remind now.

    They come, want reminders, answered before the reminder fell due, and were not yet reminded: neither of
    this nor of anything within `quiet`. It has an end, because a clock put back leaves entries ahead.
    """
    done = exists().where(
        and_(
            reminders.c.event_id == event.id,
            reminders.c.member_id == rsvps.c.member_id,
            reminders.c.kind == kind,
            reminders.c.starts_at == event.starts_at,
        )
    )
    lately = exists().where(
        reminders.c.member_id == rsvps.c.member_id,
        reminders.c.reminded_at > quiet[0],
        reminders.c.reminded_at < quiet[1],
    )
    rows = await connection.execute(
        select(rsvps.c.member_id)
        .join(members, members.c.id == rsvps.c.member_id)
        .where(
            rsvps.c.event_id == event.id,
            rsvps.c.state == "going",
            rsvps.c.state_since < due_at,
            members.c.reach == "reachable",
            members.c.reminders.in_(("both", kind)),
            members.c.stopped_at.is_(None),
            ~done,
            ~lately,
        )
        .order_by(rsvps.c.member_id)
        .limit(limit)
    )
    return list(rows.scalars())


async def add_reminders(
    connection: AsyncConnection, event: Event, kind: str, member_ids: list[int], now: datetime
) -> None:
    """Enter reminders in the ledger; the primary key refuses a second one."""
    rows = [
        {
            "event_id": event.id,
            "member_id": member_id,
            "kind": kind,
            "starts_at": event.starts_at,
            "reminded_at": now,
        }
        for member_id in member_ids
    ]
    await connection.execute(insert_into(connection, reminders), rows)
