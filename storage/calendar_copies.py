"""Who put which evening into their calendar by a file, and how true that copy is."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import calendar_copies
from storage.upserts import insert_into


async def put_calendar_copy(
    connection: AsyncConnection, event_id: int, member_id: int, sequence: int, now: datetime
) -> None:
    """Know that a member fetched an evening as it stands."""
    fresh = {"sequence": sequence, "fetched_at": now}
    row = {"event_id": event_id, "member_id": member_id, **fresh}
    statement = insert_into(connection, calendar_copies).values(row)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["event_id", "member_id"], set_=fresh)
    )


async def find_copied_sequence(connection: AsyncConnection, event_id: int, member_id: int) -> int | None:
    """Give which state of an evening a member has in their calendar; None where they fetched none."""
    rows = await connection.execute(
        select(calendar_copies.c.sequence).where(
            calendar_copies.c.event_id == event_id, calendar_copies.c.member_id == member_id
        )
    )
    found: int | None = rows.scalar_one_or_none()
    return found


async def claim_calendar_update(
    connection: AsyncConnection, event_id: int, member_id: int, sequence: int
) -> bool:
    """Bring a member's copy up to a later state; True where it was an earlier one."""
    done = await connection.execute(
        update(calendar_copies)
        .where(
            calendar_copies.c.event_id == event_id,
            calendar_copies.c.member_id == member_id,
            calendar_copies.c.sequence < sequence,
        )
        .values(sequence=sequence)
    )
    return done.rowcount == 1
