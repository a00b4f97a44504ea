"""Composing what is owed about questions beside cards and copies: held answers, edits, endings, set-up."""

from datetime import timedelta
from typing import Any

from handlers.language import Language
from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.card_facts import staff_language
from handlers.questions.question_notices import sending, topic_of
from handlers.questions.views import asking as member_views
from handlers.questions.views import questions as question_views
from handlers.staff.views import desk as views
from handlers.staff.views import setup as setup_views
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.notices.relaying import (
    BlockedWord,
    BlockLifted,
    CopyBlanking,
    CopyEdit,
    CopyRemoval,
    Correction,
    EditedAfterAnswer,
    EditTrouble,
    HeldAnswer,
    HeldBack,
    Introduction,
    MessagesHeading,
    QuestionClosed,
    SetupReport,
    SetupTest,
    StaffLine,
    SurfaceWord,
    TakenBack,
    TopicReopening,
)
from hopdrinks.questions import blocks, claims, withdrawals
from hopdrinks.questions.contents import Content, read_content
from hopdrinks.staff import names, self_test
from hopdrinks.wall_time import to_local
from storage import postings, questions, relays, staff_notes
from storage.question_records import Question, Relay
from storage.records import Delivery, Member

_GONE = Void("the question or the member is gone")
#: Kinds whose file can be put in place of another (editMessageMedia).
_EXCHANGEABLE = frozenset({"photo", "document", "video", "audio", "animation"})


async def held_answer(desk: Desk, _delivery: Delivery, notice: HeldAnswer) -> Composed | Void:
    """Compose the question whether a held answer shall go out."""
    found = await _relay_and_question(desk, notice.relay_id)
    if found is None:
        return _GONE
    relay, question = found
    if relay.state != "held":
        return Void("was decided")
    active = question.assignee_active_at or desk.facts.now
    content = None if relay.is_within_reach else read_content(relay.content)
    view = views.held(
        await staff_language(desk, question),
        relay.id,
        await claims.name_of_holder(desk.facts.connection, question),
        max(0, int((desk.facts.now - active) / timedelta(seconds=1))),
        newer=question.last_member_at is not None and question.last_member_at > active,
        words="" if content is None else content.text,
    )
    return sending(notice, view, reply_to=relay.from_message_id)


async def messages_heading(desk: Desk, delivery: Delivery, notice: MessagesHeading) -> Composed | Void:
    """Compose the word whose the messages below are."""
    found = await relays.list_by_ids(desk.facts.connection, notice.relay_ids)
    left = [relay for relay in found if relay.state == "queued"]
    named = await _named(desk, left[0].id) if left else None
    if named is None:
        return Void("was copied by another delivery, or is gone")
    question = await questions.get_question(desk.facts.connection, left[0].question_id)
    if question.card_chat_id != delivery.chat_id:
        return Void("stands elsewhere")
    _, name, language = named
    view = views.heading(language, name, len(left))
    return sending(notice, view, reply_to=question.card_message_id)


async def copy_edit(desk: Desk, delivery: Delivery, notice: CopyEdit) -> Composed | Void:
    """Compose the edit of a copy: its words, its caption, or its file."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    content = None if relay is None else read_content(relay.content)
    if relay is None or content is None or relay.to_message_id is None:
        return _GONE
    if relay.state != "delivered" or relay.to_chat_id != delivery.chat_id:
        return Void("was taken back, or is elsewhere")
    edit = _edit(content, relay.words)
    if edit is None:
        return Void("nothing that can be edited")
    method, parameters = edit
    return Composed(notice, method, {"message_id": relay.to_message_id} | parameters)


async def edited_after_answer(desk: Desk, _delivery: Delivery, notice: EditedAfterAnswer) -> Composed | Void:
    """Compose the word, beneath the copy, that a message was changed after it was answered."""
    found = await _relay_and_question(desk, notice.relay_id)
    if found is None or found[0].to_message_id is None:
        return _GONE
    relay, question = found
    if relay.state == "withdrawn":
        return Void("was taken back")
    view = views.edited_after_answer(await staff_language(desk, question), notice.before)
    silent = View(view.text, view.rows, silent=notice.silent)
    return sending(notice, silent, reply_to=relay.to_message_id)


async def edit_trouble(desk: Desk, _delivery: Delivery, notice: EditTrouble) -> Composed | Void:
    """Compose the word that an edit was not seen, or found nothing to change."""
    found = await _named(desk, notice.relay_id)
    if found is None:
        return _GONE
    relay, name, language = found
    match notice.what:
        case "gone":
            view = views.edit_gone(language, name)
        case "refused":
            view = views.edit_refused(language, name)
        case _:
            view = views.edit_unseen(language, name, relay.id)
    return sending(notice, view, reply_to=relay.from_message_id)


async def correction(desk: Desk, delivery: Delivery, notice: Correction) -> Composed | Void:
    """Compose the word that an answer was corrected, beneath it."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    language = await _language_in(desk, delivery.chat_id)
    if relay is None or relay.state != "delivered":
        return _GONE
    return sending(notice, member_views.corrected(language), reply_to=relay.to_message_id)


