"""Composing an evening's card: where many read it, where one member does, and as it will be sent."""

from markupsafe import Markup

from handlers.evenings import picture_calls
from handlers.evenings.event_facts import gather, gather_for_all, own_card
from handlers.evenings.recipients import GONE, editing, find_recipient
from handlers.evenings.views.event_card import EventFacts, group_card
from handlers.evenings.views.poster import picture_of
from handlers.notices import Composed, Composing, Desk, Void
from handlers.view import View
from hopdrinks.evenings.pictures import Picture
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import CardPreview, CardRefresh, GroupCard, PostingRefresh
from storage.records import NO_PICTURE, Delivery


async def group_posting(desk: Desk, _delivery: Delivery, notice: GroupCard) -> Composed | Void:
    """Compose the card a group or channel gets."""
    event = await desk.facts.find_event(notice.event_id)
    facts = None if event is None else await gather_for_all(desk.facts, event)
    if facts is None or not facts.is_open:
        return Void("not open any more")
    picture = None if notice.plain else await find_picture(desk, facts)
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username, picture)
    return await picture_calls.sending(desk, notice, view)


async def posting_refresh(desk: Desk, _delivery: Delivery, notice: PostingRefresh) -> Composed | Void:
    """Compose the edit of a card that many read; void where it shows the truth already."""
    posting = await desk.facts.find_posting(notice.posting_id)
    # Of which evening it is the card itself knows: what made it out of date may be a tap that names another.
    event = None if posting is None else await desk.facts.find_event(posting.event_id)
    if posting is None or event is None:
        return Void("the card is gone")
    facts = await gather_for_all(desk.facts, event)
    # An inline message stays the text it was chosen as: nothing can be uploaded into it.
    of_words = posting.inline_message_id is not None or posting.picture_digest == NO_PICTURE
    picture = None if of_words else await find_picture(desk, facts, keep=posting.has_picture)
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username, picture)
    if view.digest == posting.digest:
        return Void("unchanged")
    return await picture_calls.editing(desk, notice, view, posting.message, shows=posting.picture_digest)


async def card_refresh(desk: Desk, delivery: Delivery, notice: CardRefresh) -> Composed | Void:
    """Compose the edit of a member's own card."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if notice.picture is None:
        card = await own_card(desk.facts, to.language, to.facts.event, to.member.id)
        return editing(notice, card, notice.message_id)
    facts = await gather(desk.facts, to.facts.event)
    picture = await find_picture(desk, facts, keep=True)
    card = await own_card(desk.facts, to.language, to.facts.event, to.member.id, picture)
    kept = None if picture is None else await desk.facts.find_picture(picture.digest)
    shows = kept.digest if kept is not None and kept.unique_id == notice.picture else None
    return await picture_calls.editing(desk, notice, card, notice.message_id, shows=shows)


async def card_preview(desk: Desk, _delivery: Delivery, notice: CardPreview) -> Composed:
    """Compose what will be sent, for whoever looks after the evening; its buttons are left out."""
    view = View(Markup(notice.text), picture=notice.picture)  # noqa: S704 - worded by a view
    return await picture_calls.sending(desk, notice, view)


async def find_picture(desk: Desk, facts: EventFacts, *, keep: bool = False) -> Picture | None:
    """Give the picture of an evening's cards, the same for all who read them."""
    return picture_of(await desk.chapter_language(facts.chapter.id), facts, keep=keep)


COMPOSING: dict[type[Notice], Composing] = {
    GroupCard: group_posting,
    PostingRefresh: posting_refresh,
    CardRefresh: card_refresh,
    CardPreview: card_preview,
}
