"""Which function composes which notice: all of them, in one place."""

from handlers import form_notices
from handlers.broadcasts import notices as broadcast_notices
from handlers.calendars import notices as calendar_notices
from handlers.evenings import card_notices, event_notices, reminder_notices
from handlers.notices import Composed, Composing, Desk
from handlers.people import cities, role_notices, room_notices
from handlers.planning import rhythm_notices
from handlers.questions import answer_notices, faq_notices, question_notices
from handlers.seats import guest_notices, seat_notices
from handlers.staff import duty_notices, erase_notices, topic_notices
from handlers.staff import notices as staff_notices
from hopdrinks.notices.base import Notice
from hopdrinks.notices.calls import AlbumAnswer, Call
from hopdrinks.notices.waiting import Listing
from storage.records import Delivery


async def composed_call(_desk: Desk, _delivery: Delivery, notice: Call) -> Composed:
    """Take a call as it was composed when its handler ran."""
    return Composed(notice, notice.method, notice.parameters)


COMPOSING: dict[type[Notice], Composing] = {
    Call: composed_call,
    AlbumAnswer: composed_call,
    Listing: composed_call,
    **room_notices.COMPOSING,
    **card_notices.COMPOSING,
    **event_notices.COMPOSING,
    **calendar_notices.COMPOSING,
    **seat_notices.COMPOSING,
    **guest_notices.COMPOSING,
    **reminder_notices.COMPOSING,
    **rhythm_notices.COMPOSING,
    **role_notices.COMPOSING,
    **cities.COMPOSING,
    **question_notices.COMPOSING,
    **staff_notices.COMPOSING,
    **duty_notices.COMPOSING,
    **erase_notices.COMPOSING,
    **topic_notices.COMPOSING,
    **answer_notices.COMPOSING,
    **broadcast_notices.COMPOSING,
    **form_notices.COMPOSING,
    **faq_notices.COMPOSING,
}
