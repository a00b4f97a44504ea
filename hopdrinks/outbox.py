"""Owing somebody a notice: it is stored with the fact it tells, and delivered once that is committed."""

from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Lane, Notice
from storage import deliveries, fanouts
from storage.records import Posting, Reliability

#: Stands for the chat of what is addressed to none: the bot's own commands.
NOWHERE = 0
#: No chat has an id so low: below it each inline message has a line of its own, as if it were a chat.
_INLINE_LINES = -(10**15)


def line_of(posting: Posting) -> int:
    """Give the line in which a card's edits wait: its chat's, or its own where the chat is not known."""
    return _INLINE_LINES - posting.id if posting.chat_id is None else posting.chat_id


def is_chat(chat_id: int) -> bool:
    """Tell whether what waits in a line is addressed to a chat."""
    return _INLINE_LINES < chat_id != NOWHERE


def is_private(chat_id: int) -> bool:
    """Tell whether a chat is somebody's own with the bot."""
    return chat_id > 0


def as_row(
    notice: Notice,
    chat_id: int,
    now: datetime,
    *,
    lane: Lane | None = None,
    reliability: Reliability | None = None,
    expires_at: datetime | None = None,
) -> dict[str, object]:
    """Word a notice for one chat as a row of the outbox."""
    return {
        "chat_id": chat_id,
        "lane": int(notice.lane if lane is None else lane),
        "reliability": notice.reliability if reliability is None else reliability,
        "notice": type(notice).__name__,
        "payload": notice.model_dump_json(),
        "coalesce_key": notice.coalesce_key,
        "event_id": notice.concerns,
        "expires_at": expires_at,
        "queued_at": now,
    }


async def owe(
    connection: AsyncConnection,
    notice: Notice,
    chat_id: int,
    now: datetime,
    *,
    lane: Lane | None = None,
    reliability: Reliability | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Owe a notice to one chat; void once `expires_at` has passed."""
    row = as_row(notice, chat_id, now, lane=lane, reliability=reliability, expires_at=expires_at)
    await deliveries.add_deliveries(connection, [row])


async def owe_each(
    connection: AsyncConnection,
    notice: Notice,
    chat_ids: list[int],
    now: datetime,
    *,
    expires_at: datetime | None = None,
) -> None:
    """Owe the same notice to a few chats."""
    if chat_ids:
        rows = [as_row(notice, chat_id, now, expires_at=expires_at) for chat_id in chat_ids]
        await deliveries.add_deliveries(connection, rows)


async def owe_audience(
    connection: AsyncConnection,
    notice: Notice,
    audience: Literal["followers", "concerned"],
    now: datetime,
    *,
    chapter_id: int,
    event_id: int,
    except_id: int | None = None,
) -> None:
    """Owe a notice to everyone of an audience; the sweep expands it, a chunk at a time."""
    await fanouts.add_fanout(
        connection,
        {
            "audience": audience,
            "chapter_id": chapter_id,
            "event_id": event_id,
            "except_id": except_id,
            "lane": int(notice.lane),
            "reliability": notice.reliability,
            "notice": type(notice).__name__,
            "payload": notice.model_dump_json(),
            "queued_at": now,
        },
    )


async def expand(connection: AsyncConnection, now: datetime) -> bool:
    """Expand the oldest audience by one chunk; True while anything remains to be expanded."""
    waiting = await fanouts.list_fanouts(connection)
    if not waiting:
        return False
    expanded = await fanouts.expand_chunk(connection, waiting[0], now)
    return len(waiting) > 1 or expanded == fanouts.CHUNK
