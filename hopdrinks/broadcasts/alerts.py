"""A word about a broadcast to whoever can do something about it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts.second_look import list_colleagues
from hopdrinks.notices.broadcasts import BroadcastAlert, BroadcastWord
from hopdrinks.outbox import owe_each
from hopdrinks.people.roles import allow, get_actor
from storage import members
from storage.broadcast_records import Broadcast


async def alert(
    connection: AsyncConnection, broadcast: Broadcast, word: BroadcastWord, now: datetime
) -> None:
    """Tell its author; where they organise no more or cannot be reached, those who do."""
    told = [broadcast.author_id]
    if not await organises(connection, broadcast) or not await _is_reachable(connection, broadcast):
        told = await list_colleagues(connection, broadcast, broadcast.author_id) or told
    await owe_each(connection, BroadcastAlert(broadcast_id=broadcast.id, word=word), told, now)


async def organises(connection: AsyncConnection, broadcast: Broadcast) -> bool:
    """Tell whether whoever wrote a broadcast may still write to the members of its chapter."""
    author = await get_actor(connection, broadcast.author_id)
    return allow(author, "broadcast", broadcast.chapter_id)


async def _is_reachable(connection: AsyncConnection, broadcast: Broadcast) -> bool:
    author = await members.find_member(connection, broadcast.author_id)
    return author is not None and author.reach == "reachable"
