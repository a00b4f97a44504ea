"""The card of a question: what is gathered for it, and the words the staff read."""

from handlers.evenings.event_facts import gather
from handlers.evenings.views.event_card import EventFacts
from handlers.language import Language
from handlers.notices import Desk
from handlers.questions.views import question_card as card_views
from handlers.staff.queue import words_of
from handlers.view import View
from hopdrinks.questions import blocks, claims, faq
from storage import guests, postings, questions, relays
from storage.question_records import Question
from storage.records import Member


async def draw_card(desk: Desk, question: Question, member: Member) -> View:
    """Show a question's card, as things are."""
    facts, connection = desk.facts, desk.facts.connection
    event = None if question.event_id is None else await facts.find_event(question.event_id)
    language = await staff_language(desk, question)
    asked = card_views.Asked(
        question=question,
        member=member,
        locale=desk.language_of(member).locale,
        event=None if event is None else await gather(facts, event),
        comes_to=await _next_evening(desk, question),
        rsvp=None if event is None else await facts.find_rsvp(event.id, member.id),
        unclear=await relays.has_relays(connection, question.id, "uncertain"),
        refused=await relays.has_relays(connection, question.id, "failed"),
        earlier=await questions.count_earlier(connection, question),
        holder=await claims.name_of_holder(connection, question),
        group=await title_of_group(desk, language, question),
        is_shut_out=await _is_shut_out(desk, question),
        is_blocked=await blocks.is_shown_blocked(connection, question, facts.now),
        held_words=await _held_words(desk, question),
        known=await faq.list_known(connection, question, desk.language_of(member).locale, facts.now),
    )
    return card_views.card(language, asked)


async def staff_language(desk: Desk, question: Question) -> Language:
    """Give the language of the staff: that of the chapter the question is about, else of the first."""
    event = None if question.event_id is None else await desk.facts.find_event(question.event_id)
    chapter_id = (await desk.facts.first_chapter()).id if event is None else event.chapter_id
    return await desk.chapter_language(chapter_id)


async def title_of_group(desk: Desk, language: Language, question: Question) -> str:
    """Name the group a question was asked in; "" where it was asked in private."""
    if question.group_chat_id is None:
        return ""
    group = await postings.find_chat(desk.facts.connection, question.group_chat_id)
    return language.text("a group") if group is None or not group.title else group.title


async def _next_evening(desk: Desk, question: Question) -> EventFacts | None:
    """Give the evening that whoever asks comes to next, where they asked about none and with their name."""
    if question.event_id is not None or question.alias is not None:
        return None
    answered = await guests.list_answered(desk.facts.connection, question.member_id, desk.facts.now, past=0)
    coming = next(
        (event for event, rsvp in answered if (event.state, rsvp.state) == ("announced", "going")), None
    )
    return None if coming is None else await gather(desk.facts, coming)


async def _held_words(desk: Desk, question: Question) -> str:
    """Give the first words of a question that is held back, which nobody of the staff has read."""
    if not question.is_held:
        return ""
    said = await relays.list_kept_back(desk.facts.connection, question.id)
    return next((words for words in map(words_of, said) if words), "")


async def _is_shut_out(desk: Desk, question: Question) -> bool:
    """Tell whether the bot was removed from the group a question was asked in."""
    if question.group_chat_id is None:
        return False
    group = await postings.find_chat(desk.facts.connection, question.group_chat_id)
    return group is not None and group.bot_status == "left"
