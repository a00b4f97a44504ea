"""The place of the staff, seen from a handler: whether one is there, what is a reply, who is meant."""

from telegram import Message

from handlers.context import Context
from handlers.staff.views import desk as views
from hopdrinks.questions import asking as rules
from hopdrinks.staff import surface
from storage import chapters, questions, relays
from storage.question_records import Question, Relay


async def is_in_staff_place(context: Context) -> bool:
    """Tell whether it happens where the staff are: being there is the right to answer."""
    return context.chat_id == await surface.find_place_id(context.connection)


def is_by_staff(message: Message) -> bool:
    """Tell whether a person of the staff wrote it, be it as an administrator without a name."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and not message.from_user.is_bot


def author_of(message: Message) -> int | None:
    """Give who of the staff wrote it; None for an administrator without a name."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def true_reply(message: Message) -> Message | None:
    """Give the message that this one answers, None where it answers none.

    In a topic every message that answers nothing carries the topic's first message as `reply_to_message`.
    Outside of topics, `message_thread_id` names the first message of a chain of replies, and says nothing.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    if message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    return replied


async def find_answer_replied(context: Context, message: Message) -> Relay | None:
    """Give the answer that a representative's message replies to: their own message that was carried."""
    replied = true_reply(message)
    if replied is None:
        return None
    relay = await relays.find_relay_from(context.connection, context.chat_id, replied.message_id)
    return relay if relay is not None and relay.direction == "to_member" else None


async def find_meant(context: Context, message: Message) -> Question | None:
    """Give the question a command is about: the one replied to, else the one of this topic."""
    replied = true_reply(message)
    if replied is not None:
        asked = await rules.find_asked(context.connection, context.chat_id, replied.message_id)
        if asked is not None:
            return asked
        answer = await find_answer_replied(context, message)
        if answer is not None:
            return await questions.find_question(context.connection, answer.question_id)
    return await find_of_topic(context, message)


async def refuse_forgotten(context: Context, question: Question, message: Message) -> bool:
    """Say of a question whose words have been deleted that nothing is left to do; False of any other."""
    if question.words_deleted_at is None:
        return False
    await context.send(views.forgotten(context.language), reply_to=message.message_id)
    return True


async def find_of_topic(context: Context, message: Message) -> Question | None:
    """Give the question that is talked about in a member's topic."""
    topic_id = message.message_thread_id if message.is_topic_message else None
    if topic_id is None:
        return None
    thread = await questions.find_thread_by_topic(context.connection, context.chat_id, topic_id)
    return None if thread is None else await questions.find_latest_in_thread(context.connection, thread)


async def may_answer(context: Context) -> bool:
    """Tell whether who acts answers members' questions, be it in one chapter."""
    for chapter in await chapters.list_chapters(context.connection):
        if await context.allowed("answer_members", chapter.id):
            return True
    return False