async def copy_removal(desk: Desk, _delivery: Delivery, notice: CopyRemoval) -> Composed | Void:
    """Compose the deletion of a copy."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    if relay is None or relay.to_message_id is None:
        return _GONE
    return Composed(notice, "deleteMessage", {"message_id": relay.to_message_id})


async def copy_blanking(desk: Desk, delivery: Delivery, notice: CopyBlanking) -> Composed | Void:
    """Compose the edit that leaves nothing of a copy but that it was taken back."""
    found = await _relay_and_question(desk, notice.relay_id)
    message_id = None if found is None else found[0].to_message_id
    if found is None or message_id is None:
        return _GONE
    relay, question = found
    by_member = relay.direction == "to_staff"
    language = (
        await staff_language(desk, question) if by_member else await _language_in(desk, delivery.chat_id)
    )
    view = views.blanked(language, by_member=by_member)
    content = read_content(relay.content)
    if content is None or content.kind == "text" or relay.words is not None:
        call = view.editing(message_id)
        return Composed(notice, call.method, call.parameters)
    parameters = {"message_id": message_id, "caption": str(view.text), "parse_mode": "HTML"}
    return Composed(notice, "editMessageCaption", parameters)


async def introduction(desk: Desk, delivery: Delivery, notice: Introduction) -> Composed | Void:
    """Compose the word who answers."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if question is None or member is None:
        return _GONE
    name = await names.name_for_members(desk.facts.connection, notice.staff_id or None)
    return sending(notice, member_views.introduction(desk.language_of(member), name))


async def taken_back(desk: Desk, delivery: Delivery, notice: TakenBack) -> Composed | Void:
    """Compose the word to whoever took a message back."""
    found = await _named(desk, notice.relay_id)
    if found is None:
        return _GONE
    relay, name, language = found
    if relay.direction == "to_staff":
        view = member_views.taken_back(await _language_in(desk, delivery.chat_id), notice.outcome)
    else:
        waits = await withdrawals.is_open_again(desk.facts.connection, relay.question_id)
        view = views.taken_back(language, name, notice.outcome, waits=waits)
    if notice.instead_of is None:
        return sending(notice, view, reply_to=relay.from_message_id)
    call = view.editing(notice.instead_of)
    return Composed(notice, call.method, call.parameters)


async def question_closed(desk: Desk, delivery: Delivery, notice: QuestionClosed) -> Composed | Void:
    """Compose the word that a question was closed; void where it goes on, or was asked in a group only."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = await desk.facts.find_member(delivery.chat_id)
    if question is None or member is None:
        return _GONE
    if question.state != "closed" or member.reach == "never_started":
        return Void("goes on, or cannot be told")
    name = await names.name_for_members(desk.facts.connection, question.closed_by)
    first = await relays.find_first_asked(desk.facts.connection, question.id)
    beneath = first.from_message_id if first is not None and first.from_chat_id == member.id else None
    return sending(notice, member_views.closed(desk.language_of(member), question, name), reply_to=beneath)


async def staff_line(desk: Desk, delivery: Delivery, notice: StaffLine) -> Composed | Void:
    """Compose one line about a question, in its topic or beneath its card."""
    question = await questions.find_question(desk.facts.connection, notice.question_id)
    member = None if question is None else await desk.facts.find_member(question.member_id)
    if question is None or member is None or question.card_chat_id != delivery.chat_id:
        return _GONE
    by = None if notice.by == 0 else await desk.facts.find_member(notice.by)
    language = await staff_language(desk, question)
    view = views.line(
        language,
        notice.line,
        name=question_views.name_of_asker(language, question.alias, member),
        by="" if by is None else by.name,
        count=notice.count,
        reason=question.close_reason,
        question_id=question.id,
    )
    topic_id = await topic_of(desk, question, delivery.chat_id)
    return sending(notice, view, topic_id=topic_id, reply_to=notice.beneath or question.card_message_id)


async def topic_reopening(_desk: Desk, _delivery: Delivery, notice: TopicReopening) -> Composed:
    """Compose the opening of a closed topic."""
    return Composed(notice, "reopenForumTopic", {"message_thread_id": notice.topic_id})


async def blocked_word(desk: Desk, delivery: Delivery, notice: BlockedWord) -> Composed | Void:
    """Compose the word that a member's messages are kept and not passed on."""
    connection, blocked_id = desk.facts.connection, notice.member_id
    found = await staff_notes.find_block(connection, blocked_id, notice.asked_as)
    member = await desk.facts.find_member(delivery.chat_id)
    if found is None or member is None:
        return Void("is not blocked any more")
    if notice.asked_as and await blocks.is_blocked(connection, blocked_id, desk.facts.now):
        return Void("was told that nothing of theirs is passed on")
    language = desk.language_of(member)
    until = None
    if found.until is not None:
        chapter = await desk.facts.first_chapter()
        local = to_local(found.until, member.time_zone or chapter.time_zone)
        until = language.moment(local.date(), local.time())
    return sending(notice, member_views.blocked_word(language, until, unnamed=notice.asked_as != ""))


