"""Questions: carried to the staff, answered by a Reply, and the answer carried back. None is lost.

On its way to the staff a question passes three stations, each a delivery of its own: the member's thread gets
its topic (where the staff group has topics), the question its card, and then its messages are copied. What
comes in meanwhile is kept and follows.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks import staff_chat
from hopdrinks.notices import (
    AnswerCopy,
    OwnerAlert,
    QuestionCard,
    QuestionCardRefresh,
    QuestionCopy,
    TopicCreation,
)
from hopdrinks.outbox import owe
from storage import questions
from storage.records import Chat, Question, Relay, Thread

#: What a member writes this soon after asking, or after an answer, belongs to that question.
SAME_CONVERSATION_FOR = timedelta(days=7)


async def ask(
    connection: AsyncConnection, member_id: int, event_id: int | None, message_id: int, now: datetime
) -> Question:
    """Take a question, whose words are a message of the member's private chat."""
    question = await questions.add_question(connection, member_id, event_id, "kept", now)
    await _keep(connection, question, message_id, now)
    if await staff_chat.find_staff_chat_id(connection) is None:
        await staff_chat.alert_owners(connection, OwnerAlert(alert="no_staff_chat"), now)
    return await _forward(connection, question, now)


async def add_to(connection: AsyncConnection, question: Question, message_id: int, now: datetime) -> None:
    """Carry another message of the member for a question they asked already."""
    await _keep(connection, question, message_id, now)
    await _forward(connection, question, now)


async def find_current(connection: AsyncConnection, member_id: int, now: datetime) -> Question | None:
    """Give the question that what a member writes now belongs to."""
    question = await questions.find_latest_question(connection, member_id)
    if question is None or question.state == "closed":
        return None
    last = question.answered_at or question.asked_at
    return question if now < last + SAME_CONVERSATION_FOR else None


async def forward_kept(connection: AsyncConnection, now: datetime) -> None:
    """Send everything on that waits for a staff chat: one was set, or found again."""
    for question in await questions.list_questions(connection, "kept"):
        await _forward(connection, question, now)


async def topic_opened(connection: AsyncConnection, thread_id: int, topic_id: int, now: datetime) -> None:
    """Go on once a thread has its topic."""
    await questions.update_thread(connection, thread_id, {"topic_id": topic_id})
    await _post_cards(connection, thread_id, now)


