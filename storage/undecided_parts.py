"""Albums sent without a question, whose authors have not said yet whether they ask something."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import undecided_parts
from storage.upserts import insert_into

#: Whoever has not decided after this never will.
KEPT_FOR = timedelta(days=30)


async def add_part(
    connection: AsyncConnection,
    *,
    member_id: int,
    message_id: int,
    media_group_id: str,
    written: str,
    now: datetime,
) -> bool:
    """Keep a part of an album; True where it is the first of it. The same message twice is kept once."""
    row = {
        "member_id": member_id,
        "message_id": message_id,
        "media_group_id": media_group_id,
        "written": written,
        "written_at": now,
    }
    statement = insert_into(connection, undecided_parts).values(row).on_conflict_do_nothing()
    added = (await connection.execute(statement)).rowcount == 1
    parts = await connection.scalar(
        select(func.count()).where(
            undecided_parts.c.member_id == member_id, undecided_parts.c.media_group_id == media_group_id
        )
    )
    return added and parts == 1


async def take_album(connection: AsyncConnection, member_id: int, message_id: int) -> list[str]:
    """Take away the parts of the album that a message belongs to, in order; none where it is no such part."""
    mine = undecided_parts.c.member_id == member_id
    album = (
        select(undecided_parts.c.media_group_id)
        .where(mine, undecided_parts.c.message_id == message_id)
        .scalar_subquery()
    )
    rows = await connection.execute(
        delete(undecided_parts)
        .where(mine, undecided_parts.c.media_group_id == album)
        .returning(undecided_parts.c.message_id, undecided_parts.c.written)
    )
    return [written for _, written in sorted((row.message_id, row.written) for row in rows)]


async def delete_old_parts(connection: AsyncConnection, now: datetime) -> None:
    """Forget what nobody came back to."""
    await connection.execute(delete(undecided_parts).where(undecided_parts.c.written_at < now - KEPT_FOR))
