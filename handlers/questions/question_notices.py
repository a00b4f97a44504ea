"""Composing what is owed about questions: topics, cards, copies to and fro, marks, troubles and alerts."""

from handlers.language import Language
from handlers.notices import Composed, Composing, Desk, Void
from handlers.questions.card_facts import draw_card, staff_language, title_of_group
from handlers.questions.carried import carried, carried_together
from handlers.questions.replied import quotes, reply_among_staff, reply_to, reply_to_asked
from handlers.questions.views import questions as views
from handlers.staff.queue import words_of
from handlers.view import View
from hopdrinks.notices.base import Notice
from hopdrinks.notices.calls import ChatReading, OwnerAlert
from hopdrinks.notices.questions import (
    AnswerCopy,
    AnswerTrouble,
    QuestionCard,
    QuestionCardRefresh,
    QuestionCopy,
    QuestionReceipt,
    QuestionRefusal,
    StaffMark,
    TopicCreation,
)
from hopdrinks.notices.relaying import AnswersCopy, GroupAnswer, MessagesCopy
from hopdrinks.questions import asking as rules
from hopdrinks.questions import expectations
from hopdrinks.staff import icons, surface
from hopdrinks.wall_time import to_local
from storage import questions, relays
from storage.question_records import Question
from storage.records import Delivery, Member

#: One of the six colours Telegram allows (createForumTopic, `icon_color`).
_BLUE = 0x6FB9F0
#: Telegram's limit (createForumTopic, `name`).
_LONGEST_TOPIC_NAME = 128

_GONE = Void("the question or the member is gone")
_ELSEWHERE = Void("the staff chat is another one by now")


async def topic_creation(desk: Desk, delivery: Delivery, notice: TopicCreation) -> Composed | Void:
    """Compose the topic of a member's thread; void where it has one."""
    thread = await questions.find_thread(desk.facts.connection, notice.thread_id)
    member = None if thread is None else await desk.facts.find_member(thread.member_id)
    if thread is None or member is None:
        return _GONE
    live = await questions.find_thread_of(desk.facts.connection, thread.member_id, thread.alias)
    if thread.topic_id is not None or live is None or live.id != thread.id:
        return Void("has its topic")
    if not await _is_staff_chat(desk, delivery.chat_id):
        return _ELSEWHERE
    language = desk.languages.get((await desk.facts.first_chapter()).locale)
    name = thread.given_name or views.name_of_asker(language, thread.alias, member)
    parameters = {"name": name[:_LONGEST_TOPIC_NAME], "icon_color": _BLUE}
    icon = await icons.find_icon(desk.facts.connection, thread)
    if not icon:
        return Composed(notice, "createForumTopic", parameters)
    notice = notice.model_copy(update={"icon": icon})
    return Composed(notice, "createForumTopic", parameters | {"icon_custom_emoji_id": icon})


async def question_card(desk: Desk, delivery: Delivery, notice: QuestionCard) -> Composed | Void:
    """Compose a question's card; void where it has one, or is kept for now."""
    found = await _question_and_member(desk, notice.question_id)
    if found is None:
        return _GONE
    question, member = found
    if not await _is_staff_chat(desk, delivery.chat_id):
        return _ELSEWHERE
    if question.state != "open" or question.card_message_id is not None:
        return Void("has its card, or is kept")
    topic_id = await topic_of(desk, question, delivery.chat_id)
    notice = notice.model_copy(update={"topic_id": topic_id})
    return sending(notice, await draw_card(desk, question, member), topic_id=topic_id)


async def card_refresh(desk: Desk, delivery: Delivery, notice: QuestionCardRefresh) -> Composed | Void:
    """Compose the edit of a card."""
    found = await _question_and_member(desk, notice.question_id)
    if found is None:
        return _GONE
    question, member = found
    if question.card_message_id is None or question.card_chat_id != delivery.chat_id:
        return Void("has no card here")
    call = (await draw_card(desk, question, member)).editing(question.card_message_id)
    return Composed(notice, call.method, call.parameters)


