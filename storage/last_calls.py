"""Who was told shortly before an evening that a seat is free, and by which message."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import LastCall
from storage.tables import last_calls
from storage.upserts import insert_into


async def list_last_calls(connection: AsyncConnection, event_id: int) -> list[LastCall]:
    """Give the calls of an event, each person's latest."""
    rows = await connection.execute(
        select(last_calls).where(last_calls.c.event_id == event_id).order_by(last_calls.c.member_id)
    )
    return [LastCall.of(row) for row in rows.mappings()]


async def put_last_call(
    connection: AsyncConnection, event_id: int, member_id: int, called_at: datetime
) -> None:
    """Remember that somebody is called, in place of any earlier call."""
    fresh = {"called_at": called_at, "message_id": None, "over_at": None}
    statement = insert_into(connection, last_calls).values(
        {"event_id": event_id, "member_id": member_id} | fresh
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["event_id", "member_id"], set_=fresh)
    )


async def update_last_call_message(
    connection: AsyncConnection, event_id: int, member_id: int, message_id: int
) -> LastCall | None:
    """Remember by which message somebody was called, and give the call."""
    rows = await connection.execute(
        update(last_calls)
        .where(last_calls.c.event_id == event_id, last_calls.c.member_id == member_id)
        .values(message_id=message_id)
        .returning(last_calls)
    )
    row = rows.mappings().first()
    return None if row is None else LastCall.of(row)


async def end_last_calls(connection: AsyncConnection, event_id: int, now: datetime) -> list[LastCall]:
    """Let an event's open calls be over, and give them."""
    rows = await connection.execute(
        update(last_calls)
        .where(last_calls.c.event_id == event_id, last_calls.c.over_at.is_(None))
        .values(over_at=now)
        .returning(last_calls)
    )
    return [LastCall.of(row) for row in rows.mappings()]
