"""Composing reminders of an evening."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.recipients import GONE, find_recipient, sending
from handlers.views import event_messages as views
from hopdrinks.notices import Notice, Reminder
from storage.records import Delivery


async def reminder(desk: Desk, delivery: Delivery, notice: Reminder) -> Composed | Void:
    """Compose a reminder; void where the event moved, or the member does not come or wants none."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.state != "going":
        return Void("not going any more")
    if to.facts.event.state != "announced" or to.facts.event.starts_at != notice.starts_at:
        return Void("the event was moved or cancelled")
    if to.member.reminders not in ("both", notice.kind) or to.member.stopped_at is not None:
        return Void("wants no reminders")
    if notice.kind == "day_before":
        return sending(notice, views.day_before(to.language, to.facts, to.own))
    venue = to.facts.venue
    if venue.latitude is None or venue.longitude is None:
        return sending(notice, views.three_hours(to.language, to.facts))
    return Composed(notice, "sendVenue", views.venue_call(to.language, to.facts))


COMPOSING: dict[type[Notice], Composing] = {Reminder: reminder}
