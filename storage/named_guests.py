"""People without Telegram whom an organiser put on the list by name."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import NamedGuest
from storage.tables import named_guests


async def add_named_guest(
    connection: AsyncConnection, *, event_id: int, name: str, added_by: int, now: datetime
) -> NamedGuest:
    """Put somebody on the list."""
    row = {"event_id": event_id, "name": name, "added_by": added_by, "added_at": now}
    rows = await connection.execute(named_guests.insert().values(row).returning(named_guests))
    return NamedGuest.of(rows.mappings().one())


async def list_named_guests(connection: AsyncConnection, event_id: int) -> list[NamedGuest]:
    """Give those an organiser put on the list, the first added first."""
    rows = await connection.execute(
        select(named_guests).where(named_guests.c.event_id == event_id).order_by(named_guests.c.id)
    )
    return [NamedGuest.of(row) for row in rows.mappings()]


async def delete_named_guest(connection: AsyncConnection, event_id: int, guest_id: int) -> bool:
    """Take somebody off the list; True where this call did it."""
    done = await connection.execute(
        delete(named_guests).where(named_guests.c.id == guest_id, named_guests.c.event_id == event_id)
    )
    return done.rowcount == 1
