"""Automatic messages of an evening that its organisers do not want sent."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import skipped_messages
from storage.upserts import insert_into


async def add_skip(
    connection: AsyncConnection, event_id: int, kind: str, member_id: int, now: datetime
) -> bool:
    """Have a kind of message left out; True where this call did it."""
    row = {"event_id": event_id, "kind": kind, "skipped_by": member_id, "skipped_at": now}
    statement = insert_into(connection, skipped_messages).values(row).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def delete_skip(connection: AsyncConnection, event_id: int, kind: str) -> bool:
    """Have a kind of message sent after all; True where this call did it."""
    this = (skipped_messages.c.event_id == event_id) & (skipped_messages.c.kind == kind)
    return (await connection.execute(delete(skipped_messages).where(this))).rowcount == 1


async def list_skips(connection: AsyncConnection, event_ids: Collection[int]) -> set[tuple[int, str]]:
    """Give what of some evenings is left out, as pairs of event and kind."""
    rows = await connection.execute(
        select(skipped_messages.c.event_id, skipped_messages.c.kind).where(
            skipped_messages.c.event_id.in_(event_ids)
        )
    )
    return {(event_id, kind) for event_id, kind in rows}
