"""Evenings of which single members want no reminder."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import event_mutes
from storage.upserts import insert_into


async def add_mute(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> None:
    """Remind a member of an evening no more."""
    row = {"event_id": event_id, "member_id": member_id, "muted_at": now}
    await connection.execute(insert_into(connection, event_mutes).values(row).on_conflict_do_nothing())


async def delete_mute(connection: AsyncConnection, event_id: int, member_id: int) -> None:
    """Remind a member of an evening again."""
    mine = (event_mutes.c.event_id == event_id) & (event_mutes.c.member_id == member_id)
    await connection.execute(delete(event_mutes).where(mine))


async def is_muted(connection: AsyncConnection, event_id: int, member_id: int) -> bool:
    """Tell whether a member wants no reminder of an evening."""
    mine = (event_mutes.c.event_id == event_id) & (event_mutes.c.member_id == member_id)
    return (await connection.execute(select(event_mutes.c.event_id).where(mine))).first() is not None
