"""Composing published answers for those who wait for the same."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.views import faq as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.published import PublishedAnswer
from storage import faq, questions
from storage.records import Delivery


async def published_answer(desk: Desk, delivery: Delivery, notice: PublishedAnswer) -> Composed | Void:
    """Compose a published answer; void for whoever was answered meanwhile, or where it was withdrawn."""
    entry = await faq.find_entry(desk.facts.connection, notice.entry_id)
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if entry is None or question is None or member is None:
        return Void("withdrawn, or gone")
    if question.state not in ("open", "kept"):
        return Void("answered meanwhile")
    call = views.sent_to_waiting(desk.language_of(member), entry, question.id).sending()
    return Composed(notice, call.method, call.parameters)


COMPOSING: dict[type[Notice], Composing] = {PublishedAnswer: published_answer}
