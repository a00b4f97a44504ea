"""Who of the staff is away for a while, and who stands in."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import Absence
from storage.tables import absences
from storage.upserts import insert_into


async def put_absence(
    connection: AsyncConnection, member_id: int, until: datetime, stand_in_id: int | None, now: datetime
) -> None:
    """Record that somebody is away until an instant, in place of what was known."""
    row = {"until": until, "stand_in_id": stand_in_id, "since": now}
    statement = insert_into(connection, absences).values({"member_id": member_id} | row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_=row))


async def find_absence(connection: AsyncConnection, member_id: int) -> Absence | None:
    """Give the absence of somebody; None where they are there."""
    rows = await connection.execute(select(absences).where(absences.c.member_id == member_id))
    row = rows.mappings().first()
    return None if row is None else Absence.of(row)


async def list_absent(connection: AsyncConnection) -> set[int]:
    """Give the ids of those who are away."""
    return set((await connection.execute(select(absences.c.member_id))).scalars())


async def list_over(connection: AsyncConnection, now: datetime) -> list[Absence]:
    """Give the absences whose time is over."""
    rows = await connection.execute(
        select(absences).where(absences.c.until <= now).order_by(absences.c.member_id)
    )
    return [Absence.of(row) for row in rows.mappings()]


async def delete_absence(connection: AsyncConnection, member_id: int) -> bool:
    """End an absence; True where there was one."""
    done = await connection.execute(delete(absences).where(absences.c.member_id == member_id))
    return done.rowcount == 1
