"""How long the parts of an album are collected."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import relays

ALBUM_RESTS, ALBUM_LASTS = timedelta(seconds=1.2), timedelta(seconds=4)


async def album_times(
    connection: AsyncConnection, chat_id: int, media_group_id: str, now: datetime
) -> dict[str, object]:
    """Say how long a part of an album is collected; one that comes when the others have left is not."""
    parts = await relays.list_album(connection, chat_id, media_group_id)
    if any(part.state != "collecting" for part in parts):
        return {}
    first = parts[0].relayed_at if parts else now
    return {"state": "collecting", "flush_at": min(first + ALBUM_LASTS, now + ALBUM_RESTS)}
