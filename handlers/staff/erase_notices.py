"""Composing what is owed while a question is being erased."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.question_notices import sending, topic_of
from handlers.staff.views import erase as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.erasing import CopyErasure, ErasureReport, TopicErasure
from hopdrinks.questions import erasure
from storage import questions
from storage.records import Delivery


async def topic_erasure(_desk: Desk, _delivery: Delivery, notice: TopicErasure) -> Composed:
    """Compose the deletion of a topic."""
    return Composed(notice, "deleteForumTopic", {"message_thread_id": notice.topic_id})


async def copy_erasure(desk: Desk, delivery: Delivery, notice: CopyErasure) -> Composed | Void:
    """Compose the deletion of a message, or the edit that leaves nothing of it; void once its group moved."""
    if notice.chat_id is not None and notice.chat_id != delivery.chat_id:
        await erasure.copy_out_of_reach(desk.facts.connection, notice, desk.facts.now)
        return Void("its group has moved")
    if not notice.blanks:
        return Composed(notice, "deleteMessage", {"message_id": notice.message_id})
    view = views.erased(await desk.chapter_language((await desk.facts.first_chapter()).id))
    call = view.editing(notice.message_id) if notice.is_text else view.captioning(notice.message_id)
    return Composed(notice, call.method, call.parameters)


async def erasure_report(desk: Desk, delivery: Delivery, notice: ErasureReport) -> Composed:
    """Compose what came of an erasure."""
    view = views.report(
        await desk.chapter_language((await desk.facts.first_chapter()).id),
        with_topic=notice.with_topic,
        deleted=notice.deleted,
        blanked=notice.blanked,
        left=notice.left,
        was_answered=notice.was_answered,
        is_published=notice.is_published,
    )
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    topic_id = None if question is None else await topic_of(desk, question, delivery.chat_id)
    return sending(notice, view, topic_id=topic_id)


COMPOSING: dict[type[Notice], Composing] = {
    TopicErasure: topic_erasure,
    CopyErasure: copy_erasure,
    ErasureReport: erasure_report,
}
