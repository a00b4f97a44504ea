"""Composing an evening's list as a file for a spreadsheet."""

from typing import Any

from handlers.evenings.recipients import GONE, find_recipient
from handlers.notices import Composed, Composing, Desk, Upload, Void
from handlers.seats.guests import list_guests_of
from handlers.seats.views import guest_table as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import GuestTable
from hopdrinks.people import roles
from storage.records import Delivery


async def guest_table(desk: Desk, delivery: Delivery, notice: GuestTable) -> Composed | Void:
    """Compose the table as the list is by now; void for whoever may not read it any more."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    connection, event = desk.facts.connection, to.facts.event
    actor = await roles.get_actor(connection, to.member.id)
    if not roles.allow(actor, "see_guests", event.chapter_id, event.id):
        return Void("may not see the list any more")
    listed = await list_guests_of(connection, event)
    parameters: dict[str, Any] = {
        "document": "attach://table",
        "caption": str(views.table_caption(to.language, to.facts)),
        "parse_mode": "HTML",
    }
    content = views.guest_table(to.language, to.facts, listed)
    files = {"table": Upload(views.table_name(to.facts), content, views.MIME_TYPE)}
    return Composed(notice, "sendDocument", parameters, files=files)


COMPOSING: dict[type[Notice], Composing] = {GuestTable: guest_table}