async def question_copy(desk: Desk, delivery: Delivery, notice: QuestionCopy) -> Composed | Void:
    """Compose the copy of a member's message: into their topic, else as a reply to the card."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    question = (
        None if relay is None else await questions.find_question(desk.facts.connection, relay.question_id)
    )
    if relay is None or question is None:
        return _GONE
    if relay.state != "queued":
        return Void("is kept for now, or was copied by another delivery")
    if not await _is_staff_chat(desk, delivery.chat_id):
        return _ELSEWHERE
    method, parameters = carried(relay)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    if topic_id is not None:
        parameters["message_thread_id"] = topic_id
    if notice.beneath is not None:
        parameters["reply_parameters"] = reply_to(notice.beneath)
    elif (answered := await reply_among_staff(desk.facts.connection, relay, delivery.chat_id)) is not None:
        parameters["reply_parameters"] = answered
    elif topic_id is None and question.card_message_id is not None:
        parameters["reply_parameters"] = reply_to(question.card_message_id)
    if notice.plain:
        parameters.pop("reply_parameters", None)
    if rules.is_thanks(question, relay):
        parameters["disable_notification"] = True
    notice = notice.model_copy(update={"version": relay.version, "quotes": quotes(parameters)})
    return Composed(notice, method, parameters)


async def messages_copy(desk: Desk, delivery: Delivery, notice: MessagesCopy) -> Composed | Void:
    """Compose the copy of several messages of a member, in one call: an album stays one."""
    found = await relays.list_by_ids(desk.facts.connection, notice.relay_ids)
    question = await questions.find_question(desk.facts.connection, found[0].question_id) if found else None
    if question is None or not found:
        return _GONE
    # One that was taken back, or copied by another delivery, does not hold the others up.
    left = [relay for relay in found if relay.state == "queued"]
    if not left:
        return Void("is kept for now, or was copied by another delivery")
    if not await _is_staff_chat(desk, delivery.chat_id):
        return _ELSEWHERE
    notice = MessagesCopy(relay_ids=tuple(relay.id for relay in left))
    method, parameters = carried_together(left)
    topic_id = await topic_of(desk, question, delivery.chat_id)
    if topic_id is not None:
        parameters["message_thread_id"] = topic_id
    return Composed(notice, method, parameters)


async def question_receipt(desk: Desk, delivery: Delivery, notice: QuestionReceipt) -> Composed | Void:
    """Compose the word that a question is on its way; who never started the bot sees 👌 in the group."""
    connection, now = desk.facts.connection, desk.facts.now
    member = await desk.facts.find_member(delivery.chat_id)
    question = await questions.find_question(connection, notice.question_id)
    first = await relays.find_first_asked(connection, notice.question_id)
    if member is None or question is None or first is None:
        return _GONE
    if member.reach == "never_started" and first.from_chat_id != member.id:
        return Void("cannot be written to")
    language = desk.language_of(member)
    if question.state == "kept":  # the way is cut meanwhile
        view = views.kept(language)
        notice = notice.model_copy(update={"says_kept": True})
    else:
        back = await back_for(desk, question, member)
        usually = None if back else await expectations.usually_within(connection, now)
        group = await title_of_group(desk, language, question)
        view = views.receipt(language, first.id, group=group, usually=usually, back=back)
    if notice.instead_of is None:
        return sending(notice, view)
    call = view.editing(notice.instead_of)
    return Composed(notice, call.method, call.parameters)


async def question_refusal(desk: Desk, delivery: Delivery, notice: QuestionRefusal) -> Composed | Void:
    """Compose the word that a message could not be passed on."""
    language = await _language_of(desk, delivery.chat_id)
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    if language is None or relay is None:
        return _GONE
    return sending(notice, views.refusal(language), reply_to=relay.from_message_id)


async def answer_copy(desk: Desk, delivery: Delivery, notice: AnswerCopy) -> Composed | Void:
    """Compose the copy of a representative's message, as a reply to the question's first message."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    if relay is None or relay.to_chat_id != delivery.chat_id:
        return _GONE
    if relay.state == "delivered":
        return Void("was delivered")
    if relay.state == "withdrawn":
        return Void("was taken back")
    method, parameters = carried(relay)
    answered = await reply_to_asked(desk.facts.connection, relay)
    if answered is not None and not notice.plain:
        parameters["reply_parameters"] = answered
    return Composed(notice.model_copy(update={"quotes": quotes(parameters)}), method, parameters)


async def answers_copy(desk: Desk, delivery: Delivery, notice: AnswersCopy) -> Composed | Void:
    """Compose the copy of a representative's album."""
    found = await relays.list_by_ids(desk.facts.connection, notice.relay_ids)
    left = [relay for relay in found if relay.state == "queued" and relay.to_chat_id == delivery.chat_id]
    if not left:
        return Void("was delivered or taken back")
    notice = AnswersCopy(relay_ids=tuple(relay.id for relay in left))
    method, parameters = carried_together(left)
    return Composed(notice, method, parameters)


