"""Composing what is owed about a chapter's rhythm: the question whether a date shall be."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.planning.rhythm_facts import gather_rhythm
from handlers.planning.views.rhythm import proposal
from hopdrinks.notices.base import Notice
from hopdrinks.notices.evenings import DateProposal
from hopdrinks.people import roles
from storage import templates
from storage.records import Delivery


async def date_proposal(desk: Desk, delivery: Delivery, notice: DateProposal) -> Composed | Void:
    """Compose the question whether a date shall be; void where that is decided already."""
    connection = desk.facts.connection
    member = await desk.facts.find_member(delivery.chat_id)
    known = await templates.find_proposal(connection, notice.chapter_id, notice.local_date)
    if member is None or known is None or known.state != "proposed":
        return Void("decided already")
    actor = await roles.get_actor(connection, member.id)
    if not roles.allow(actor, "manage_events", notice.chapter_id):
        return Void("no organiser any more")
    rhythm = await gather_rhythm(connection, await desk.facts.chapter(notice.chapter_id), desk.facts.now)
    if notice.local_date <= rhythm.today:
        return Void("too late")
    call = proposal(desk.language_of(member), rhythm, notice.local_date).sending()
    return Composed(notice, call.method, call.parameters)


COMPOSING: dict[type[Notice], Composing] = {DateProposal: date_proposal}
