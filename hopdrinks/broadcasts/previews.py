"""A preview of a broadcast: what its readers get, sent by what sends it.

The parts of an album come as messages of their own: it is shown whole, once none has come for a while.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Lane
from hopdrinks.notices.broadcasts import BroadcastPreview, BroadcastScreen, BroadcastTail
from hopdrinks.outbox import owe
from hopdrinks.questions.collecting_times import ALBUM_RESTS
from storage import broadcasts
from storage.broadcast_records import Broadcast, Content, Resting


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


async def show_as_new(
    connection: AsyncConnection, broadcast_id: int, locale: str, reader_id: int, now: datetime
) -> None:
    """Show what will be sent, and beneath it everything that can be done; an album once it is whole."""
    broadcast = await broadcasts.get_broadcast(connection, broadcast_id)
    content = broadcast.contents[locale]
    if content.album and broadcast.state == "draft":
        resting = Resting(until=now + ALBUM_RESTS, reader_id=reader_id)
        await _keep(connection, broadcast, {locale: content.model_copy(update={"resting": resting})})
    else:
        await _owe_with_screen(connection, broadcast, locale, reader_id, now)


async def show_rested(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Show the albums of a draft of which no further part has come for a while."""
    rested: dict[str, Content] = {}
    for locale, content in broadcast.contents.items():
        if content.resting is not None and content.resting.until <= now:
            rested[locale] = content.model_copy(update={"resting": None})
            await _owe_with_screen(connection, broadcast, locale, content.resting.reader_id, now)
    await _keep(connection, broadcast, rested)


def list_rested_at(broadcast: Broadcast) -> list[datetime]:
    """Give the instants at which the albums of a draft can be shown."""
    resting = (content.resting for content in broadcast.contents.values())
    return [one.until for one in resting if one is not None]


async def _keep(connection: AsyncConnection, broadcast: Broadcast, changed: dict[str, Content]) -> None:
    contents = broadcast.contents | changed
    busy = any(content.resting is not None for content in contents.values())
    await broadcasts.update_broadcast(connection, broadcast.id, {"contents": contents, "busy": busy})


async def _owe_with_screen(
    connection: AsyncConnection, broadcast: Broadcast, locale: str, reader_id: int, now: datetime
) -> None:
    # After what the form says at its end, which is a reply.
    await owe_preview(connection, broadcast, locale, reader_id, now, Lane.PERSONAL)
    screen = BroadcastScreen(broadcast_id=broadcast.id, as_new=True, reader_id=reader_id)
    await owe(connection, screen, reader_id, now, lane=Lane.PERSONAL, reliability="must_arrive")
