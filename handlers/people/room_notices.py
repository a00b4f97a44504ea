"""Composing what is owed about the groups and channels where evenings are announced, and pins there."""

from collections.abc import Callable

from handlers.language import Language
from handlers.notices import Composed, Composing, Desk, Void
from handlers.people.views.rooms import lost, muted
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.notices.rooms import Pin, PinRelease, RoomLost, RoomMuted
from storage.records import Chapter, Delivery


async def room_lost(desk: Desk, delivery: Delivery, notice: RoomLost) -> Composed | Void:
    """Compose the news that the bot was removed from a room."""
    return await _news(desk, delivery, notice, lost)


async def room_muted(desk: Desk, delivery: Delivery, notice: RoomMuted) -> Composed | Void:
    """Compose the news that the bot may not write in a room any more."""
    return await _news(desk, delivery, notice, muted)


async def pin(desk: Desk, _delivery: Delivery, notice: Pin) -> Composed | Void:
    """Compose the pinning of a card, without a sound."""
    posting = await desk.facts.find_posting(notice.posting_id)
    if posting is None or posting.message_id is None:
        return Void("the card is gone")
    event = await desk.facts.find_event(posting.event_id)
    if event is None or event.state != "announced" or desk.facts.now >= event.ends_at:
        return Void("not to be held any more")
    parameters = {"message_id": posting.message_id, "disable_notification": True}
    return Composed(notice, "pinChatMessage", parameters)


async def pin_release(_desk: Desk, _delivery: Delivery, notice: PinRelease) -> Composed | Void:
    """Compose the end of a pin."""
    return Composed(notice, "unpinChatMessage", {"message_id": notice.message_id})


async def _news(
    desk: Desk,
    delivery: Delivery,
    notice: RoomLost | RoomMuted,
    view: Callable[[Language, Chapter, str], View],
) -> Composed | Void:
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return Void("the member is gone")
    chapter = await desk.facts.chapter(notice.chapter_id)
    call = view(desk.language_of(member), chapter, notice.title).sending()
    return Composed(notice, call.method, call.parameters)


COMPOSING: dict[type[Notice], Composing] = {
    RoomLost: room_lost,
    RoomMuted: room_muted,
    Pin: pin,
    PinRelease: pin_release,
}