async def group_answer(desk: Desk, delivery: Delivery, notice: GroupAnswer) -> Composed | Void:
    """Compose the copy of an answer in the group where the question was asked, as a reply to it."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    question = (
        None if relay is None else await questions.find_question(desk.facts.connection, relay.question_id)
    )
    if relay is None or question is None or question.group_chat_id != delivery.chat_id:
        return _GONE
    if relay.state != "queued":
        return Void("was delivered or taken back")
    method, parameters = carried(relay)
    if question.group_message_id is not None:
        parameters["reply_parameters"] = reply_to(question.group_message_id)
    return Composed(notice, method, parameters)


async def staff_mark(_desk: Desk, _delivery: Delivery, notice: StaffMark) -> Composed | Void:
    """Compose a reaction."""
    if notice.message_id < 0:
        return Void("the message stayed behind when its group moved")
    reaction = [{"type": "emoji", "emoji": notice.emoji}]
    return Composed(notice, "setMessageReaction", {"message_id": notice.message_id, "reaction": reaction})


async def answer_trouble(desk: Desk, _delivery: Delivery, notice: AnswerTrouble) -> Composed | Void:
    """Compose the word that an answer did not arrive, beneath that answer."""
    relay = await relays.find_relay(desk.facts.connection, notice.relay_id)
    found = None if relay is None else await _question_and_member(desk, relay.question_id)
    if relay is None or found is None:
        return _GONE
    if relay.state == "delivered":
        return Void("has arrived meanwhile")
    question, member = found
    language = await staff_language(desk, question)
    name = views.name_of_asker(language, question.alias, member)
    group = await title_of_group(desk, language, question)
    words = "" if relay.is_within_reach else words_of(relay)
    view = views.trouble(language, name, notice.outcome, notice.delivery_id, group, words)
    return sending(notice, view, reply_to=relay.from_message_id)


async def chat_reading(desk: Desk, _delivery: Delivery, notice: ChatReading) -> Composed:
    """Compose the reading of what a chat is, or of what the bot may do there."""
    if notice.what == "chat":
        return Composed(notice, "getChat", {})
    return Composed(notice, "getChatMember", {"user_id": notice.bot_id or desk.bot_id})


async def owner_alert(desk: Desk, delivery: Delivery, notice: OwnerAlert) -> Composed:
    """Compose an alert."""
    language = await _language_of(desk, delivery.chat_id) or desk.languages.get(None)
    return sending(notice, views.alert(language, notice.alert, notice.detail))


COMPOSING: dict[type[Notice], Composing] = {
    TopicCreation: topic_creation,
    QuestionCard: question_card,
    QuestionCardRefresh: card_refresh,
    QuestionCopy: question_copy,
    MessagesCopy: messages_copy,
    QuestionReceipt: question_receipt,
    QuestionRefusal: question_refusal,
    AnswerCopy: answer_copy,
    AnswersCopy: answers_copy,
    GroupAnswer: group_answer,
    StaffMark: staff_mark,
    AnswerTrouble: answer_trouble,
    ChatReading: chat_reading,
    OwnerAlert: owner_alert,
}


async def _is_staff_chat(desk: Desk, chat_id: int) -> bool:
    """Tell whether a chat is the staff chat at this moment: what members ask goes to no other."""
    return chat_id == await surface.find_place_id(desk.facts.connection)


async def topic_of(desk: Desk, question: Question, chat_id: int) -> int | None:
    """Give the topic a question's messages go to; None for the chat itself."""
    chat = await surface.find_chat(desk.facts.connection, chat_id)
    thread = await questions.find_thread_of(desk.facts.connection, question.member_id, question.alias)
    if chat is None or not chat.is_forum or thread is None or thread.chat_id != chat_id:
        return None
    return thread.topic_id


async def _question_and_member(desk: Desk, question_id: int) -> tuple[Question, Member] | None:
    question = await questions.find_question(desk.facts.connection, question_id)
    member = None if question is None else await desk.facts.find_member(question.member_id)
    return None if question is None or member is None else (question, member)


async def back_for(desk: Desk, question: Question, member: Member) -> str | None:
    """Word for a member when the team is back, where it is known to be away."""
    if question.away_until is None or question.away_until <= desk.facts.now:
        return None
    zone = member.time_zone or (await desk.facts.first_chapter()).time_zone
    local = to_local(question.away_until, zone)
    return desk.language_of(member).moment(local.date(), local.time())


async def _language_of(desk: Desk, member_id: int) -> Language | None:
    member = await desk.facts.find_member(member_id)
    return None if member is None else desk.language_of(member)


def sending(
    notice: Notice, view: View, *, topic_id: int | None = None, reply_to: int | None = None
) -> Composed:
    """Compose the call that sends a view, into a topic or as a reply; to what is out of reach, as none."""
    call = view.sending(topic_id=topic_id, reply_to=reply_to if reply_to and reply_to > 0 else None)
    return Composed(notice, call.method, call.parameters)
