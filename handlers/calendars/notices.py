"""Composing an evening's calendar file, and the one to put in its place when the evening changed."""

from typing import Any

from markupsafe import Markup

from handlers.calendars.entries import own_entry
from handlers.calendars.views import calendars as views
from handlers.evenings.recipients import GONE, Recipient, find_recipient
from handlers.notices import Composed, Composing, Desk, Upload, Void
from hopdrinks.calendars.files import MIME_TYPE, write_file
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import CalendarFile, CalendarUpdate
from storage.records import Delivery


async def calendar_file(desk: Desk, delivery: Delivery, notice: CalendarFile) -> Composed | Void:
    """Compose the file a member asked for."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    return await _document(desk, notice, to, views.file_caption(to.language, to.facts))


async def calendar_update(desk: Desk, delivery: Delivery, notice: CalendarUpdate) -> Composed | Void:
    """Compose the file that replaces an earlier one; void for whoever does not come any more."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.state not in ("going", "maybe", "waitlisted", "offered"):
        return Void("not coming any more")
    return await _document(desk, notice, to, views.update_caption(to.language, to.facts))


async def _document(desk: Desk, notice: Notice, to: Recipient, caption: Markup) -> Composed:
    event = to.facts.event
    entry = await own_entry(desk.facts, to.language, event, to.member, to.own.rsvp, desk.bot_username)
    name = f"hopdrink-{to.facts.chapter.slug}-{event.local_date}.ics"
    parameters: dict[str, Any] = {
        "document": "attach://calendar",
        "caption": str(caption),
        "parse_mode": "HTML",
    }
    files = {"calendar": Upload(name, write_file(entry, to.facts.now), MIME_TYPE)}
    return Composed(notice, "sendDocument", parameters, files=files)


COMPOSING: dict[type[Notice], Composing] = {
    CalendarFile: calendar_file,
    CalendarUpdate: calendar_update,
}
