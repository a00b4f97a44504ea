"""Composing an evening's card: where many read it, and where one member does."""

from handlers.event_facts import gather_for_all, own_card
from handlers.notices import Composed, Composing, Desk, Void
from handlers.recipients import GONE, editing, find_recipient, sending
from handlers.views.event_card import group_card
from hopdrinks.notices import CardRefresh, GroupCard, Notice, PostingRefresh
from storage.records import Delivery


async def group_posting(desk: Desk, _delivery: Delivery, notice: GroupCard) -> Composed | Void:
    """Compose the card a group or channel gets."""
    event = await desk.facts.find_event(notice.event_id)
    facts = None if event is None else await gather_for_all(desk.facts, event)
    if facts is None or not facts.is_open:
        return Void("not open any more")
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username)
    return sending(notice, view)


async def posting_refresh(desk: Desk, _delivery: Delivery, notice: PostingRefresh) -> Composed | Void:
    """Compose the edit of a card that many read; void where it shows the truth already."""
    posting = await desk.facts.find_posting(notice.posting_id)
    event = await desk.facts.find_event(notice.event_id)
    if posting is None or event is None:
        return Void("the card is gone")
    facts = await gather_for_all(desk.facts, event)
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username)
    if view.digest == posting.digest:
        return Void("unchanged")
    return editing(notice, view, posting.message)


async def card_refresh(desk: Desk, delivery: Delivery, notice: CardRefresh) -> Composed | Void:
    """Compose the edit of a member's own card."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    card = await own_card(desk.facts, to.language, to.facts.event, to.member.id)
    return editing(notice, card, notice.message_id)


COMPOSING: dict[type[Notice], Composing] = {
    GroupCard: group_posting,
    PostingRefresh: posting_refresh,
    CardRefresh: card_refresh,
}
