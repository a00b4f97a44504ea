"""A preview of a broadcast: what its readers get, sent by what sends it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Lane
from hopdrinks.notices.broadcasts import BroadcastPreview, BroadcastTail
from hopdrinks.outbox import owe
from storage.broadcast_records import Broadcast


async def owe_preview(
    connection: AsyncConnection, broadcast: Broadcast, locale: str, reader_id: int, now: datetime, lane: Lane
) -> None:
    """Owe somebody what readers of a language get, an album with the line that follows it."""
    preview = BroadcastPreview(broadcast_id=broadcast.id, locale=locale, reader_id=reader_id)
    await owe(connection, preview, reader_id, now, lane=lane)
    # The other parts of an album may still be on their way; where none comes, nothing follows.
    if broadcast.content_for(locale).album:
        tail = BroadcastTail(broadcast_id=broadcast.id, shown_in=locale, reader_id=reader_id)
        await owe(connection, tail, reader_id, now, lane=lane, reliability="must_arrive")
