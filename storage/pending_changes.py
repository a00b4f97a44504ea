"""Changes of events that people are still to be told, as they know those events until then."""

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import PendingChange
from storage.tables import pending_changes
from storage.upserts import insert_into


async def find_pending_change(connection: AsyncConnection, event_id: int) -> PendingChange | None:
    """Give what people are still to be told of an event."""
    rows = await connection.execute(select(pending_changes).where(pending_changes.c.event_id == event_id))
    row = rows.mappings().first()
    return None if row is None else PendingChange.of(row)


async def put_pending_change(connection: AsyncConnection, change: PendingChange) -> None:
    """Have people told of a change, in place of what they were to be told of that event."""
    values = change.model_dump()
    statement = insert_into(connection, pending_changes).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["event_id"], set_=values))


async def delete_pending_change(connection: AsyncConnection, event_id: int) -> bool:
    """Have people told nothing (more); True where this call did it."""
    done = await connection.execute(delete(pending_changes).where(pending_changes.c.event_id == event_id))
    return done.rowcount == 1


async def list_due_changes(connection: AsyncConnection, now: datetime, latest: datetime) -> list[int]:
    """Give the events of which is to be told by an instant, or later than any may: the clock was put back."""
    due = or_(pending_changes.c.due_at <= now, pending_changes.c.due_at > latest)
    ids = select(pending_changes.c.event_id).where(due).order_by(pending_changes.c.event_id)
    return list((await connection.execute(ids)).scalars())


async def find_next_change_at(connection: AsyncConnection) -> datetime | None:
    """Give the instant the next change is to be told."""
    soonest = select(pending_changes.c.due_at).order_by(pending_changes.c.due_at).limit(1)
    found: datetime | None = (await connection.execute(soonest)).scalar()
    return found
