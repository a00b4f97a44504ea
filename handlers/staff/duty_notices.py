"""Composing what colleagues are told of one another: who was given a question, who is away."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.card_facts import staff_language
from handlers.questions.question_notices import sending, topic_of
from handlers.questions.views.questions import name_of_asker
from handlers.staff.absence_words import until_in_words
from handlers.staff.queue import link_to
from handlers.staff.views import assign as views
from handlers.staff.views import away as away_views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.relaying import AwayWord, QuestionGiven
from storage import absences, questions
from storage.records import Delivery


async def question_given(desk: Desk, delivery: Delivery, notice: QuestionGiven) -> Composed | Void:
    """Compose the word to whoever was given a question; void where it is another's by now."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    asker = None if question is None else await desk.facts.find_member(question.member_id)
    holder, giver = await desk.facts.find_member(notice.to_id), await desk.facts.find_member(notice.by)
    is_apart = delivery.chat_id == notice.to_id
    is_elsewhere = question is not None and not is_apart and question.card_chat_id != delivery.chat_id
    if question is None or asker is None or holder is None or is_elsewhere:
        return Void("the question, or whoever was given it, is gone")
    if is_apart and holder.reach != "reachable":
        return Void("cannot be written to")
    if question.assignee_id != notice.to_id or question.state == "closed":
        return Void("is another's by now, or closed")
    language = await staff_language(desk, question)
    name = name_of_asker(language, question.alias, asker)
    by = "" if giver is None else giver.name
    if is_apart:
        return sending(notice, views.given_apart(desk.language_of(holder), by, name, link_to(question)))
    view = views.given(language, holder, by, name)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    return sending(notice, view, topic_id=topic_id, reply_to=question.card_message_id)


async def away_word(desk: Desk, _delivery: Delivery, notice: AwayWord) -> Composed | Void:
    """Compose the word that a colleague is away; void where they are back."""
    facts = desk.facts
    absence = await absences.find_absence(facts.connection, notice.member_id)
    member = await facts.find_member(notice.member_id)
    if absence is None or member is None:
        return Void("is back")
    stand_in = None if absence.stand_in_id is None else await facts.find_member(absence.stand_in_id)
    language = await desk.chapter_language((await facts.first_chapter()).id)
    until = await until_in_words(facts, language, absence)
    return sending(notice, away_views.is_away_word(language, member.name, until, stand_in, notice.count))


COMPOSING: dict[type[Notice], Composing] = {
    QuestionGiven: question_given,
    AwayWord: away_word,
}
