"""A group that became a supergroup has a new id, and its old message ids mean nothing any more."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chats, deliveries, facts, postings, questions, rooms, threads
from storage.upserts import insert_into


async def rename_chat(connection: AsyncConnection, old_id: int, new_id: int, now: datetime) -> None:
    """Write a chat's new id wherever the old one stands, all in the caller's transaction."""
    known = select(rooms.c.chapter_id).where(rooms.c.chat_id == new_id)
    await connection.execute(delete(rooms).where(rooms.c.chat_id == old_id, rooms.c.chapter_id.in_(known)))
    # The old message ids may be somebody else's by now: nothing replies to them any more.
    await connection.execute(
        update(questions).where(questions.c.group_chat_id == old_id).values(group_message_id=None)
    )
    for column in (rooms.c.chat_id, deliveries.c.chat_id, questions.c.group_chat_id):
        await connection.execute(update(column.table).where(column == old_id).values({column.name: new_id}))
    await connection.execute(
        update(facts)
        .where(facts.c.name == "staff_chat_id", facts.c.value == str(old_id))
        .values(value=str(new_id))
    )
    await connection.execute(
        update(postings).where(postings.c.chat_id == old_id, postings.c.gone_at.is_(None)).values(gone_at=now)
    )
    await connection.execute(
        update(threads).where(threads.c.chat_id == old_id, threads.c.gone_at.is_(None)).values(gone_at=now)
    )
    await connection.execute(
        update(questions)
        .where(questions.c.card_chat_id == old_id)
        .values(card_chat_id=None, card_message_id=None)
    )
    row = {"id": new_id, "kind": "supergroup", "bot_status": "member", "read_at": now}
    await connection.execute(insert_into(connection, chats).values(row).on_conflict_do_nothing())
