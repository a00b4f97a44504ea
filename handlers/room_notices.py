"""Composing what is owed about the groups and channels where evenings are announced."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.views.rooms import lost
from hopdrinks.notices import Notice, RoomLost
from storage.records import Delivery


async def room_lost(desk: Desk, delivery: Delivery, notice: RoomLost) -> Composed | Void:
    """Compose the news that the bot was removed from a room."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return Void("the member is gone")
    chapter = await desk.facts.chapter(notice.chapter_id)
    call = lost(desk.language_of(member), chapter, notice.title).sending()
    return Composed(notice, call.method, call.parameters)


COMPOSING: dict[type[Notice], Composing] = {RoomLost: room_lost}