async def topic_refused(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    """Go on without a topic where it could not be had, in the chat itself; the next question tries again."""
    await questions.update_thread(connection, thread_id, {"gone_at": now})
    await _post_cards(connection, thread_id, now)


async def card_posted(
    connection: AsyncConnection, question_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Go on once a question has its card: what was kept is copied after it."""
    card = {"card_chat_id": chat_id, "card_message_id": message_id}
    await questions.update_question(connection, question_id, card)
    await _copy_kept(connection, question_id, chat_id, now)


async def find_asked(connection: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    """Give the question a message of the staff chat stands for: its card, or one carried for it."""
    question = await questions.find_question_by_card(connection, chat_id, message_id)
    if question is not None:
        return question
    relay = await questions.find_relay_at(connection, chat_id, message_id)
    return None if relay is None else await questions.find_question(connection, relay.question_id)


async def answer(
    connection: AsyncConnection, question: Question, chat_id: int, message_id: int, now: datetime
) -> Relay | None:
    """Carry a representative's message to the member; None where it is under way already."""
    relay = await questions.add_relay(
        connection,
        {
            "question_id": question.id,
            "direction": "to_member",
            "from_chat_id": chat_id,
            "from_message_id": message_id,
            "to_chat_id": question.member_id,
            "state": "queued",
            "relayed_at": now,
        },
    )
    if relay is not None:
        await owe(connection, AnswerCopy(relay_id=relay.id), question.member_id, now)
    return relay


async def answered(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Record that an answer arrived, where the staff can see it."""
    await questions.update_question(connection, question_id, {"state": "answered", "answered_at": now})
    question = await questions.find_question(connection, question_id)
    if question is not None and question.card_chat_id is not None:
        await owe(connection, QuestionCardRefresh(question_id=question_id), question.card_chat_id, now)


async def staff_chat_lost(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Keep a question whose way to the staff is cut, until there is one again."""
    await _forget_card(connection, question_id)
    await _keep_undelivered(connection, question_id)
    await staff_chat.alert_owners(connection, OwnerAlert(alert="staff_chat_lost"), now)


async def topic_gone(
    connection: AsyncConnection, question_id: int, topic_id: int | None, now: datetime
) -> None:
    """Begin a new topic for a member whose topic somebody deleted; what is unanswered follows."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return
    thread = await questions.find_thread_of(connection, question.member_id)
    await _keep_undelivered(connection, question_id)
    if thread is None or thread.topic_id != topic_id:  # noticed before, by another delivery
        await _forward(connection, question, now)
        return
    await questions.update_thread(connection, thread.id, {"gone_at": now})
    for unanswered in await questions.list_open_questions(connection, question.member_id):
        await _forget_card(connection, unanswered.id)
        await _keep_undelivered(connection, unanswered.id)
        kept = await questions.find_question(connection, unanswered.id)
        if kept is not None:
            await _forward(connection, kept, now)


async def _post_cards(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    thread = await questions.find_thread(connection, thread_id)
    if thread is None:
        return
    for question in await questions.list_open_questions(connection, thread.member_id):
        if question.card_message_id is None:
            await owe(connection, QuestionCard(question_id=question.id), thread.chat_id, now)


async def _forget_card(connection: AsyncConnection, question_id: int) -> None:
    nothing = {"state": "kept", "card_chat_id": None, "card_message_id": None}
    await questions.update_question(connection, question_id, nothing)


async def _keep(connection: AsyncConnection, question: Question, message_id: int, now: datetime) -> None:
    await questions.add_relay(
        connection,
        {
            "question_id": question.id,
            "direction": "to_staff",
            "from_chat_id": question.member_id,
            "from_message_id": message_id,
            "state": "kept",
            "relayed_at": now,
        },
    )


async def _forward(connection: AsyncConnection, question: Question, now: datetime) -> Question:
    chat = await staff_chat.find_usable(connection)
    if chat is None:
        await questions.update_question(connection, question.id, {"state": "kept"})
        return question.model_copy(update={"state": "kept"})
    await questions.update_question(connection, question.id, {"state": "open"})
    if question.card_message_id is not None and question.card_chat_id == chat.id:
        await _copy_kept(connection, question.id, chat.id, now)
    elif question.state == "kept":
        await _open_thread(connection, question, chat, now)
    return question.model_copy(update={"state": "open"})


async def _open_thread(connection: AsyncConnection, question: Question, chat: Chat, now: datetime) -> None:
    thread = await questions.find_thread_of(connection, question.member_id)
    if thread is not None and thread.chat_id != chat.id:
        await questions.update_thread(connection, thread.id, {"gone_at": now})
        thread = None
    is_new = thread is None
    thread = thread or await questions.add_thread(connection, question.member_id, chat.id, now)
    if not chat.has_topics or thread.topic_id is not None:
        await owe(connection, QuestionCard(question_id=question.id), chat.id, now)
    elif is_new:
        await owe(connection, TopicCreation(thread_id=thread.id), chat.id, now)
    # else the topic is being created, and `topic_opened` takes this question along


async def _copy_kept(connection: AsyncConnection, question_id: int, chat_id: int, now: datetime) -> None:
    for relay in await questions.list_relays(connection, question_id):
        if relay.state == "kept":
            await questions.update_relay(connection, relay.id, {"state": "queued", "to_chat_id": chat_id})
            await owe(connection, QuestionCopy(relay_id=relay.id), chat_id, now)


async def _keep_undelivered(connection: AsyncConnection, question_id: int) -> None:
    for relay in await questions.list_relays(connection, question_id):
        if relay.direction == "to_staff" and relay.state != "delivered":
            await questions.update_relay(connection, relay.id, {"state": "kept", "to_chat_id": None})


def thread_topic(thread: Thread | None, chat_id: int) -> int | None:
    """Give the topic a thread's messages go to in a chat, None for the chat itself."""
    return thread.topic_id if thread is not None and thread.chat_id == chat_id else None
