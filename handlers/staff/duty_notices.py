"""Composing what colleagues are told of one another: who was given a question."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.question_notices import sending, staff_language, topic_of
from handlers.questions.views.questions import name_of_asker
from handlers.staff.views import assign as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.relaying import QuestionGiven
from storage import questions
from storage.records import Delivery


async def question_given(desk: Desk, delivery: Delivery, notice: QuestionGiven) -> Composed | Void:
    """Compose the word to whoever was given a question; void where it is another's by now."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    asker = None if question is None else await desk.facts.find_member(question.member_id)
    holder, giver = await desk.facts.find_member(notice.to_id), await desk.facts.find_member(notice.by)
    if question is None or asker is None or holder is None or question.card_chat_id != delivery.chat_id:
        return Void("the question, or whoever was given it, is gone")
    if question.assignee_id != notice.to_id or question.state == "closed":
        return Void("is another's by now, or closed")
    language = await staff_language(desk, question)
    name = name_of_asker(language, question.alias, asker)
    view = views.given(language, holder, "" if giver is None else giver.name, name)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    return sending(notice, view, topic_id=topic_id, reply_to=question.card_message_id)


COMPOSING: dict[type[Notice], Composing] = {
    QuestionGiven: question_given,
}
