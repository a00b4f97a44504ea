"""Composing reminders of an evening."""

from handlers.evenings.recipients import GONE, Recipient, find_recipient, sending
from handlers.evenings.views import reminders as views
from handlers.notices import Composed, Composing, Desk, Void
from hopdrinks.evenings.event_edits import moves_far
from hopdrinks.evenings.reminder_times import ReminderKind
from hopdrinks.evenings.reminders import reminded_states, wants
from hopdrinks.notices.base import Notice
from hopdrinks.notices.reminders import Nudge, Reminder
from hopdrinks.wall_time import to_local
from storage import event_mutes
from storage.records import Delivery


async def nudge(desk: Desk, delivery: Delivery, notice: Nudge) -> Composed | Void:
    """Compose the one nudge; void for whoever answered or wants none meanwhile, and where it is full."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if not to.facts.is_open or to.facts.now >= to.facts.event.starts_at:
        return Void("not open any more")
    if to.own.rsvp is not None:
        return Void("answered already")
    if to.facts.free == 0:
        return Void("full by now")
    if not await _wants(desk, to, "nudge"):
        return Void("wants no reminders")
    return sending(notice, views.nudge(to.language, to.facts), silent=to.is_asleep)


async def reminder(desk: Desk, delivery: Delivery, notice: Reminder) -> Composed | Void:
    """Compose a reminder; void where the event moved far, or the member answered otherwise or wants none."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    event = to.facts.event
    before = to_local(notice.starts_at, event.time_zone).date()
    if event.state != "announced" or moves_far(notice.starts_at, event.starts_at, before, event.local_date):
        return Void("the event was moved or cancelled")
    if to.state not in reminded_states(notice.kind, event, to.facts.free, to.facts.now):
        return Void("not going any more")
    if not await _wants(desk, to, notice.kind):
        return Void("wants no reminders")
    if views.is_venue(to.facts, notice.kind):
        call = views.venue_call(to.language, to.facts, to.own)
        sound = {"disable_notification": True} if to.is_asleep else {}
        return Composed(notice, "sendVenue", call | sound)
    view = views.reminder(to.language, to.facts, to.own, notice.kind)
    return sending(notice, view, silent=to.is_asleep)


async def _wants(desk: Desk, to: Recipient, kind: ReminderKind) -> bool:
    if not wants(to.member, kind, to.facts.now):
        return False
    return not await event_mutes.is_muted(desk.facts.connection, to.facts.event.id, to.member.id)


COMPOSING: dict[type[Notice], Composing] = {
    Nudge: nudge,
    Reminder: reminder,
}