async def block_lifted(desk: Desk, delivery: Delivery, notice: BlockLifted) -> Composed | Void:
    """Compose the word that a member's messages are passed on again; void where another block keeps them."""
    member = await desk.facts.find_member(delivery.chat_id)
    if member is None:
        return _GONE
    unnamed = notice.asked_as != ""
    if await blocks.is_blocked(desk.facts.connection, member.id, desk.facts.now, unnamed=unnamed):
        return Void("is blocked otherwise")
    return sending(notice, member_views.block_lifted(desk.language_of(member), unnamed=unnamed))


async def held_back(desk: Desk, delivery: Delivery, notice: HeldBack) -> Composed:
    """Compose the word to somebody who writes much."""
    language = await _language_in(desk, delivery.chat_id)
    return sending(notice, member_views.held_back(language, too_many=notice.why == "too_many"))


async def surface_word(desk: Desk, _delivery: Delivery, notice: SurfaceWord) -> Composed:
    """Compose the word that questions arrive in another way."""
    return sending(notice, views.surface(await _first_language(desk), notice.mode))


async def setup_report(desk: Desk, delivery: Delivery, notice: SetupReport) -> Composed:
    """Compose what works in the staff chat, and each missing right, as it was read just now."""
    chat = await postings.find_chat(desk.facts.connection, notice.chat_id)
    language = await _language_in(desk, delivery.chat_id)
    lacks = await self_test.find_lacks(desk.facts.connection, notice.chat_id)
    return sending(
        notice,
        setup_views.report(language, "" if chat is None else chat.title, lacks),
        reply_to=notice.beneath,
    )


async def setup_test(desk: Desk, _delivery: Delivery, notice: SetupTest) -> Composed:
    """Compose the message to reply to."""
    return sending(notice, setup_views.test(await _first_language(desk)), reply_to=notice.beneath)


COMPOSING: dict[type[Notice], Composing] = {
    HeldAnswer: held_answer,
    HeldBack: held_back,
    Introduction: introduction,
    MessagesHeading: messages_heading,
    CopyEdit: copy_edit,
    EditedAfterAnswer: edited_after_answer,
    EditTrouble: edit_trouble,
    Correction: correction,
    CopyRemoval: copy_removal,
    CopyBlanking: copy_blanking,
    TakenBack: taken_back,
    QuestionClosed: question_closed,
    StaffLine: staff_line,
    TopicReopening: topic_reopening,
    BlockedWord: blocked_word,
    BlockLifted: block_lifted,
    SurfaceWord: surface_word,
    SetupReport: setup_report,
    SetupTest: setup_test,
}


def _edit(content: Content, words: str | None) -> tuple[str, dict[str, Any]] | None:
    """Give the method that puts content in place of a copy's, with its parameters; None where none does."""
    if words is not None:
        return "editMessageText", {"text": words, "link_preview_options": {"is_disabled": True}}
    entities = list(content.entities)
    if content.kind == "text":
        return "editMessageText", {"text": content.text, "entities": entities}
    if content.kind in _EXCHANGEABLE and content.file_id is not None:
        media = {"type": content.kind, "media": content.file_id, "caption": content.text}
        return "editMessageMedia", {"media": media | {"caption_entities": entities}}
    if content.kind == "voice":
        return "editMessageCaption", {"caption": content.text, "caption_entities": entities}
    return None


async def _relay_and_question(desk: Desk, relay_id: int) -> tuple[Relay, Question] | None:
    relay = await relays.find_relay(desk.facts.connection, relay_id)
    question = (
        None if relay is None else await questions.find_question(desk.facts.connection, relay.question_id)
    )
    return None if relay is None or question is None else (relay, question)


async def _named(desk: Desk, relay_id: int) -> tuple[Relay, str, Language] | None:
    """Give a carried message, the name of who asked, and the staff's language."""
    found = await _relay_and_question(desk, relay_id)
    member: Member | None = None if found is None else await desk.facts.find_member(found[1].member_id)
    if found is None or member is None:
        return None
    language = await staff_language(desk, found[1])
    return found[0], question_views.name_of_asker(language, found[1].alias, member), language


async def _language_in(desk: Desk, chat_id: int) -> Language:
    """Give the language of a member in their own chat, else of the first chapter."""
    member = await desk.facts.find_member(chat_id) if chat_id > 0 else None
    return await _first_language(desk) if member is None else desk.language_of(member)


async def _first_language(desk: Desk) -> Language:
    return await desk.chapter_language((await desk.facts.first_chapter()).id)
