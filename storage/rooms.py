"""Rooms: the groups and channels where a chapter's evenings are announced."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Chapter
from storage.tables import chapters, rooms
from storage.upserts import insert_into


async def list_rooms(connection: AsyncConnection, chapter_id: int) -> list[int]:
    """Give the chats where a chapter's evenings are announced, the first added first."""
    rows = await connection.execute(
        select(rooms.c.chat_id)
        .where(rooms.c.chapter_id == chapter_id)
        .order_by(rooms.c.added_at, rooms.c.chat_id)
    )
    return list(rows.scalars())


async def list_chapters_in(connection: AsyncConnection, chat_id: int) -> list[Chapter]:
    """Give the chapters whose evenings are announced in a group or channel."""
    rows = await connection.execute(
        select(chapters)
        .join(rooms, rooms.c.chapter_id == chapters.c.id)
        .where(rooms.c.chat_id == chat_id)
        .order_by(chapters.c.id)
    )
    return [Chapter.of(row) for row in rows.mappings()]


async def add_room(
    connection: AsyncConnection, chapter_id: int, chat_id: int, *, added_by: int | None, now: datetime
) -> bool:
    """Announce a chapter's evenings in a chat; True where that is new."""
    row = {"chapter_id": chapter_id, "chat_id": chat_id, "added_by": added_by, "added_at": now}
    done = await connection.execute(insert_into(connection, rooms).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


async def delete_room(connection: AsyncConnection, chapter_id: int, chat_id: int) -> bool:
    """Announce a chapter's evenings there no more; True where they were."""
    done = await connection.execute(
        delete(rooms).where(rooms.c.chapter_id == chapter_id, rooms.c.chat_id == chat_id)
    )
    return done.rowcount == 1


async def delete_rooms_in(connection: AsyncConnection, chat_id: int) -> None:
    """Announce no chapter's evenings in a chat any more."""
    await connection.execute(delete(rooms).where(rooms.c.chat_id == chat_id))
