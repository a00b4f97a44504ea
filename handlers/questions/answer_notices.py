"""Composing what is owed while a question waits for its answer, and after it."""

from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.card_facts import staff_language
from handlers.questions.question_notices import back_for, sending, topic_of
from handlers.questions.views import answer_watch as views
from handlers.questions.views import asking as asking_views
from handlers.questions.views.questions import name_of_asker
from handlers.staff.queue import link_to, read_queue, words_waiting
from handlers.staff.views.lookup import queue as queue_view
from handlers.staff.views.setup import self_tested
from hopdrinks.notices.base import Notice
from hopdrinks.notices.waiting import (
    AnswerDue,
    AnswerOverdue,
    AwayLine,
    RatingWords,
    RemainsOpen,
    StaffDigest,
)
from hopdrinks.staff import self_test, surface
from storage import absences, questions
from storage.question_records import Question
from storage.records import Delivery, Member

_OVER = Void("waits no more")
#: So much of what somebody asks is repeated.
_SHOWN = 300


async def answer_due(desk: Desk, delivery: Delivery, notice: AnswerDue) -> Composed | Void:
    """Compose the word that an answer is due, beneath the question's card."""
    found = await _waiting(desk, notice.question_id)
    if found is None or found[0].card_chat_id != delivery.chat_id:
        return _OVER
    question, member = found
    holder = await _holder(desk, question)
    language = await staff_language(desk, question)
    waits = desk.facts.now - (question.waits_since or question.asked_at)
    view = views.due(language, name_of_asker(language, question.alias, member), waits, holder)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    return sending(notice, view, topic_id=topic_id, reply_to=question.card_message_id)


async def answer_overdue(desk: Desk, delivery: Delivery, notice: AnswerOverdue) -> Composed | Void:
    """Compose the wish that somebody see to a question."""
    found = await _waiting(desk, notice.question_id)
    reader = await desk.facts.find_member(delivery.chat_id)
    if found is None or reader is None:
        return _OVER
    question, member = found
    language = desk.language_of(reader)
    name = name_of_asker(language, question.alias, member)
    waits = desk.facts.now - (question.waits_since or question.asked_at)
    words = await _words_of(desk, question)
    if notice.for_organiser:
        if member.username and question.alias is None:
            name = f"{name} (@{member.username})"
        return sending(notice, views.about_the_evening(language, name, waits, words, question.id))
    return sending(notice, views.overdue(language, name, waits, words, link_to(question)))


async def away_line(desk: Desk, delivery: Delivery, notice: AwayLine) -> Composed | Void:
    """Compose the word that the team is away; void where it is back, or the question was answered."""
    found = await _waiting(desk, notice.question_id)
    if found is None or found[1].id != delivery.chat_id or found[1].reach == "never_started":
        return _OVER
    question, member = found
    back = await back_for(desk, question, member)
    if back is None:
        return Void("the team is back")
    return sending(notice, views.away(desk.language_of(member), back))


async def staff_digest(desk: Desk, delivery: Delivery, notice: StaffDigest) -> Composed | Void:
    """Compose the morning's list; void where nothing waits any more, or the staff are elsewhere."""
    if delivery.chat_id != await surface.find_place_id(desk.facts.connection):
        return Void("the staff are elsewhere")
    language = await desk.chapter_language((await desk.facts.first_chapter()).id)
    queue = await read_queue(desk.facts.connection, language, desk.facts.now)
    outcome = await self_test.find_outcome(desk.facts.connection, desk.facts.now)
    if not queue.waiting and (outcome is None or not outcome[1]):
        return _OVER
    tested = None
    if outcome is not None and outcome[0].id == delivery.chat_id:
        tested = self_tested(language, outcome[1], has_topics=outcome[0].is_forum)
    listed = tuple(one.question.id for one in queue.waiting)
    notice = notice.model_copy(update={"question_ids": listed})
    return sending(notice, queue_view(language, queue, desk.facts.now, greets=True, tested=tested))


async def remains_open(desk: Desk, delivery: Delivery, notice: RemainsOpen) -> Composed | Void:
    """Compose the question whether anything remains open; void where it was answered meanwhile."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = await desk.facts.find_member(delivery.chat_id)
    state = "open" if notice.after_evening else "answered"
    if question is None or member is None or question.state != state:
        return Void("goes on, or is over")
    language = desk.language_of(member)
    if notice.after_evening:
        return sending(notice, asking_views.found_it(language, question))
    return sending(notice, asking_views.remains_open(language, question))


async def rating_words(desk: Desk, delivery: Delivery, notice: RatingWords) -> Composed | Void:
    """Compose the sentence to a rating, beneath the question's card."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = None if question is None else await desk.facts.find_member(question.member_id)
    if question is None or member is None or question.card_chat_id != delivery.chat_id:
        return Void("the question is gone, or elsewhere")
    name = name_of_asker(await staff_language(desk, question), question.alias, member)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    view = views.rating_words(name, question.rating or 0, question.rating_words)
    return sending(notice, view, topic_id=topic_id, reply_to=question.card_message_id)


COMPOSING: dict[type[Notice], Composing] = {
    AnswerDue: answer_due,
    AnswerOverdue: answer_overdue,
    AwayLine: away_line,
    StaffDigest: staff_digest,
    RemainsOpen: remains_open,
    RatingWords: rating_words,
}


async def _waiting(desk: Desk, question_id: int) -> tuple[Question, Member] | None:
    """Give a question that waits for an answer at this moment, with its author."""
    question = await questions.find_question(desk.facts.connection, question_id)
    if question is None or question.state != "open" or question.snoozed_until is not None:
        return None
    member = await desk.facts.find_member(question.member_id)
    return None if member is None else (question, member)


async def _holder(desk: Desk, question: Question) -> Member | None:
    """Give who holds a question and is there to be mentioned."""
    if question.assignee_id is None or await absences.find_absence(
        desk.facts.connection, question.assignee_id
    ):
        return None
    return await desk.facts.find_member(question.assignee_id)


async def _words_of(desk: Desk, question: Question) -> str:
    words = await words_waiting(desk.facts.connection, question.id)
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
