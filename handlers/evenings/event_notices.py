"""Composing news of an evening: announced, changed, cancelled."""

from handlers.evenings import picture_calls
from handlers.evenings.card_notices import find_picture
from handlers.evenings.recipients import GONE, find_recipient, sending
from handlers.evenings.views import event_messages as views
from handlers.notices import Composed, Composing, Desk, Void
from hopdrinks.evenings.event_news import is_news
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import (
    Announcement,
    AnnouncementMissed,
    EventCancellation,
    EventChange,
    EventStands,
)
from storage.records import Delivery


async def announcement(desk: Desk, delivery: Delivery, notice: Announcement) -> Composed | Void:
    """Compose the message that says a new event exists; void for whoever answered meanwhile or stopped."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if not to.facts.is_open or to.facts.now >= to.facts.event.starts_at:
        return Void("not open any more")
    if to.member.stopped_at is not None:
        return Void("stopped")
    if to.is_away:
        return Void("away")
    if to.own.rsvp is not None:
        return Void("answered already")
    key = (notice.event_id, to.language.locale, to.is_asleep)
    if key not in desk.announcements:  # the same for all who read it in one language
        picture = await find_picture(desk, to.facts)
        view = views.announcement(to.language, to.facts, picture)
        silent = to.is_asleep
        desk.announcements[key] = await picture_calls.sending(desk, notice, view, silent=silent)
    return desk.announcements[key]


async def event_change(desk: Desk, delivery: Delivery, notice: EventChange) -> Composed | Void:
    """Compose old → new; void where the event has come back to what the reader knew, or will not be held."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.facts.event.state != "announced" or to.facts.now >= to.facts.event.ends_at:
        return Void("not to be held any more")
    if to.keeps_quiet:
        return Void("stopped")
    if not is_news(notice, to.facts.event):
        return Void("as it was")
    before = views.Before(
        notice.local_date,
        notice.local_time,
        notice.ends_at,
        await desk.facts.venue(notice.venue_id),
        notice.capacity,
    )
    return sending(notice, views.change(to.language, to.facts, to.own, before), silent=to.is_asleep)


async def event_stands(desk: Desk, delivery: Delivery, notice: EventStands) -> Composed | Void:
    """Compose how an event stands for whoever could not be told of its changes."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.facts.event.state != "announced" or to.facts.now >= to.facts.event.ends_at:
        return Void("not to be held any more")
    if to.keeps_quiet:
        return Void("stopped")
    return sending(notice, views.stands(to.language, to.facts, to.own), silent=to.is_asleep)


async def event_cancellation(desk: Desk, delivery: Delivery, notice: EventCancellation) -> Composed | Void:
    """Compose the news that an event will not be held."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.keeps_quiet:
        return Void("stopped")
    following = await desk.facts.is_following(to.facts.chapter.id, to.member.id)
    hears = following and to.member.stopped_at is None
    return sending(notice, views.cancellation(to.language, to.facts, hears=hears), silent=to.is_asleep)


async def announcement_missed(desk: Desk, delivery: Delivery, notice: AnnouncementMissed) -> Composed | Void:
    """Compose the word that an evening began unannounced; void where it was planned anew meanwhile."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.facts.event.state != "draft":
        return Void("not a draft any more")
    return sending(notice, views.announcement_missed(to.language, to.facts))


COMPOSING: dict[type[Notice], Composing] = {
    Announcement: announcement,
    AnnouncementMissed: announcement_missed,
    EventChange: event_change,
    EventStands: event_stands,
    EventCancellation: event_cancellation,
}
