"""Who has answered or noted something where the staff are."""

from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import notes, questions, relays


async def list_active(connection: AsyncConnection, chat_id: int, since: datetime) -> list[int]:
    """Give the ids of those who answered, noted or took something in a staff chat since an instant."""
    took = select(questions.c.assignee_id).where(
        questions.c.card_chat_id == chat_id, questions.c.assignee_active_at >= since
    )
    rows = await connection.execute(took)
    return sorted({*rows.scalars(), *await list_heard(connection, chat_id, since)})


async def list_heard(connection: AsyncConnection, chat_id: int, since: datetime) -> list[int]:
    """Give the ids of those who answered or noted something in a staff chat since an instant."""
    answered = select(relays.c.author_id).where(
        relays.c.direction == "to_member",
        relays.c.from_chat_id == chat_id,
        relays.c.author_id.is_not(None),
        relays.c.relayed_at >= since,
    )
    noted = select(notes.c.author_id).where(
        notes.c.chat_id == chat_id, notes.c.author_id.is_not(None), notes.c.noted_at >= since
    )
    rows = await connection.execute(union(answered, noted))
    return sorted(rows.scalars())
