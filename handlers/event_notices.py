"""Composing what is owed about events: cards, announcements, promotions, changes, reminders."""

from handlers.event_facts import gather, own_answer, own_card
from handlers.facts import Facts
from handlers.language import Language
from handlers.notices import Composed, Composing, Desk, Void
from handlers.view import View
from handlers.views import event_messages as views
from handlers.views.event_card import EventFacts, Own, group_card
from hopdrinks.notices import (
    Announcement,
    CardRefresh,
    EventCancellation,
    EventChange,
    GroupCard,
    Notice,
    PostingRefresh,
    Promotion,
    Reminder,
)
from storage.records import Delivery, Member

_UNKNOWN = Void("the event or the member is gone")


async def announcement(desk: Desk, delivery: Delivery, notice: Announcement) -> Composed | Void:
    """Compose the message that says a new event exists; void for whoever answered meanwhile or stopped."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    if not facts.is_open or facts.now >= facts.event.starts_at:
        return Void("not open any more")
    if member.stopped_at is not None:
        return Void("stopped")
    own = await own_answer(desk.facts, facts.event.id, member.id)
    if own.rsvp is not None:
        return Void("answered already")
    key = (notice.event_id, language.locale)
    if key not in desk.announcements:  # the same for all who read it in one language
        desk.announcements[key] = _sending(notice, views.announcement(language, facts))
    return desk.announcements[key]


async def group_posting(desk: Desk, _delivery: Delivery, notice: GroupCard) -> Composed | Void:
    """Compose the card a group or channel gets."""
    facts = await _event(desk.facts, notice.event_id)
    if facts is None or not facts.is_open:
        return Void("not open any more")
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username)
    return _sending(notice, view)


async def posting_refresh(desk: Desk, _delivery: Delivery, notice: PostingRefresh) -> Composed | Void:
    """Compose the edit of a group's card; void where it shows the truth already."""
    posting = await desk.facts.find_posting(notice.posting_id)
    facts = await _event(desk.facts, notice.event_id)
    if posting is None or facts is None:
        return Void("the card is gone")
    view = group_card(await desk.chapter_language(facts.chapter.id), facts, desk.bot_username)
    if view.digest == posting.digest:
        return Void("unchanged")
    return _editing(notice, view, posting.inline_message_id or posting.message_id or 0)


async def card_refresh(desk: Desk, delivery: Delivery, notice: CardRefresh) -> Composed | Void:
    """Compose the edit of a member's own card."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    return _editing(notice, await own_card(desk.facts, language, facts.event, member.id), notice.message_id)


async def promotion(desk: Desk, delivery: Delivery, notice: Promotion) -> Composed | Void:
    """Compose the good news of a seat; void for whoever does not come any more."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    own = await own_answer(desk.facts, facts.event.id, member.id)
    if own.rsvp is None or own.rsvp.state != "going" or facts.event.state != "announced":
        return Void("not going any more")
    return _sending(notice, views.promotion(language, facts, own))


async def event_change(desk: Desk, delivery: Delivery, notice: EventChange) -> Composed | Void:
    """Compose old → new; void where the event has come back to what the reader knew, or will not be held."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    if facts.event.state != "announced" or facts.now >= facts.event.ends_at:
        return Void("not to be held any more")
    before = views.Before(notice.local_date, notice.local_time, await desk.facts.venue(notice.venue_id))
    own = await own_answer(desk.facts, facts.event.id, member.id)
    if _keeps_quiet(member, own):
        return Void("stopped")
    view = views.change(language, facts, own, before)
    return Void("as it was") if view is None else _sending(notice, view)


async def event_cancellation(desk: Desk, delivery: Delivery, notice: EventCancellation) -> Composed | Void:
    """Compose the news that an event will not be held."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    if _keeps_quiet(member, await own_answer(desk.facts, facts.event.id, member.id)):
        return Void("stopped")
    following = await desk.facts.is_following(facts.chapter.id, member.id)
    hears = following and member.stopped_at is None
    return _sending(notice, views.cancellation(language, facts, hears=hears))


async def reminder(desk: Desk, delivery: Delivery, notice: Reminder) -> Composed | Void:
    """Compose a reminder; void where the event moved, or the member does not come or wants none."""
    found = await _event_and_member(desk, notice.event_id, delivery.chat_id)
    if found is None:
        return _UNKNOWN
    facts, member, language = found
    own = await own_answer(desk.facts, facts.event.id, member.id)
    if own.rsvp is None or own.rsvp.state != "going":
        return Void("not going any more")
    if facts.event.state != "announced" or facts.event.starts_at != notice.starts_at:
        return Void("the event was moved or cancelled")
    if member.reminders not in ("both", notice.kind) or member.stopped_at is not None:
        return Void("wants no reminders")
    if notice.kind == "day_before":
        return _sending(notice, views.day_before(language, facts, own))
    venue = facts.venue
    if venue.latitude is None or venue.longitude is None:
        return _sending(notice, views.three_hours(language, facts))
    return Composed(notice, "sendVenue", views.venue_call(language, facts))


COMPOSING: dict[type[Notice], Composing] = {
    Announcement: announcement,
    GroupCard: group_posting,
    PostingRefresh: posting_refresh,
    CardRefresh: card_refresh,
    Promotion: promotion,
    EventChange: event_change,
    EventCancellation: event_cancellation,
    Reminder: reminder,
}


def _keeps_quiet(member: Member, own: Own) -> bool:
    """Tell whether a member stopped and holds no seat or place in line that a change could concern."""
    seated = own.rsvp is not None and own.rsvp.state in ("going", "waitlisted", "offered")
    return member.stopped_at is not None and not seated


async def _event(facts: Facts, event_id: int) -> EventFacts | None:
    event = await facts.find_event(event_id)
    return None if event is None else await gather(facts, event)


async def _event_and_member(
    desk: Desk, event_id: int, member_id: int
) -> tuple[EventFacts, Member, Language] | None:
    facts = await _event(desk.facts, event_id)
    member = await desk.facts.find_member(member_id)
    if facts is None or member is None:
        return None
    return facts, member, desk.language_of(member)


def _sending(notice: Notice, view: View) -> Composed:
    call = view.sending()
    return Composed(notice, call.method, call.parameters, view.digest)


def _editing(notice: Notice, view: View, message_id: int | str) -> Composed:
    call = view.editing(message_id)
    return Composed(notice, call.method, call.parameters, view.digest)
