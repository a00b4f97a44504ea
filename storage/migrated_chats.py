"""A group that became a supergroup has a new id, and its old message ids mean nothing any more."""

from datetime import datetime

from sqlalchemy import delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chats, deliveries, facts, notes, postings, questions, relays, rooms, threads
from storage.upserts import insert_into

#: Notices that name a message of the chat itself, which is another one's by now.
_OF_ONE_MESSAGE = ("StaffMark", "PinRelease")


async def rename_chat(connection: AsyncConnection, old_id: int, new_id: int, now: datetime) -> None:
    """Write a chat's new id wherever the old one stands, all in the caller's transaction."""
    known = select(rooms.c.chapter_id).where(rooms.c.chat_id == new_id)
    await connection.execute(delete(rooms).where(rooms.c.chat_id == old_id, rooms.c.chapter_id.in_(known)))
    # The old message ids may be somebody else's by now: nothing replies to them any more.
    await connection.execute(
        update(questions).where(questions.c.group_chat_id == old_id).values(group_message_id=None)
    )
    await _rename_carried(connection, old_id, new_id)
    await _forget_messages(connection, old_id, now)
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


async def _forget_messages(connection: AsyncConnection, old_id: int, now: datetime) -> None:
    """Have nothing that was sent, or is about to be, name a message of a chat any more."""
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.chat_id == old_id,
            deliveries.c.state == "queued",
            deliveries.c.notice.in_(_OF_ONE_MESSAGE),
        )
        .values(state="skipped", reason="moved", settled_at=now)
    )
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.chat_id == old_id, deliveries.c.message_id.is_not(None))
        .values(message_id=None)
    )


async def _rename_carried(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Have what was carried from or to a chat name the new one, and none of its messages.

    An original keeps a number of its own below zero, which no message has: what is written there next is not
    taken for it, and what waits to leave is sent from what it says.
    """
    originals = {"from_chat_id": new_id, "from_message_id": -relays.c.id, "reply_to_id": null()}
    await connection.execute(update(relays).where(relays.c.from_chat_id == old_id).values(originals))
    noted = {"chat_id": new_id, "message_id": -notes.c.id}
    await connection.execute(update(notes).where(notes.c.chat_id == old_id).values(noted))
    copies = {"to_chat_id": new_id, "to_message_id": null()}
    await connection.execute(update(relays).where(relays.c.to_chat_id == old_id).values(copies))
